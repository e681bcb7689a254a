#pragma once
// A table of results: what a report shows rounded, a CSV and the JSON document hold in full. Every
// result of an evaluation is in one, so that nothing is drawn that can't be downloaded.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "chordae/eval/html_page.h"
#include "chordae/stats/interval.h"

namespace chordae::eval {

/// How people see a column's numbers.
enum class Shown { kText, kCount, kNumber1, kNumber3, kP };

/// Two columns headed "from" and "to" are the interval of the column before them; the page shows
/// the three as one. With another heading than "from" the two stand for themselves.
struct Column {
  std::string key;      ///< in CSV and JSON
  std::string heading;  ///< in the report
  Shown shown = Shown::kText;
};

/// Blank where undefined; never NaN or infinite.
using Cell = std::variant<std::monostate, double, std::string>;

/// Blank unless finite.
Cell cell(double value);
Cell cell(std::optional<double> value);
Cell cell(std::size_t count);

struct ResultTable {
  std::string name;     ///< of the file and in the JSON
  std::string caption;  ///< what it holds and by which methods
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
};

/// Above these a table stands whole only in its CSV file: the page links to it and shows its first
/// rows, the document says where it is. (Curves of 35 conditions would be 4 MB of a page.)
inline constexpr std::size_t kMostBytesOnPage = 32 * 1024, kMostRowsInJson = 100000;
inline constexpr std::size_t kFirstRows = 20;

/// All digits. RFC 4180; a text that a spreadsheet would run gets an apostrophe.
std::string to_csv(const ResultTable& table);
/// A list of objects, all digits; blanks are null. Of a table with too many rows {"rows", "csv"}.
std::string to_json(const ResultTable& table);
/// Rounded, for the page.
html::Table to_html(const ResultTable& table);

std::string shown(const Cell& cell, Shown how);
/// "0.873 (0.851 to 0.894)"; "undefined" if empty.
std::string shown_estimate(std::optional<double> value,
                           const std::optional<stats::Interval>& interval, int decimals = 3);
/// "0.031", "<0.001"
std::string shown_p(double p);
/// A text as JSON, quoted.
std::string json_text(const std::string& text);

}  // namespace chordae::eval
