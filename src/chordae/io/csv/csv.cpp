#include "chordae/io/csv/csv.h"

#include <algorithm>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::uintmax_t kLargestFile = std::uintmax_t{1} << 30;

/// The commonest of the three separators in the header line; a comma where there is none.
char separator_of(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  for (const char candidate : {'\t', ';'}) {
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), best)) best = candidate;
  }
  return best;
}

/// Reads records one after the other.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

  std::size_t line() const { return record_line_; }

  /// False at the end of the text.
  bool next(std::vector<std::string>* record) {
    record->clear();
    while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) end_line();
    if (at_ >= text_.size()) return false;
    record_line_ = line_;
    for (;;) {
      record->push_back(field());
      if (at_ >= text_.size()) return true;
      if (text_[at_] != separator_) break;
      ++at_;
    }
    end_line();
    return true;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::kFormat, cat("line ", record_line_, ": ", what));
  }

  void end_line() {
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  std::string field() {
    if (at_ >= text_.size() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.size(), text_.find_first_of(std::string{separator_, '\r', '\n', '"'}, at_));
      std::string value(text_.substr(at_, end - at_));
      at_ = end;
      if (at_ < text_.size() && text_[at_] == '"') fail("a quote within a field: quote the whole field and double the quote");
      return value;
    }
    std::string value;
    for (++at_;; ++at_) {
      if (at_ >= text_.size()) fail("a quote that is not closed");
      const char c = text_[at_];
      if (c == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      } else if (c == '\n') {
        ++line_;
      }
      value += c;
    }
    ++at_;
    if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n') {
      fail("text after a closing quote");
    }
    return value;
  }

  std::string_view text_;
  char separator_;
  std::size_t at_ = 0, line_ = 1, record_line_ = 1;
};

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
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Reader reader(text);
  CsvTable table;
  if (!reader.next(&table.header)) throw Error(ErrorCode::kFormat, "a table without a header line");
  std::set<std::string> names;
  for (auto& name : table.header) {
    name = std::string(trim(name));
    if (!names.insert(name).second) throw Error(ErrorCode::kFormat, cat("two columns are called ", printable(name)));
  }
  std::vector<std::string> row;
  while (reader.next(&row)) {
    if (row.size() != table.header.size()) {
      throw Error(ErrorCode::kFormat, cat("line ", reader.line(), ": ", row.size(), " fields, the header has ", table.header.size()));
    }
    table.rows.push_back(row);
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
