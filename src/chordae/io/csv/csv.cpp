#include "chordae/io/csv/csv.h"

#include <algorithm>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/csv/csv_reader.h"

namespace chordae {
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30;

}  // namespace

std::optional<std::size_t> CsvTable::try_column(std::string_view name) const {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

std::size_t CsvTable::column(std::string_view name) const {
  if (const auto found = try_column(name)) return *found;
  const auto near = try_suggest(name, header);
  throw Error(ErrorCode::kFormat, cat("there is no column ", printable(name), near ? cat(": did you mean ", printable(*near), "?") : ""));
}

CsvTable parse_csv(std::string_view text) {
  CsvReader reader(text);
  CsvTable table;
  std::vector<std::string_view> row;
  if (!reader.next(&row)) throw Error(ErrorCode::kFormat, "a table without a header line");
  table.header.assign(row.begin(), row.end());
  std::set<std::string> names;
  for (auto& name : table.header) {
    name = std::string(trim(name));
    if (!names.insert(name).second) throw Error(ErrorCode::kFormat, cat("two columns are called ", printable(name)));
  }
  while (reader.next(&row)) {
    if (row.size() != table.header.size()) {
      throw Error(ErrorCode::kFormat, cat("line ", reader.line(), ": ", row.size(), " fields, the header has ", table.header.size()));
    }
    table.rows.emplace_back(row.begin(), row.end());
  }
  return table;
}

CsvTable read_csv(const std::filesystem::path& path) {
  const std::string text = read_text_file(path, kLargestFile);
  try {
    return parse_csv(text);
  } catch (const Error& e) {
    throw Error(e.code(), cat(path.string(), ": ", e.what()));
  }
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n\t;") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string format_csv(const CsvTable& table) {
  std::string text;
  const auto add = [&](const std::vector<std::string>& row) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      text += row.size() == 1 && row[i].empty() ? "\"\"" : csv_cell(row[i]);  // a blank line is no row
    }
    text += '\n';
  };
  add(table.header);
  for (const auto& row : table.rows) add(row);
  return text;
}

}  // namespace chordae
