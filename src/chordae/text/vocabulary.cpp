#include "chordae/text/vocabulary.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/text/unicode_classes.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

std::string_view without_trailing_space(std::string_view line) {
  while (!line.empty()) {
    std::size_t start = line.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(line[start]) & 0xC0) == 0x80) --start;
    std::size_t at = start;
    if (!(character_flags(next_code_point(line, at)) & kSpace)) break;
    line = line.substr(0, start);
  }
  return line;
}

}  // namespace

void check_vocabulary(const Vocabulary& pieces) {
  if (pieces.empty()) throw Error(ErrorCode::kFormat, "the vocabulary is empty");
  if (pieces.size() > kMaxVocabularyPieces) {
    throw Error(ErrorCode::kFormat,
                cat("the vocabulary has more than ", kMaxVocabularyPieces, " pieces"));
  }
  const auto longest = std::ranges::max_element(pieces, {}, &std::string::size);
  if (longest->size() > kMaxPieceBytes) {
    throw Error(ErrorCode::kFormat,
                cat("piece ", longest - pieces.begin(), " of the vocabulary is longer than ",
                    kMaxPieceBytes, " bytes: give a vocab.txt with one piece a line"));
  }
}

Vocabulary parse_vocabulary(std::string_view text) {
  if (text.size() > kMaxVocabularyFileBytes) {
    throw Error(ErrorCode::kFormat, "the vocabulary is larger than 16 MiB: give BERT's vocab.txt");
  }
  if (!is_valid_utf8(text)) {
    throw Error(ErrorCode::kFormat, "the vocabulary is not UTF-8 text: give BERT's vocab.txt");
  }
  Vocabulary pieces;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    pieces.emplace_back(without_trailing_space(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pieces.size() > kMaxVocabularyPieces) break;
  }
  check_vocabulary(pieces);
  return pieces;
}

Vocabulary read_vocabulary(const std::filesystem::path& path) {
  try {
    return parse_vocabulary(read_text_file(path, kMaxVocabularyFileBytes));
  } catch (Error& error) {
    throw error.add_context("reading the vocabulary " + path.filename().string());
  }
}

void write_vocabulary(const std::filesystem::path& path, const Vocabulary& pieces) {
  std::string text;
  for (const std::string& piece : pieces) {
    if (piece.find_first_of("\n\r") != std::string::npos) {
      throw Error(ErrorCode::kFormat, "a piece with a line break cannot be written to a vocab.txt");
    }
    text += piece;
    text += '\n';
  }
  write_file(path, text);
}

}  // namespace chordae
