#include "chordae/train/duration.h"

#include <cmath>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {

Duration parse_duration(std::string_view text, std::string_view field) {
  const auto fail = [&](std::string_view problem) {
    return Error(ErrorCode::kConfig, cat(field, ": \"", printable(text), "\" ", problem,
                                         "; write 600e (epochs), 5000u (updates), 2h, 90m or 30s"));
  };
  const std::string_view trimmed = trim(text);
  if (trimmed.empty()) throw fail("is no duration");
  const auto amount = try_parse_double(trimmed.substr(0, trimmed.size() - 1));
  if (!amount || !std::isfinite(*amount)) throw fail("is no number with a unit");
  if (*amount < 0) throw fail("is negative");
  switch (trimmed.back()) {
    case 'u':
      if (*amount != std::floor(*amount)) throw fail("is a fraction of an update");
      return {Duration::Unit::kUpdates, *amount};
    case 'e':
      return {Duration::Unit::kEpochs, *amount};
    case 'h':
      return {Duration::Unit::kSeconds, *amount * 3600};
    case 'm':
      return {Duration::Unit::kSeconds, *amount * 60};
    case 's':
      return {Duration::Unit::kSeconds, *amount};
    default:
      throw fail("has no known unit");
  }
}

double share_of(const Duration& duration, const Position& position) {
  if (duration.amount == 0) return std::numeric_limits<double>::infinity();
  switch (duration.unit) {
    case Duration::Unit::kUpdates:
      return static_cast<double>(position.updates) / duration.amount;
    case Duration::Unit::kEpochs:
      if (position.batches_per_epoch <= 0) {
        throw Error(ErrorCode::kConfig,
                    "a duration counts epochs, but the training data are an endless stream: count "
                    "updates (5000u) or wall clock (2h)");
      }
      return static_cast<double>(position.updates * position.accumulate) /
             (duration.amount * static_cast<double>(position.batches_per_epoch));
    case Duration::Unit::kSeconds:
      return position.seconds / duration.amount;
  }
  throw Error(ErrorCode::kInternal, "a duration without a unit");
}

Recurrence::Recurrence(std::string_view text, std::string_view field) {
  if (trim(text).empty()) return;
  every_ = parse_duration(text, field);
  if (every_->amount <= 0)
    throw Error(ErrorCode::kConfig, cat(field, ": must be longer than nothing"));
}

std::int64_t Recurrence::count(const Position& position) const {
  return every_ ? static_cast<std::int64_t>(share_of(*every_, position)) : 0;
}

}  // namespace chordae
