#include "chordae/text/wordpiece.h"

#include <bit>

#include "chordae/base/error.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

constexpr std::uint32_t kRoot = 0, kNone = 0;  // the root is nobody's child

}  // namespace

WordPiece::WordPiece(Vocabulary pieces, WordPieceOptions options)
    : pieces_(std::move(pieces)), options_(std::move(options)) {
  check_vocabulary(pieces_);
  std::size_t bytes = 0;
  for (const std::string& piece : pieces_) bytes += piece.size();
  if (bytes >= 1u << 24) {  // a node and a byte must fit into 32 bits
    throw Error(ErrorCode::kFormat, "the vocabulary is larger than 16 MiB: give BERT's vocab.txt");
  }
  // Bytes bound the nodes from above; pieces share so many that a table twice as large stays
  // sparse.
  const std::size_t size = std::bit_ceil(2 * bytes + 2);
  edges_.resize(size);
  shift_ = 32 - std::countr_zero(size);
  node_ids_.assign(1, -1);
  for (std::size_t id = 0; id < pieces_.size(); ++id) {
    add_piece(pieces_[id], static_cast<TokenId>(id));
  }
  std::uint32_t node = kRoot;
  for (const char byte : options_.continuing_prefix) {
    node = child(node, byte);
    if (node == kNone) break;
  }
  continuing_root_ = node;
  const std::optional<TokenId> unknown = try_id(options_.unknown);
  if (!unknown) {
    throw Error(ErrorCode::kFormat,
                "the vocabulary has no piece for unknown words ([UNK]): give the whole vocab.txt");
  }
  unknown_id_ = *unknown;
}

// Fibonacci hashing: the high bits of a product by 2^32 / golden ratio (Knuth, TAOCP 3,
// section 6.4).
std::size_t WordPiece::slot_of(std::uint32_t key) const {
  std::size_t slot = static_cast<std::uint32_t>(key * 2654435769u) >> shift_;
  while (edges_[slot].key != 0 && edges_[slot].key != key) slot = (slot + 1) & (edges_.size() - 1);
  return slot;
}

void WordPiece::add_piece(std::string_view piece, TokenId id) {
  std::uint32_t node = kRoot;
  for (const char byte : piece) {
    const std::uint32_t key = node * 256 + static_cast<unsigned char>(byte) + 1;
    Edge& edge = edges_[slot_of(key)];
    if (edge.key == 0) {
      edge = {key, static_cast<std::uint32_t>(node_ids_.size())};
      node_ids_.push_back(-1);
    }
    node = edge.child;
  }
  node_ids_[node] = id;
}

std::uint32_t WordPiece::child(std::uint32_t node, char byte) const {
  const Edge& edge = edges_[slot_of(node * 256 + static_cast<unsigned char>(byte) + 1)];
  return edge.key == 0 ? kNone : edge.child;
}

WordPiece::Match WordPiece::longest_piece(std::uint32_t from, std::string_view text) const {
  Match best;
  std::uint32_t node = from;
  for (std::size_t i = 0; i < text.size(); ++i) {
    node = child(node, text[i]);
    if (node == kNone) break;
    if (node_ids_[node] >= 0) best = {node_ids_[node], i + 1};
  }
  return best;
}

void WordPiece::encode(std::string_view word, std::vector<TokenId>& ids) const {
  const std::size_t before = ids.size();
  bool known = word.size() <= options_.max_word_characters ||
               count_code_points(word) <= options_.max_word_characters;
  for (std::size_t at = 0; known && at < word.size();) {
    const bool continuing = at > 0 && !options_.continuing_prefix.empty();
    Match match;
    if (!continuing || continuing_root_ != kNone) {
      match = longest_piece(continuing ? continuing_root_ : kRoot, word.substr(at));
    }
    known = match.bytes > 0;
    ids.push_back(match.id);
    at += match.bytes;
  }
  if (known) return;
  ids.resize(before);
  ids.push_back(unknown_id_);
}

std::optional<TokenId> WordPiece::try_id(std::string_view piece) const {
  std::uint32_t node = kRoot;
  for (const char byte : piece) {
    node = child(node, byte);
    if (node == kNone) return std::nullopt;
  }
  return node_ids_[node] < 0 ? std::nullopt : std::optional(node_ids_[node]);
}

}  // namespace chordae
