#pragma once
// The pieces of a WordPiece vocabulary in the order of their ids, and vocab.txt, the form in which
// BERT's are given: one piece a line, the line's number its id.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

using TokenId = std::int32_t;

/// Bounds on what a user's file may hold; the largest published BERT vocabularies are a fifth of
/// it.
inline constexpr std::size_t kMaxVocabularyPieces = 1'000'000;
inline constexpr std::size_t kMaxPieceBytes = 1024;
inline constexpr std::uintmax_t kMaxVocabularyFileBytes = 16u << 20;

using Vocabulary = std::vector<std::string>;

/// Reads the text of a vocab.txt. Blanks at a line's end don't count, as in `tokenizers`.
///
/// Errors   Error{kFormat}: not UTF-8, no piece, a piece or the whole beyond the bounds above
Vocabulary parse_vocabulary(std::string_view text);

/// Errors as above; kIo.
Vocabulary read_vocabulary(const std::filesystem::path& path);

/// Errors   kIo; kFormat if a piece holds a line break
void write_vocabulary(const std::filesystem::path& path, const Vocabulary& pieces);

/// Errors   Error{kFormat} if there is no piece, or number or length of the pieces is beyond the
/// bounds
void check_vocabulary(const Vocabulary& pieces);

}  // namespace chordae
