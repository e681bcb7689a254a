#include <algorithm>
#include <charconv>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/pipeline/evaluation_input.h"

namespace chordae {
namespace {

std::optional<double> try_parse_plain(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

/// Groups of three after each `mark`: 1,234,567.
bool is_grouped(std::string_view digits, char mark) {
  std::size_t first = digits.find(mark);
  if (first == std::string_view::npos || first == 0 || first > 3) return false;
  while (first != std::string_view::npos) {
    const std::size_t next = digits.find(mark, first + 1);
    const std::size_t end = next == std::string_view::npos ? digits.size() : next;
    if (end - first - 1 != 3) return false;
    first = next;
  }
  return true;
}

}  // namespace

bool is_missing_cell(std::string_view text) {
  if (text.empty() || text == ".") return true;
  if (text.size() > 4 || (text[0] >= '0' && text[0] <= '9')) return false;
  const std::string word = lower(text);
  return word == "na" || word == "n/a" || word == "nan" || word == "null" || word == "none";
}

std::optional<double> try_parse_table_number(std::string_view text, bool decimal_comma) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return try_parse_plain(text);
  const std::string_view unsigned_text =
      text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
  const std::size_t point = text.find('.');
  std::string plain(text);
  const auto drop = [&](char mark) { std::erase(plain, mark); };
  const auto whole_before = [&](char mark) {
    return unsigned_text.substr(0, unsigned_text.find(mark));
  };
  if (point != std::string_view::npos) {  // the last of the two is the decimal sign
    const bool point_is_decimal = text.rfind('.') > text.rfind(',');
    const char decimal = point_is_decimal ? '.' : ',', group = point_is_decimal ? ',' : '.';
    if (std::count(text.begin(), text.end(), decimal) != 1) return std::nullopt;
    if (!is_grouped(whole_before(decimal), group)) return std::nullopt;
    drop(group);
  } else if (std::count(text.begin(), text.end(), ',') > 1) {  // 1,234,567
    if (!is_grouped(unsigned_text, ',')) return std::nullopt;
    drop(',');
  } else if (!decimal_comma && is_grouped(unsigned_text, ',') && !unsigned_text.starts_with('0')) {
    return std::nullopt;  // 1,234: either
  }
  std::replace(plain.begin(), plain.end(), ',', '.');
  return try_parse_plain(plain);
}

}  // namespace chordae
