#pragma once
// Tables as comma-separated text (RFC 4180): quoted fields, line ends of any system, a byte order
// mark. Tab and semicolon are recognised from the header line.

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

struct CsvTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;  ///< each as long as the header

  std::optional<std::size_t> try_column(std::string_view name) const;
  /// Errors kFormat: no such column (the nearest name is suggested)
  std::size_t column(std::string_view name) const;
};

/// Blank lines are skipped. Errors kFormat, naming the line: a row of another length than the header,
/// a quote that isn't closed or stands within a field, two columns of one name, no header.
CsvTable parse_csv(std::string_view text);
/// Errors kIo, and as parse_csv with the file's name.
CsvTable read_csv(const std::filesystem::path& path);

/// A cell, quoted where it must be.
std::string csv_cell(const std::string& text);

/// Comma-separated, quoted where needed, \n at the end of each line.
std::string format_csv(const CsvTable& table);

}  // namespace chordae
