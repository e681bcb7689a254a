#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/charset.h"
#include "chordae/text/markup.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

struct Symbol {
  std::string_view word;
  std::string_view text;
};

// Words that stand for text (RTF 1.9, "Special characters"), and layout words that stand for none.
constexpr std::array kText = std::to_array<Symbol>({
    {"par", "\n"},
    {"line", "\n"},
    {"row", "\n"},
    {"sect", "\n"},
    {"page", "\n"},
    {"tab", "\t"},
    {"cell", "\t"},
    {"bullet", "\u2022"},
    {"emdash", "\u2014"},
    {"endash", "\u2013"},
    {"lquote", "\u2018"},
    {"rquote", "\u2019"},
    {"ldblquote", "\u201C"},
    {"rdblquote", "\u201D"},
    {"emspace", " "},
    {"enspace", " "},
});
constexpr auto kLayout = std::to_array<std::string_view>(
    {"pard",    "plain",  "b",          "i",        "ul",      "ulnone", "fs",    "f",
     "cf",      "cb",     "highlight",  "lang",     "li",      "ri",     "fi",    "sa",
     "sb",      "sl",     "slmult",     "ql",       "qr",      "qc",     "qj",    "widctlpar",
     "sub",     "super",  "nosupersub", "tx",       "trowd",   "cellx",  "intbl", "ltrch",
     "rtlch",   "ltrpar", "s",          "viewkind", "uc",      "deff",   "ansi",  "ansicpg",
     "deflang", "strike", "caps",       "keepn",    "hyphpar", "strokec"});
// Groups that hold no text of the document.
constexpr auto kNotText = std::to_array<std::string_view>(
    {"fonttbl",   "colortbl",          "stylesheet", "info",      "pict",      "object",
     "header",    "headerl",           "headerr",    "footer",    "footerl",   "footerr",
     "listtable", "listoverridetable", "rsidtbl",    "themedata", "datastore", "latentstyles",
     "filetbl",   "fldinst",           "xmlnstbl",   "generator"});

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct ControlWord {
  std::string_view word;
  int value = 0;
  bool has_value = false;
  std::size_t end = 0;  ///< the blank that ends it included
};

// `at` is behind the backslash and on a letter. Words have at most 32 letters, values 10 digits.
ControlWord read_word(std::string_view text, std::size_t at) {
  ControlWord out;
  std::size_t end = at;
  while (end < text.size() && end - at < 32 && is_letter(text[end])) ++end;
  out.word = text.substr(at, end - at);
  std::size_t digits = end;
  const bool negative = digits < text.size() && text[digits] == '-';
  if (negative) ++digits;
  const std::size_t first = digits;
  while (digits < text.size() && digits - first < 9 && is_digit(text[digits])) {
    out.value = out.value * 10 + (text[digits++] - '0');
  }
  if (digits > first) {
    out.has_value = true;
    if (negative) out.value = -out.value;
    end = digits;
  }
  if (end < text.size() && text[end] == ' ') ++end;
  out.end = end;
  return out;
}

std::optional<char32_t> try_hex_byte(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return {};
  const std::string digits(text.substr(at, 2));
  char* end = nullptr;
  const auto byte = std::strtoul(digits.c_str(), &end, 16);
  if (end != digits.c_str() + 2 || digits[0] == ' ' || digits[0] == '-' || digits[0] == '+')
    return {};
  return windows_1252(static_cast<unsigned char>(byte));
}

class RtfReader {
 public:
  RtfReader(const TracedText& before, bool whole)
      : text_(before.text()), edit_(before), whole_(whole) {}

  void read() {
    while (at_ < text_.size()) {
      const std::size_t next =
          std::min(text_.find_first_of(whole_ ? "\\{}\r\n" : "\\", at_), text_.size());
      pass(next);
      if (at_ == text_.size()) break;
      if (text_[at_] == '\\') {
        control();
      } else {
        brace();
      }
    }
  }
  std::size_t undone() const { return undone_; }
  TracedText finish() { return edit_.finish(); }

 private:
  bool hidden() const { return hidden_from_ != 0; }

  // Plain text, less what stands in for a \u character.
  void pass(std::size_t end) {
    for (; skip_ > 0 && at_ < end; --skip_) next_code_point(text_, at_);
    edit_.replace_to(at_);
    if (hidden()) {
      edit_.replace_to(end);
    } else {
      edit_.keep_to(end);
    }
    at_ = end;
  }
  void put(std::size_t end, std::string_view with) {
    edit_.replace_to(end, hidden() ? std::string_view{} : with);
    at_ = end;
    ++undone_;
  }
  void put(std::size_t end, char32_t code) {
    std::string utf8;
    append_utf8(utf8, code);
    put(end, utf8);
  }

  void brace() {
    if (text_[at_] == '{') {
      ++depth_;
    } else if (text_[at_] == '}') {
      if (depth_ == hidden_from_) hidden_from_ = 0;
      if (depth_ > 0) --depth_;
    }
    put(at_ + 1, "");
  }
  void hide() {
    if (!hidden() && whole_) hidden_from_ = std::max<std::size_t>(depth_, 1);
  }

  void control() {
    const std::size_t at = at_ + 1;
    if (at >= text_.size()) return pass(at);
    const char c = text_[at];
    if (is_letter(c)) return word(read_word(text_, at));
    if (c == '\'') {
      if (const auto code = try_hex_byte(text_, at + 1)) {
        if (skip_ > 0) {
          --skip_;
          return put(at + 3, "");
        }
        return put(at + 3, *code);
      }
    }
    if (c == '~') return put(at + 1, " ");
    if (c == '_') return put(at + 1, "-");
    if (c == '-') return put(at + 1, "");
    if (c == '\\' || c == '{' || c == '}') return put(at + 1, text_.substr(at, 1));
    if (whole_ && c == '*') hide();
    if (whole_ && (c == '*' || c == '\n' || c == '\r')) return put(at + 1, c == '*' ? "" : "\n");
    pass(at);
  }

  void word(const ControlWord& control) {
    const auto symbol = std::ranges::find(kText, control.word, &Symbol::word);
    if (symbol != kText.end()) return put(control.end, symbol->text);
    if (control.word == "u" && control.has_value) {
      const auto code =
          static_cast<char32_t>(control.value < 0 ? control.value + 65536 : control.value);
      const bool valid = code > 0 && code < 0x10000 && (code < 0xD800 || code > 0xDFFF);
      put(control.end, valid ? code : U'\uFFFD');
      skip_ = stand_ins_;
      return;
    }
    if (control.word == "uc" && control.value >= 0 && control.value < 8) {
      stand_ins_ = static_cast<std::size_t>(control.value);
    }
    if (std::ranges::find(kNotText, control.word) != kNotText.end()) hide();
    const bool known = whole_ || std::ranges::find(kLayout, control.word) != kLayout.end();
    if (known) return put(control.end, "");
    pass(control.end);
  }

  std::string_view text_;
  TextEdit edit_;
  bool whole_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t hidden_from_ = 0;  ///< depth of the group that holds no text; 0 outside one
  std::size_t stand_ins_ = 1;
  std::size_t skip_ = 0;
  std::size_t undone_ = 0;
};

// Words that no prose holds.
bool has_remains(std::string_view text) {
  for (const std::string_view sign : {"\\par", "\\fs", "\\b0", "\\plain", "\\tab", "\\cf"}) {
    if (text.find(sign) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace

std::size_t undo_rtf(TracedText& traced) {
  const std::string_view text = traced.text();
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  const bool whole = start != std::string_view::npos && text.substr(start).starts_with("{\\rtf");
  if (!whole && !has_remains(text)) return 0;
  RtfReader reader(traced, whole);
  reader.read();
  TracedText after = reader.finish();
  traced = std::move(after);
  return reader.undone();
}

}  // namespace chordae
