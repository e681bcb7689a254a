#pragma once
// What k-space of a limited extent does to a picture: the frequencies that were not acquired are
// missing (Gibbs ringing), the matrix is filled with zeros to the stored size, a filter may round
// the edge off. One axis at a time, as the real circulant matrix that this is; a picture's
// symmetric and antisymmetric halves don't mix under it, so each is multiplied alone at a quarter
// of the cost.

#include <cstdint>
#include <span>
#include <vector>

namespace chordae {

class BandLimit {
 public:
  /// An axis of `size` pixels of whose frequencies the middle `share` (0 to 1) was acquired. A
  /// Tukey window rolls off the outer `taper` (0 none, 1 Hann) of these; `blur_px` is the SD of a
  /// further Gaussian blur. Errors   kNumeric if a share lies outside 0 to 1 or leaves nothing
  BandLimit(std::int64_t size, double share, double taper = 0, double blur_px = 0);

  std::int64_t size() const { return size_; }
  bool is_identity() const { return identity_; }
  /// Weight of pixel offset 0 .. size - 1 (circular).
  std::span<const double> kernel() const { return kernel_; }
  /// SD of white noise of SD 1 behind it.
  double noise_gain() const { return noise_gain_; }

 private:
  friend class PlaneBandLimit;
  std::int64_t size_;
  bool identity_ = false;
  std::vector<double> kernel_;
  double noise_gain_ = 1;
  std::int64_t half_ = 0;                         ///< size of both folded matrices, ceil(size / 2)
  std::vector<float> symmetric_, antisymmetric_;  ///< (half, half) rows padded to full lanes
};

/// Both axes of pictures of one size, with room to work in. Not for two threads at a time.
class PlaneBandLimit {
 public:
  PlaneBandLimit(const BandLimit& rows, const BandLimit& columns);
  /// In place. Shapes   picture (H, W)
  void apply(std::span<float> picture);
  double noise_gain() const { return rows_.noise_gain() * columns_.noise_gain(); }

 private:
  void apply_rows(std::span<float> picture);
  void apply_columns(std::span<float> picture);
  const BandLimit rows_, columns_;
  std::vector<float> folded_[2], product_[2];
};

}  // namespace chordae
