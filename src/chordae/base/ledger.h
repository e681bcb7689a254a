#pragma once
// The skip ledger: what was left out, why, where. One bad item of many goes here and is never
// silent; over a set share of the whole it is an error.

#include <mutex>
#include <string>
#include <vector>

#include "chordae/base/error.h"

namespace chordae {

struct Skip {
  std::string what;    ///< "series", "file", "study"
  std::string where;   ///< a name without patient values: a hash, a number, a position
  std::string reason;  ///< what is wrong and what to do
  ErrorCode code = ErrorCode::kFormat;
};

/// Thread-safe.
class SkipLedger {
 public:
  void add(Skip skip);
  std::vector<Skip> skips() const;
  std::size_t size() const;

  /// Error with the first reasons if more than `allowed_share` (0 to 1) of `total` items were skipped.
  void check_share(std::size_t total, double allowed_share) const;

 private:
  mutable std::mutex mutex_;
  std::vector<Skip> skips_;
};

}  // namespace chordae
