#include "chordae/text/token_rows.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

struct Lengths {
  std::size_t first, second;
};

// The shorter text keeps all it has while the longer one fits beside it; else they share, and the
// shorter one is the one that goes without the odd token.
Lengths share(Lengths full, std::size_t room) {
  const bool swapped = full.first > full.second;
  std::size_t shorter = std::min(full.first, full.second);
  std::size_t longer = shorter > room ? shorter : std::max(shorter, room - shorter);
  if (shorter + longer > room) {
    shorter = room / 2;
    longer = shorter + room % 2;
  }
  return swapped ? Lengths{longer, shorter} : Lengths{shorter, longer};
}

Lengths kept_lengths(Lengths full, bool pair, std::size_t room, Truncation truncation) {
  const std::size_t total = full.first + full.second;
  if (total <= room) return full;
  if (room == 0) return {0, 0};  // the library's rule too, whichever may be cut
  if (truncation == Truncation::kLongestFirst) return pair ? share(full, room) : Lengths{room, 0};
  if (truncation == Truncation::kOnlySecond && !pair) {
    throw Error(ErrorCode::kUsage,
                "only the second text may be cut, but there is one: cut the longest first");
  }
  std::size_t& cut = truncation == Truncation::kOnlyFirst ? full.first : full.second;
  if (cut <= total - room) {
    throw Error(ErrorCode::kUsage,
                "the text that may be cut is too short: raise max_length or cut the longest first");
  }
  cut -= total - room;
  return full;
}

}  // namespace

TokenRow make_row(std::span<const TokenId> first, std::optional<std::span<const TokenId>> second,
                  const SpecialIds& specials, const RowOptions& options) {
  const std::size_t added = !options.special_tokens ? 0 : second ? 3 : 2;
  if (options.max_length < added) {
    throw Error(ErrorCode::kUsage, cat("max_length is ", options.max_length,
                                       ", but [CLS] and [SEP] need ", added, ": raise it"));
  }
  const Lengths kept = kept_lengths({first.size(), second ? second->size() : 0}, second.has_value(),
                                    options.max_length - added, options.truncation);
  TokenRow row;
  row.ids.reserve(kept.first + kept.second + added);
  const auto append = [&](std::span<const TokenId> ids) {
    row.ids.insert(row.ids.end(), ids.begin(), ids.end());
    if (options.special_tokens) row.ids.push_back(specials.sep);
  };
  if (options.special_tokens) row.ids.push_back(specials.cls);
  append(first.first(kept.first));
  row.type_ids.resize(row.ids.size(), 0);
  if (second) append(second->first(kept.second));
  row.type_ids.resize(row.ids.size(), 1);
  return row;
}

TokenBatch pad_rows(std::span<const TokenRow> rows, TokenId pad, const PaddingOptions& options) {
  TokenBatch batch;
  batch.rows = rows.size();
  batch.columns = options.length;
  for (const TokenRow& row : rows) batch.columns = std::max(batch.columns, row.ids.size());
  if (options.multiple_of > 1) {
    batch.columns +=
        (options.multiple_of - batch.columns % options.multiple_of) % options.multiple_of;
  }
  const std::size_t cells = batch.rows * batch.columns;
  batch.ids.assign(cells, pad);
  batch.type_ids.assign(cells, 0);
  batch.attention_mask.assign(cells, 0);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto start = static_cast<std::ptrdiff_t>(r * batch.columns);
    std::ranges::copy(rows[r].ids, batch.ids.begin() + start);
    std::ranges::copy(rows[r].type_ids, batch.type_ids.begin() + start);
    std::fill_n(batch.attention_mask.begin() + start, rows[r].ids.size(), std::uint8_t{1});
  }
  return batch;
}

}  // namespace chordae
