#include "chordae/cli/table.h"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

/// Columns that a terminal shows for UTF-8 text (combining and wide characters are not expected).
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

Table::Table(std::vector<std::string> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> row) {
  row.resize(columns_.size());
  rows_.push_back(std::move(row));
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  std::vector<bool> right;
  std::vector<std::string> heads;
  for (const auto& column : columns_) {
    right.push_back(column.starts_with(">"));
    heads.push_back(right.back() ? column.substr(1) : column);
    widths.push_back(width(heads.back()));
  }
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  const auto line = [&](const std::vector<std::string>& row) {
    std::string text;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - width(row[i]), ' ');
      text += (i > 0 ? "  " : "") + (right[i] ? padding + row[i] : row[i] + padding);
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    out += text + "\n";
  };
  line(heads);
  for (const auto& row : rows_) line(row);
  return out;
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    throw Error(ErrorCode::kIo, cat("cannot write the result to stdout: ", system_error_text()));
  }
}

}  // namespace chordae
