#pragma once
// Re-fitting the heart segmenter to real studies of which only a reader's ejection fraction (and
// perhaps volumes) is known: the masks of a whole stack are summed to volumes as prediction sums
// them, and the error of what follows is led back through the sum. Outlines that nobody drew are
// held near those of the starting weights, and every other micro-batch is synthetic (heart_task.h),
// where every outline is known.

#include <optional>
#include <string>
#include <vector>

#include "chordae/train/heart_task.h"

namespace chordae {

/// One real stack, its slices that hold ventricle, as the last look with the starting weights left
/// it. Held small: a case of 12 slices, 12 frames of 64 x 64 takes 6 MB.
struct VolumeCase {
  at::Tensor clips;     ///< (S, T, H, W) float16, mean 0 and SD 1 a clip
  at::Tensor gates;     ///< (S, T, H, W) bool: pixels that are summed
  at::Tensor outlook;   ///< (S, T, kSegmenterClasses, H, W) uint8: starting probabilities times 255
  at::Tensor pixel_ml;  ///< (S) float32: volume that one pixel of cavity stands for
  at::Tensor ed_weights;    ///< (T) float32: how much each moment counts at end-diastole
  at::Tensor es_weights;    ///< (T) float32, at end-systole
  double lvef_percent = 0;  ///< the reader's
  std::optional<double> edv_ml, esv_ml;
};

struct VolumeTaskConfig {
  double lvef_weight = 1;
  double volume_weight = 0.5;  ///< of ln(EDV) and ln(ESV), where the reader gave them
  double head_weight = 0.1;    ///< of the regression beside the masks
  double anchor_weight = 5;    ///< of the cross-entropy against the starting masks
  void fields(FieldVisitor& v);
};

class VolumeTask : public HeartTask {
 public:
  /// Weights are those that `seed` gives; the caller copies the starting ones in.
  /// Errors  kConfig; kUsage without cases
  VolumeTask(const HeartTaskConfig& synthetic, const VolumeTaskConfig& config,
             std::vector<const VolumeCase*> cases, std::uint64_t seed);

  /// With a hash over the cases: a run is not resumed on others.
  void fields(FieldVisitor& v) override;
  /// Even numbers: the next case of a shuffled round, in a quarter turn and a mirror of its own;
  /// tensors as VolumeCase has them, and "lvef", "edv", "esv" (1; NaN where unknown). Odd numbers:
  /// synthetic.
  Batch load(std::int64_t number, Rng rng) const override;
  BatchLoss loss(const Batch& batch, Rng rng) override;

 private:
  BatchLoss local_loss(const Batch& batch);
  VolumeTaskConfig config_;
  std::vector<const VolumeCase*> cases_;
  Rng rounds_;
  std::string cases_hash_;
};

/// Volumes of a case through the network, mL, with their graph.
struct SoftVolumes {
  at::Tensor edv, esv;  ///< scalars
  at::Tensor areas;     ///< (S, T), pixels
  at::Tensor lvef() const { return 1 - esv / edv.clamp_min(1); }
};

/// The sums that prediction makes (pipeline/stack_volumes.h), with gates and moments held.
SoftVolumes soft_volumes(const HeartSegmenter::Output& out, const Batch& batch);

}  // namespace chordae
