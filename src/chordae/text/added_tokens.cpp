#include "chordae/text/added_tokens.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/text/unicode_classes.h"
#include "chordae/text/utf8.h"

namespace chordae {
namespace {

std::uint16_t flags_before(std::string_view text, std::size_t& start) {
  do {
    --start;
  } while ((static_cast<unsigned char>(text[start]) & 0xC0) == 0x80);
  std::size_t at = start;
  return character_flags(next_code_point(text, at));
}

bool touches_word(std::string_view before, std::string_view after) {
  std::size_t start = before.size(), at = 0;
  return (!before.empty() && (flags_before(before, start) & kWordCharacter)) ||
         (!after.empty() && (character_flags(next_code_point(after, at)) & kWordCharacter));
}

std::size_t before_spaces(std::string_view text, std::size_t least, std::size_t end) {
  while (end > least) {
    std::size_t start = end;
    if (!(flags_before(text, start) & kSpace)) break;
    end = start;
  }
  return end;
}

std::size_t behind_spaces(std::string_view text, std::size_t start) {
  while (start < text.size()) {
    std::size_t at = start;
    if (!(character_flags(next_code_point(text, at)) & kSpace)) break;
    start = at;
  }
  return start;
}

}  // namespace

AddedTokenMatcher::AddedTokenMatcher(std::vector<AddedToken> tokens)
    : tokens_(std::move(tokens)), first_bytes_(256) {
  // Stable: of two tokens with one content, the one added first is found.
  std::ranges::stable_sort(tokens_, {}, &AddedToken::content);
  for (const AddedToken& token : tokens_) {
    if (token.content.empty()) {
      throw Error(
          ErrorCode::kUnsupported,
          "an added token is empty or normalises to nothing: remove it from tokenizer.json");
    }
    if (token.content.size() > kMaxPieceBytes) {
      throw Error(ErrorCode::kFormat,
                  "an added token is longer than 1024 bytes: remove it from tokenizer.json");
    }
    first_bytes_[static_cast<unsigned char>(token.content[0])] = true;
  }
}

// Byte by byte, the tokens that still fit are one stretch of the sorted list.
const AddedToken* AddedTokenMatcher::longest_at(std::string_view text) const {
  if (!first_bytes_[static_cast<unsigned char>(text[0])]) return nullptr;
  const AddedToken* best = nullptr;
  auto low = tokens_.begin(), high = tokens_.end();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto byte_of = [i](const AddedToken& token) {
      return token.content.size() > i ? static_cast<unsigned char>(token.content[i]) : -1;
    };
    low = std::ranges::lower_bound(low, high, int{byte}, {}, byte_of);
    high = std::ranges::upper_bound(low, high, int{byte}, {}, byte_of);
    if (low == high) break;
    if (low->content.size() == i + 1) best = &*low;
  }
  return best;
}

std::vector<TextSegment> AddedTokenMatcher::split(std::string_view text) const {
  std::vector<TextSegment> segments;
  std::size_t taken = 0;
  for (std::size_t at = 0; at < text.size();) {
    const AddedToken* token = longest_at(text.substr(at));
    if (token == nullptr) {
      ++at;
      continue;
    }
    std::size_t start = at, stop = at + token->content.size();
    at = stop;
    if (token->single_word && touches_word(text.substr(0, start), text.substr(stop))) continue;
    // Blanks that a token has taken are not looked at again, or a text of blanks would cost its
    // square where a token itself is made of them.
    if (token->lstrip) start = std::max(before_spaces(text, taken, start), taken);
    if (token->rstrip) stop = behind_spaces(text, std::max(stop, taken));
    stop = std::max(stop, start);
    if (taken < start) segments.push_back({text.substr(taken, start - taken), std::nullopt});
    segments.push_back({text.substr(start, stop - start), token->id});
    taken = stop;
  }
  if (taken < text.size()) segments.push_back({text.substr(taken), std::nullopt});
  return segments;
}

}  // namespace chordae
