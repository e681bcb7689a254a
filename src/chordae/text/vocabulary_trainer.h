#pragma once
// Learns a WordPiece vocabulary from a user's own text: characters first, then again and again the
// most frequent pair of neighbouring pieces within words becomes a piece. That is plain frequency,
// as `WordPieceTrainer` of Hugging Face `tokenizers` does it, not the likelihood ratio of Schuster
// and Nakajima 2012: its code was never published, and BERT itself only needs some greedy
// vocabulary.
//
// Frequent words become pieces as they stand. Train on scrubbed text: names in a vocabulary are
// names.

#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "chordae/text/basic_tokenizer.h"
#include "chordae/text/vocabulary.h"

namespace chordae {

/// Words of normalised text and how often they occur.
using WordCounts = std::map<std::string, std::int64_t>;

/// `threads` as `thread_count` has it; it changes nothing but time. Ill-formed UTF-8 counts as
/// U+FFFD.
WordCounts count_words(std::span<const std::string> texts, const NormalizerOptions& normalizer,
                       int threads = 1);

struct VocabularyTrainerOptions {
  std::size_t size = 30522;        ///< pieces at most, as bert-base-uncased
  std::int64_t min_frequency = 2;  ///< of a pair that may become a piece
  std::size_t max_alphabet =
      1000;  ///< most frequent characters kept; words with others are left out
};

/// [PAD] [UNK] [CLS] [SEP] [MASK], then characters, characters with ##, and pieces as they were
/// learnt. The same words give the same vocabulary: among equally frequent pairs that with the
/// smaller ids wins.
///
/// Errors   Error{kUsage}: `size` has no room for the special tokens and one character, or no words
Vocabulary learn_vocabulary(const WordCounts& words, const VocabularyTrainerOptions& options = {});

}  // namespace chordae
