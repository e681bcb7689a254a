#include "chordae/text/tokenizer.h"

#include <algorithm>
#include <map>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

std::vector<AddedToken> matched_as_written(std::vector<AddedToken> tokens) {
  std::erase_if(tokens, &AddedToken::normalized);
  return tokens;
}

std::vector<AddedToken> matched_normalized(std::vector<AddedToken> tokens,
                                           const NormalizerOptions& options) {
  std::erase_if(tokens, [](const AddedToken& token) { return !token.normalized; });
  for (AddedToken& token : tokens) token.content = normalize(token.content, options);
  return tokens;
}

std::vector<AddedToken> standard_tokens(const WordPiece& model) {
  std::vector<AddedToken> tokens;
  for (const char* content : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
    if (const auto id = model.try_id(content)) {
      tokens.push_back({.id = *id, .content = content});
    }
  }
  return tokens;
}

}  // namespace

Tokenizer::Tokenizer(WordPiece model, NormalizerOptions normalizer, std::vector<AddedToken> added)
    : model_(std::move(model)),
      normalizer_(normalizer),
      added_(std::move(added)),
      as_written_(matched_as_written(added_)),
      normalized_(matched_normalized(added_, normalizer_)) {
  check_added_ids();
  size_ = static_cast<TokenId>(model_.pieces().size());
  for (const AddedToken& token : added_) size_ = std::max(size_, token.id + 1);
  const auto required = [this](const char* content) {
    if (const auto id = try_id(content)) return *id;
    throw Error(ErrorCode::kFormat, cat("the vocabulary has no ", content,
                                        ": give the whole vocab.txt or tokenizer.json"));
  };
  special_ids_ = {.pad = required("[PAD]"), .cls = required("[CLS]"), .sep = required("[SEP]")};
}

Tokenizer::Tokenizer(Vocabulary pieces, NormalizerOptions normalizer)
    : Tokenizer(WordPiece(std::move(pieces)), normalizer) {}

Tokenizer::Tokenizer(WordPiece model, NormalizerOptions normalizer)
    : Tokenizer(model, normalizer, standard_tokens(model)) {}

void Tokenizer::check_added_ids() const {
  std::map<TokenId, std::string_view> seen;
  for (const AddedToken& token : added_) {
    const auto piece = model_.try_id(token.content);
    const bool free = token.id >= static_cast<TokenId>(model_.pieces().size()) &&
                      token.id < static_cast<TokenId>(2 * kMaxVocabularyPieces);
    const auto [place, is_new] = seen.emplace(token.id, token.content);
    if (piece ? *piece != token.id : !free || !is_new) {
      throw Error(ErrorCode::kFormat,
                  cat("the added token with id ", token.id,
                      " contradicts the vocabulary: give the tokenizer.json that belongs to it"));
    }
  }
}

void Tokenizer::encode_words(std::string_view normalized, std::vector<TokenId>& ids) const {
  split_words(normalized, [&](std::string_view word) { model_.encode(word, ids); });
}

void Tokenizer::encode_segment(std::string_view text, std::vector<TokenId>& ids) const {
  const std::string normalized = normalize(text, normalizer_);
  if (normalized_.empty()) return encode_words(normalized, ids);
  for (const TextSegment& segment : normalized_.split(normalized)) {
    if (segment.added) {
      ids.push_back(*segment.added);
    } else {
      encode_words(segment.text, ids);
    }
  }
}

std::vector<TokenId> Tokenizer::encode(std::string_view text) const {
  if (!is_valid_utf8(text)) return encode(repair_utf8(text));
  std::vector<TokenId> ids;
  ids.reserve(text.size() / 4 + 4);
  for (const TextSegment& segment : as_written_.split(text)) {
    if (segment.added) {
      ids.push_back(*segment.added);
    } else {
      encode_segment(segment.text, ids);
    }
  }
  return ids;
}

std::vector<std::vector<TokenId>> Tokenizer::encode_batch(std::span<const std::string> texts,
                                                          int threads) const {
  constexpr std::size_t kTextsATask = 64;  // a sentence alone is too little to hand over
  std::vector<std::vector<TokenId>> ids(texts.size());
  const std::size_t tasks = (texts.size() + kTextsATask - 1) / kTextsATask;
  parallel_for(static_cast<std::int64_t>(tasks), thread_count(threads), [&](std::int64_t task) {
    const std::size_t first = static_cast<std::size_t>(task) * kTextsATask;
    const std::size_t last = std::min(first + kTextsATask, texts.size());
    for (std::size_t i = first; i < last; ++i) ids[i] = encode(texts[i]);
  });
  return ids;
}

std::string_view Tokenizer::token(TokenId id) const {
  for (const AddedToken& token : added_) {
    if (token.id == id) return token.content;
  }
  if (id < 0 || id >= static_cast<TokenId>(model_.pieces().size())) {
    throw Error(ErrorCode::kUsage, cat("no token has the id ", id));
  }
  return model_.pieces()[static_cast<std::size_t>(id)];
}

std::optional<TokenId> Tokenizer::try_id(std::string_view token) const {
  const auto found = std::ranges::find(added_, token, &AddedToken::content);
  return found != added_.end() ? std::optional(found->id) : model_.try_id(token);
}

}  // namespace chordae
