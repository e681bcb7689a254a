#include "chordae/text/language.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "chordae/text/utf8.h"

namespace chordae {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"english", "german",     "french", "spanish",
                                                    "italian", "portuguese", "dutch"};
constexpr std::size_t kFewWords = 10;

// Beyond Latin's blocks and the signs between them; Greek letters stand in formulas.
bool is_foreign(char32_t code) { return code >= 0x400 && !(code >= 0x1E00 && code < 0x2E80); }

}  // namespace

LanguageGuess::LanguageGuess(const LanguageConfig& config) {
  const std::array<const WordList*, 7> lists = {
      &config.english, &config.german,     &config.french, &config.spanish,
      &config.italian, &config.portuguese, &config.dutch};
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const std::string& word : *lists[i]) languages_of_word_[word] |= 1u << i;
  }
}

std::string LanguageGuess::guess(std::string_view text) const {
  std::array<std::size_t, kNames.size()> counts{};
  std::size_t letters = 0;
  std::size_t foreign = 0;
  std::string word;
  const auto count = [&] {
    const auto found = languages_of_word_.find(word);
    for (std::size_t i = 0; found != languages_of_word_.end() && i < counts.size(); ++i) {
      counts[i] += found->second >> i & 1u;
    }
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    char32_t code = next_code_point(text, at);
    const bool capital = code >= 'A' && code <= 'Z';
    if (capital) code += 'a' - 'A';
    if ((code >= 'a' && code <= 'z') || code >= 0xC0) {
      ++letters;
      foreign += is_foreign(code);
      if (word.size() > 40) continue;
      if (capital) {
        word += static_cast<char>(code);
      } else {
        word.append(text.substr(begin, at - begin));
      }
    } else if (!word.empty()) {
      count();
    }
  }
  count();
  if (foreign * 3 > letters) return "other";
  if (std::accumulate(counts.begin(), counts.end(), std::size_t{0}) < kFewWords) return "english";
  const auto most = std::ranges::max_element(counts);
  return std::string(kNames[static_cast<std::size_t>(most - counts.begin())]);
}

}  // namespace chordae
