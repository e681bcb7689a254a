#pragma once
// Brightness after reconstruction: a tone curve, and where the stored picture is black.

#include <cstdint>
#include <span>
#include <vector>

#include "chordae/phantom/scanner/protocol.h"

namespace chordae {

/// A tone curve as a table.
class ToneCurve {
 public:
  explicit ToneCurve(const Tone& tone);
  bool is_identity() const { return table_.empty(); }
  float operator()(float signal) const;

 private:
  std::vector<float> table_;
};

/// Factor a pixel, (H, W): 0 where the vendor's mask, a border or a stripe is; empty if 1
/// everywhere.
std::vector<float> storage_mask(const Storage& storage, std::int64_t rows, std::int64_t columns);

}  // namespace chordae
