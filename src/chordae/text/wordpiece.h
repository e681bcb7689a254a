#pragma once
// WordPiece: a word becomes the longest piece that it starts with, then the longest continuing
// piece
// ("##..."), and so on; a word that cannot be finished is one [UNK]. Wu et al. 2016
// (arXiv:1609.08144), greedy as in BERT (Devlin et al. 2019) and `WordPiece` of Hugging Face
// `tokenizers`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/text/vocabulary.h"

namespace chordae {

struct WordPieceOptions {
  std::string unknown = "[UNK]";
  std::string continuing_prefix = "##";
  std::size_t max_word_characters = 100;  ///< code points; a longer word is one [UNK]
};

class WordPiece {
 public:
  /// A piece that occurs twice has the later id, as in `tokenizers`.
  ///
  /// Errors   Error{kFormat}: bounds of `check_vocabulary`; the unknown piece is missing
  explicit WordPiece(Vocabulary pieces, WordPieceOptions options = {});

  /// Appends the ids of one word. `word` is valid UTF-8, normalised and without spaces.
  void encode(std::string_view word, std::vector<TokenId>& ids) const;

  const Vocabulary& pieces() const { return pieces_; }
  const WordPieceOptions& options() const { return options_; }
  TokenId unknown_id() const { return unknown_id_; }
  /// The id of a piece, absent if it isn't one.
  std::optional<TokenId> try_id(std::string_view piece) const;

 private:
  // A byte trie in one open-addressed table: (node, byte) -> child. No strings are made or hashed.
  struct Edge {
    std::uint32_t key = 0;  ///< node * 256 + byte + 1; 0 is free
    std::uint32_t child = 0;
  };
  struct Match {
    TokenId id = -1;
    std::size_t bytes = 0;
  };

  void add_piece(std::string_view piece, TokenId id);
  std::uint32_t child(std::uint32_t node, char byte) const;
  std::size_t slot_of(std::uint32_t key) const;
  Match longest_piece(std::uint32_t from, std::string_view text) const;

  Vocabulary pieces_;
  WordPieceOptions options_;
  std::vector<Edge> edges_;
  std::vector<TokenId> node_ids_;      ///< the piece that ends at a node, or -1
  std::uint32_t continuing_root_ = 0;  ///< the node of the continuing prefix; 0 if no piece has it
  int shift_ = 0;
  TokenId unknown_id_ = 0;
};

}  // namespace chordae
