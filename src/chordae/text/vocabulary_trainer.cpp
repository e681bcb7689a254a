#include "chordae/text/vocabulary_trainer.h"

#include <algorithm>
#include <queue>
#include <set>
#include <unordered_map>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/thread_pool.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

using Symbol = std::uint32_t;
using SymbolPair = std::uint64_t;  // left in the high half: ordered as (left, right)

constexpr std::string_view kPrefix = "##";

struct Word {
  std::vector<Symbol> symbols;
  std::int64_t count;
};

struct PairUse {
  std::int64_t count = 0;
  std::vector<std::size_t> words;  // may repeat and may be outdated
};

struct Candidate {
  std::int64_t count;
  SymbolPair pair;
  bool operator<(const Candidate& other) const {
    return count != other.count ? count < other.count : pair > other.pair;
  }
};

std::vector<std::string> characters_of(std::string_view word) {
  std::vector<std::string> characters;
  for (std::size_t at = 0; at < word.size();) {
    const std::size_t start = at;
    next_code_point(word, at);
    characters.emplace_back(word.substr(start, at - start));
  }
  return characters;
}

std::set<std::string> make_alphabet(const WordCounts& words, std::size_t limit) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& [word, count] : words) {
    for (const std::string& character : characters_of(word)) counts[character] += count;
  }
  std::vector<std::pair<std::string, std::int64_t>> order(counts.begin(), counts.end());
  std::ranges::stable_sort(order, std::ranges::greater{},
                           [](const auto& item) { return item.second; });
  std::set<std::string> alphabet;
  for (std::size_t i = 0; i < std::min(limit, order.size()); ++i) alphabet.insert(order[i].first);
  return alphabet;
}

class Learner {
 public:
  Learner(const WordCounts& words, const VocabularyTrainerOptions& options) : options_(options) {
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) add(special);
    const std::set<std::string> alphabet = make_alphabet(words, options.max_alphabet);
    for (const std::string& character : alphabet) add(character);
    std::set<std::string> continuing;
    for (const auto& [word, count] : words) {
      const auto characters = characters_of(word);
      if (!std::ranges::all_of(characters, [&](const auto& c) { return alphabet.contains(c); }))
        continue;
      for (std::size_t i = 1; i < characters.size(); ++i) {
        continuing.insert(std::string(kPrefix) + characters[i]);
      }
    }
    for (const std::string& piece : continuing) add(piece);
    for (const auto& [word, count] : words) add_word(word, count);
  }

  Vocabulary learn() {
    while (pieces_.size() < options_.size && !candidates_.empty()) {
      const Candidate best = candidates_.top();
      candidates_.pop();
      const std::int64_t now = pairs_[best.pair].count;
      if (now < best.count) {  // merges of other pairs have used some up
        candidates_.push({now, best.pair});
        continue;
      }
      if (now < std::max<std::int64_t>(options_.min_frequency, 1)) break;
      merge(best.pair);
    }
    return std::move(pieces_);
  }

 private:
  Symbol add(std::string piece) {
    const auto [place, is_new] =
        ids_.emplace(std::move(piece), static_cast<Symbol>(pieces_.size()));
    if (is_new) pieces_.push_back(place->first);
    return place->second;
  }

  void add_word(std::string_view text, std::int64_t count) {
    Word word{{}, count};
    for (const std::string& character : characters_of(text)) {
      const auto id =
          ids_.find(word.symbols.empty() ? character : std::string(kPrefix) + character);
      if (id == ids_.end()) return;
      word.symbols.push_back(id->second);
    }
    words_.push_back(std::move(word));
    count_pairs(words_.size() - 1, +1);
    push_changed();
  }

  void count_pairs(std::size_t index, int sign) {
    const Word& word = words_[index];
    for (std::size_t i = 0; i + 1 < word.symbols.size(); ++i) {
      const SymbolPair pair = SymbolPair{word.symbols[i]} << 32 | word.symbols[i + 1];
      PairUse& use = pairs_[pair];
      use.count += sign * word.count;
      if (sign < 0) continue;
      use.words.push_back(index);
      changed_.insert(pair);
    }
  }

  // A candidate may only ever stand too high in the queue, never too low.
  void push_changed() {
    for (const SymbolPair pair : changed_) candidates_.push({pairs_[pair].count, pair});
    changed_.clear();
  }

  void merge(SymbolPair pair) {
    const auto left = static_cast<Symbol>(pair >> 32), right = static_cast<Symbol>(pair);
    const Symbol merged = add(pieces_[left] + pieces_[right].substr(kPrefix.size()));
    std::vector<std::size_t> where = std::move(pairs_[pair].words);
    std::ranges::sort(where);
    where.erase(std::ranges::unique(where).begin(), where.end());
    for (const std::size_t index : where) {
      count_pairs(index, -1);
      replace_in(words_[index].symbols, left, right, merged);
      count_pairs(index, +1);
    }
    changed_.erase(pair);
    pairs_.erase(pair);
    push_changed();
  }

  static void replace_in(std::vector<Symbol>& symbols, Symbol left, Symbol right, Symbol merged) {
    std::size_t out = 0;
    for (std::size_t i = 0; i < symbols.size(); ++out) {
      const bool here = symbols[i] == left && i + 1 < symbols.size() && symbols[i + 1] == right;
      symbols[out] = here ? merged : symbols[i];
      i += here ? 2 : 1;
    }
    symbols.resize(out);
  }

  VocabularyTrainerOptions options_;
  Vocabulary pieces_;
  std::unordered_map<std::string, Symbol> ids_;
  std::vector<Word> words_;
  std::unordered_map<SymbolPair, PairUse> pairs_;
  std::set<SymbolPair> changed_;
  std::priority_queue<Candidate> candidates_;
};

}  // namespace

WordCounts count_words(std::span<const std::string> texts, const NormalizerOptions& normalizer,
                       int threads) {
  constexpr std::size_t kTextsATask = 1024;
  std::vector<WordCounts> parts((texts.size() + kTextsATask - 1) / kTextsATask);
  parallel_for(static_cast<std::int64_t>(parts.size()), thread_count(threads),
               [&](std::int64_t task) {
                 const std::size_t first = static_cast<std::size_t>(task) * kTextsATask;
                 for (std::size_t i = first; i < std::min(first + kTextsATask, texts.size()); ++i) {
                   const std::string normalized = normalize(repair_utf8(texts[i]), normalizer);
                   split_words(normalized, [&](std::string_view word) {
                     ++parts[static_cast<std::size_t>(task)][std::string(word)];
                   });
                 }
               });
  WordCounts all;
  for (const WordCounts& part : parts) {
    for (const auto& [word, count] : part) all[word] += count;
  }
  return all;
}

Vocabulary learn_vocabulary(const WordCounts& words, const VocabularyTrainerOptions& options) {
  constexpr std::size_t kSpecials = 5;
  if (options.size <= kSpecials || options.size > kMaxVocabularyPieces) {
    throw Error(ErrorCode::kUsage, "a vocabulary has 6 to 1000000 pieces: change its size");
  }
  if (words.empty()) {
    throw Error(ErrorCode::kUsage,
                "no words to learn a vocabulary from: give texts that aren't empty");
  }
  return Learner(words, options).learn();
}

}  // namespace chordae
