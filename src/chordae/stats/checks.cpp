#include "chordae/stats/checks.h"

#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae::stats {
namespace {

[[noreturn]] void refuse(std::string_view name, std::size_t row, std::string_view why) {
  throw Error(ErrorCode::kNumeric, cat(name, " at row ", row, " (from 0) ", why));
}

}  // namespace

void check_same_size(std::size_t a, std::size_t b, std::string_view what) {
  if (a != b)
    throw Error(ErrorCode::kShape,
                cat(what, ": ", a, " and ", b, " values; give one of each a row"));
}

void check_finite(std::span<const double> values, std::string_view name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isfinite(values[i])) refuse(name, i, "is not a finite number");
  }
}

void check_labels(Labels labels, std::string_view name) {
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] > 1) refuse(name, i, "is neither 0 nor 1");
  }
}

void check_weights(std::span<const double> weights, std::size_t count) {
  if (weights.empty()) return;
  check_same_size(weights.size(), count, "weights");
  for (std::size_t i = 0; i < count; ++i) {
    if (!(weights[i] >= 0) || !std::isfinite(weights[i]))
      refuse("weight", i, "is negative or not finite");
    if (weights[i] > 0 && !(weights[i] >= kSmallestWeight && weights[i] <= kLargestWeight))
      refuse("weight", i, "is neither 0 nor between 1e-50 and 1e50");
  }
}

void check_probabilities(std::span<const double> values, std::string_view name) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(values[i] >= 0 && values[i] <= 1)) refuse(name, i, "lies outside 0 to 1");
  }
}

void check_no_overflow(double sum, std::string_view name) {
  if (!std::isfinite(sum))
    throw Error(ErrorCode::kNumeric, cat(name, ": too large, sums over them overflow"));
}

void check_level(double level) {
  if (!(level > 0 && level < 1)) {
    throw Error(ErrorCode::kUsage, "a confidence level lies between 0 and 1, e.g. 0.95");
  }
}

}  // namespace chordae::stats
