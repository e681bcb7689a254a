#include "chordae/pipeline/evaluation_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/eval/evaluation_data.h"
#include "chordae/pipeline/evaluation_input.h"

namespace chordae {
namespace {

std::string_view text_of(const MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

CsvReader open_reader(std::string_view text, const std::string& name) {
  try {
    return CsvReader(text);
  } catch (const Error& e) {
    throw Error(e.code(), cat(name, ": ", e.message()));
  }
}

}  // namespace

EvaluationFile::EvaluationFile(const std::string& path, std::string model,
                               std::span<const std::string> map)
    : file_(path),
      name_(std::filesystem::path(path).filename().string()),
      model_(std::move(model)),
      reader_(open_reader(text_of(file_), name_)),
      mapped_(map.size(), 0) {
  std::vector<std::string_view> cells;
  if (!next_record(&cells))
    throw Error(ErrorCode::kFormat, cat(name_, ": a table without a header line"));
  for (const auto cell : cells) header_.emplace_back(trim(cell));
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::size_t equals = map[i].rfind('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == map[i].size()) {
      throw Error(ErrorCode::kUsage,
                  cat("a column is renamed by COLUMN=NAME, not ", printable(map[i])));
    }
    if (const auto column = try_column(map[i].substr(0, equals))) {
      header_[*column] = map[i].substr(equals + 1);
      mapped_[i] = 1;
    }
  }
  std::set<std::string_view> names;
  for (const auto& column : header_) {
    if (!names.insert(column).second) {
      throw Error(ErrorCode::kFormat, cat(name_, ": two columns are called ", printable(column)));
    }
  }
}

std::optional<std::size_t> EvaluationFile::try_column(std::string_view column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  if (found == header_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header_.begin());
}

bool EvaluationFile::is_long() const {
  return try_column("condition") && (try_column("probability") || try_column("label"));
}

bool EvaluationFile::next_record(std::vector<std::string_view>* cells) {
  try {
    return reader_.next(cells);
  } catch (const Error& e) {
    throw Error(e.code(), cat(name_, ": ", e.message()));
  }
}

bool EvaluationFile::next(std::vector<std::string_view>* cells) {
  if (!next_record(cells)) return false;
  if (cells->size() != header_.size()) {
    throw Error(ErrorCode::kFormat, cat(name_, ": line ", line(), ": ", cells->size(),
                                        " fields, the header has ", header_.size()));
  }
  for (auto& cell : *cells) cell = trim(cell);
  return true;
}

void EvaluationFile::fail(std::size_t column, std::string_view why) const {
  throw Error(ErrorCode::kFormat,
              cat(name_, ": line ", line(), ", column ", printable(header_[column]), ": ", why));
}

double EvaluationFile::number(std::string_view cell, std::size_t column) const {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error == std::errc() && end == cell.data() + cell.size() && std::isfinite(value))
    return value;
  if (is_missing_cell(cell)) return eval::kMissing;
  const auto written = try_parse_table_number(cell, reader_.separator() == ';');
  if (!written) {
    fail(column,
         cell.find(',') == std::string_view::npos
             ? "is not a number; leave blank what is unknown, --ignore columns that are not to be "
               "evaluated"
             : "is not a number, or its comma may mean thousands or decimals: write a point");
  }
  return *written;
}

std::uint8_t EvaluationFile::label(std::string_view cell, std::size_t column) const {
  if (cell == "0") return 0;
  if (cell == "1") return 1;
  if (is_missing_cell(cell)) return eval::kUnknown;
  const auto value = try_parse_table_number(cell, reader_.separator() == ';');
  if (!value || (*value != 0 && *value != 1)) {
    fail(column, "a label is 0 or 1 (blank: unknown); if the column is no condition, --ignore it");
  }
  return *value == 1 ? 1 : 0;
}

double EvaluationFile::probability(std::string_view cell, std::size_t column) const {
  const double value = number(cell, column);
  if (!std::isnan(value) && (value < 0 || value > 1)) {
    fail(column,
         "a probability lies between 0 and 1: scores or percent must be turned into one first");
  }
  return value;
}

}  // namespace chordae
