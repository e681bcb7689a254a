#include "chordae/io/csv/csv_reader.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::size_t kHeaderLooked = 4096;  // for bytes that no text has

/// The commonest of the three separators in the header line; a comma where there is none.
char separator_of(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  char best = ',';
  for (const char candidate : {'\t', ';'}) {
    if (std::count(line.begin(), line.end(), candidate) >
        std::count(line.begin(), line.end(), best))
      best = candidate;
  }
  return best;
}

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  if (text_.starts_with("\xFF\xFE") || text_.starts_with("\xFE\xFF")) {
    throw Error(ErrorCode::kFormat, "the text is UTF-16: save it as UTF-8");
  }
  const auto header = text_.substr(0, std::min(text_.find('\n'), kHeaderLooked));
  if (header.find('\0') != std::string_view::npos) {
    throw Error(ErrorCode::kFormat,
                "NUL bytes in the header line: UTF-16 or no text; save it as UTF-8");
  }
  if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  separator_ = separator_of(text_);
}

bool CsvReader::next(std::vector<std::string_view>* record) {
  record->clear();
  unquoted_.clear();
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

void CsvReader::fail(const std::string& what) const {
  throw Error(ErrorCode::kFormat, cat("line ", record_line_, ": ", what));
}

void CsvReader::end_line() {
  if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
  ++at_;
  ++line_;
}

std::string_view CsvReader::field() {
  if (at_ < text_.size() && text_[at_] == '"') return quoted_field();
  const std::size_t begin = at_;
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == separator_ || c == '\n' || c == '\r') break;
    if (c == '"') fail("a quote within a field: quote the whole field and double the quote");
  }
  return text_.substr(begin, at_ - begin);
}

std::string_view CsvReader::quoted_field() {
  const std::size_t begin = ++at_;
  bool has_doubled = false;
  for (;; ++at_) {
    if (at_ >= text_.size()) fail("a quote that is not closed");
    const char c = text_[at_];
    if (c == '"') {
      if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
      has_doubled = true;
      ++at_;
    } else if (c == '\n') {
      ++line_;
    }
  }
  const std::string_view raw = text_.substr(begin, at_ - begin);
  ++at_;
  if (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\r' && text_[at_] != '\n') {
    fail("text after a closing quote");
  }
  if (!has_doubled) return raw;
  std::string& value = unquoted_.emplace_back();
  for (std::size_t i = 0; i < raw.size(); ++i) {
    value += raw[i];
    if (raw[i] == '"') ++i;
  }
  return value;
}

}  // namespace chordae
