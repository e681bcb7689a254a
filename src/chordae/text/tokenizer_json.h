#pragma once
// Reads the two forms in which BERT tokenizers are given: a `tokenizer.json` of Hugging Face
// `tokenizers`, which carries its options, and a vocab.txt, which doesn't. Nothing is executed and
// nothing guessed: a part that this program does not do the same way is refused by name.

#include <filesystem>
#include <string_view>

#include "chordae/text/tokenizer.h"

namespace chordae {

/// Supports WordPiece with BertNormalizer, BertPreTokenizer and BERT's template. The file's
/// truncation and padding are left to `RowOptions` and `PaddingOptions`.
///
/// Errors   Error{kFormat}: not JSON, a wrong type, ids with gaps, bounds of vocabulary.h, nesting
/// deeper
///          than the format's; kUnsupported: another model, normaliser, pre-tokenizer or template
Tokenizer parse_tokenizer_json(std::string_view json);

/// A file that ends in .json as above, any other as vocab.txt with `vocabulary_normalizer`.
///
/// Errors   as above; kIo
Tokenizer read_tokenizer(const std::filesystem::path& path,
                         const NormalizerOptions& vocabulary_normalizer);

}  // namespace chordae
