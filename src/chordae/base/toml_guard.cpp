#include "chordae/base/toml_guard.h"

#include <algorithm>
#include <string>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr int kMaxKeyParts = 16;

// Position after the TOML string that begins at `at` (TOML 1.0, "String"). One that never ends is
// the library's to refuse.
std::size_t skip_string(std::string_view text, std::size_t at) {
  const char mark = text[at];
  const std::string long_mark(3, mark);
  const bool is_long = text.substr(at).starts_with(long_mark);
  for (at += is_long ? 3 : 1; at < text.size(); ++at) {
    if (mark == '"' && text[at] == '\\') {
      ++at;
    } else if (!is_long && (text[at] == mark || text[at] == '\n')) {
      return at + 1;
    } else if (is_long && text.substr(at).starts_with(long_mark)) {
      return std::min(text.find_first_not_of(mark, at), text.size());  // it may end in marks
    }
  }
  return text.size();
}

Error config_error(std::string_view text, std::size_t at, std::string_view origin,
                   const std::string& problem) {
  const auto line = 1 + std::ranges::count(text.substr(0, at), '\n');
  return Error(ErrorCode::kConfig, cat(origin, ", line ", line, ": ", problem));
}

}  // namespace

void check_toml(std::string_view text, std::string_view origin) {
  int parts = 1;
  const std::size_t begin = text.starts_with("\xef\xbb\xbf") ? 3 : 0;  // byte order mark
  for (std::size_t at = begin; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      if (at > begin &&
          std::string_view(" \t\r\n=,.[{").find(text[at - 1]) == std::string_view::npos) {
        throw config_error(text, at, origin, "a quote in the middle of a word");
      }
      at = skip_string(text, at);
      continue;
    }
    if (c == '#') {
      at = std::min(text.find('\n', at), text.size());
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80) {
      throw config_error(text, at, origin, "characters beyond ASCII need quotes");
    }
    if (c == '.') ++parts;
    if (std::string_view("=,[]{}\n").find(c) != std::string_view::npos) parts = 1;
    if (parts > kMaxKeyParts) {
      throw config_error(text, at, origin, cat("a key of more than ", kMaxKeyParts, " parts"));
    }
    ++at;
  }
}

}  // namespace chordae
