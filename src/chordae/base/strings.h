#pragma once
// Small text helpers: concatenation for messages (GCC 12 has no <format>, and fmt clashes with the
// copy that LibTorch bundles), splitting, numbers for people, "did you mean".

#include <optional>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

/// Concatenates anything that can be streamed: `cat("slice ", 3, " of ", 12)`.
template <class... Args>
std::string cat(const Args&... args) {
  std::ostringstream out;
  (out << ... << args);
  return out.str();
}

/// Fixed decimals: `fixed(1.25, 1) == "1.2"` (round half to even as printf).
std::string fixed(double value, int decimals);

/// Shortest text that reads back as the same double.
std::string shortest(double value);

/// 1536 -> "1.5 KiB".
std::string human_bytes(double bytes);

/// 75 -> "1:15", 3700 -> "1:01:40".
std::string human_duration(double seconds);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// Strict number parsing of the whole text; absent on any other character.
std::optional<double> try_parse_double(std::string_view text);
std::optional<long long> try_parse_int(std::string_view text);

/// The candidate nearest to `word` by edit distance, if near enough to suggest.
std::optional<std::string> try_suggest(std::string_view word, std::span<const std::string> candidates);

/// `text` with control characters replaced and cut to `limit` bytes: for showing foreign text.
std::string printable(std::string_view text, std::size_t limit = 120);

}  // namespace chordae
