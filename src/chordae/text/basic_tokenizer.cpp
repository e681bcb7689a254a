#include "chordae/text/basic_tokenizer.h"

#include <algorithm>
#include <array>
#include <vector>

namespace chordae {
namespace {

// The steps for one character after another, so that no intermediate text is made.
class Normalizer {
 public:
  Normalizer(const NormalizerOptions& options, std::string& out) : options_(options), out_(out) {}

  void add(char32_t code) {
    const std::uint16_t flags = character_flags(code);
    if (options_.clean_text) {
      if (flags & kCleanDrop) return;
      if (flags & kCleanSpace) return keep(U' ', character_flags(U' '));
    }
    if (options_.handle_chinese_chars && (flags & kCjkIdeograph)) {
      keep(U' ', character_flags(U' '));
      strip(code, flags);
      return keep(U' ', character_flags(U' '));
    }
    strip(code, flags);
  }

  void flush() {
    if (waiting_.empty()) return;
    std::ranges::stable_sort(waiting_, {}, &Waiting::combining_class);
    for (const Waiting& mark : waiting_) write(mark.code, mark.flags);
    waiting_.clear();
  }

 private:
  struct Waiting {
    char32_t code;
    std::uint16_t flags;
    std::uint8_t combining_class;
  };

  void strip(char32_t code, std::uint16_t flags) {
    if (!options_.strip_accents) return write(code, flags);
    if (!(flags & kDecomposes)) return keep(code, flags);
    for (const char32_t part : decompose(code)) keep(part, character_flags(part));
  }

  // NFD's canonical ordering sorts each run of characters of class above zero. Marks are removed
  // after that, so one of class zero still ends a run.
  void keep(char32_t code, std::uint16_t flags) {
    if (!options_.strip_accents) return write(code, flags);
    if (!(flags & kOrdered)) flush();
    if (flags & kMark) return;
    if (flags & kOrdered) {
      waiting_.push_back({code, flags, combining_class(code)});
    } else {
      write(code, flags);
    }
  }

  void write(char32_t code, std::uint16_t flags) {
    if (!options_.lowercase || !(flags & kLowers)) return append_utf8(out_, code);
    for (const char32_t lower : lower_case(code)) append_utf8(out_, lower);
  }

  NormalizerOptions options_;
  std::string& out_;
  std::vector<Waiting> waiting_;
};

constexpr unsigned char kDropped = 0x80;

// What each ASCII byte becomes, or kDropped: every step leaves ASCII in ASCII, one for one.
std::array<unsigned char, 128> make_ascii_table(const NormalizerOptions& options) {
  std::array<unsigned char, 128> table;
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    std::string out;
    Normalizer one(options, out);
    one.add(static_cast<char32_t>(byte));
    table[byte] = out.empty() ? kDropped : static_cast<unsigned char>(out[0]);
  }
  return table;
}

const std::array<unsigned char, 128>& ascii_table(const NormalizerOptions& options) {
  static const auto tables = [] {
    std::array<std::array<unsigned char, 128>, 4> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      made[i] = make_ascii_table({.clean_text = (i & 1) != 0, .lowercase = (i & 2) != 0});
    }
    return made;
  }();
  return tables[(options.clean_text ? 1u : 0u) | (options.lowercase ? 2u : 0u)];
}

}  // namespace

std::string normalize(std::string_view text, const NormalizerOptions& options) {
  const auto& ascii = ascii_table(options);
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  Normalizer normalizer(options, out);
  std::size_t at = 0;
  while (at < text.size()) {
    if (const auto byte = static_cast<unsigned char>(text[at]); byte < 0x80) {
      ++at;
      if (ascii[byte] == kDropped) continue;  // before NFD: ends no run of marks
      normalizer.flush();
      out += static_cast<char>(ascii[byte]);
    } else {
      normalizer.add(next_code_point(text, at));
    }
  }
  normalizer.flush();
  return out;
}

namespace detail {

WordClass ascii_word_class(unsigned char byte) {
  static const auto table = [] {
    std::array<WordClass, 128> made;
    for (std::size_t i = 0; i < made.size(); ++i) {
      const std::uint16_t flags = character_flags(static_cast<char32_t>(i));
      made[i] = flags & kSpace         ? WordClass::kSpace
                : flags & kPunctuation ? WordClass::kPunctuation
                                       : WordClass::kWord;
    }
    return made;
  }();
  return table[byte];
}

}  // namespace detail
}  // namespace chordae
