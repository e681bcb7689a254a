#pragma once
// Records of comma-separated text one after the other, as views: for tables too large to hold as
// strings. The only CSV parser of the program; parse_csv is built on it.

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

class CsvReader {
 public:
  /// `text` stays the caller's and must outlive the reader. A byte order mark is skipped; comma,
  /// tab or semicolon is recognised from the first line. Errors  kFormat: UTF-16, NUL bytes in the first line
  explicit CsvReader(std::string_view text);

  /// The next record's fields, blank lines skipped; false at the end. The views hold until the next
  /// call.
  /// Errors  kFormat, naming the line: a quote that isn't closed or stands within a field
  bool next(std::vector<std::string_view>* record);

  /// Line at which the last record began, from 1.
  std::size_t line() const { return record_line_; }
  char separator() const { return separator_; }

 private:
  [[noreturn]] void fail(const std::string& what) const;
  void end_line();
  std::string_view field();
  std::string_view quoted_field();

  std::string_view text_;
  char separator_ = ',';
  std::size_t at_ = 0, line_ = 1, record_line_ = 1;
  std::deque<std::string> unquoted_;  // fields of this record that had doubled quotes
};

}  // namespace chordae
