#pragma once
// Training the heart segmenter on synthetic hearts alone: studies of the phantom's stream, a few
// slices of each; masks, presence, emptying and ejection fraction as targets. Each update's
// micro-batches are worked on side by side, one intra-op thread each, and their gradients are added in
// order: the same bits on any number of threads.

#include <memory>
#include <vector>

#include "chordae/models/heart_segmenter.h"
#include "chordae/phantom/stream.h"
#include "chordae/train/task.h"

namespace chordae {

struct HeartTaskConfig {
  HeartSegmenterConfig model;
  StreamConfig stream;              ///< rows, columns, frames and slices follow the two below
  std::int64_t studies = 2;         ///< a micro-batch
  std::int64_t slices = 4;          ///< of each study
  double near_offset_mm = 10;       ///< SD of the clip's centre about the ventricle, most studies
  double far_share = 0.15;          ///< of studies whose centre is off by stream.offset_mm instead
  double long_axis_share = 0.1;     ///< of micro-batches that show the long-axis views instead
  double few_frames_share = 0.15;   ///< of studies that keep two to five frames, held
  bool outflow = true;              ///< atria and great vessels as classes of their own
  double mask_weight = 1, dice_weight = 0.5, area_weight = 1, frame_weight = 0.2, lvef_weight = 0.1;
  std::int64_t validation_studies = 12;
  std::int64_t threads = 1;         ///< micro-batches at a time
  void fields(FieldVisitor& v);
};

class HeartTask : public Task {
 public:
  /// Weights are initialised from `seed`, which also names the stream. Errors kConfig
  HeartTask(const HeartTaskConfig& config, std::uint64_t seed);

  NamedTensors parameters() override { return model_->state(); }
  void fields(FieldVisitor& v) override { config_.fields(v); }
  /// "clips" (B, T, H, W) standardised, "labels" (B, T, H, W) uint8 SegmenterClass, "presence" (B, T),
  /// "emptied" (B, T), "lvef" (B); B = studies * slices.
  Batch load(std::int64_t number, Rng rng) const override;
  BatchLoss loss(const Batch& batch, Rng rng) override;
  UpdateLoss accumulate_gradients(const UpdateContext& context) override;
  /// Whole stacks that training never sees: "lvef_mae" and "lvef_bias" in points, "edv_error" and
  /// "esv_error" as mean relative errors, "dice_cavity", "dice_muscle", "loss".
  std::map<std::string, double> validate() override;

  HeartSegmenter& model() { return *model_; }

 private:
  HeartTaskConfig config_;
  std::shared_ptr<HeartSegmenter> model_;
  HeartStream near_, far_, long_axis_, validation_;
};

/// Labels of the scene as the segmenter's classes.
SegmenterClass segmenter_class(Label label);

}  // namespace chordae
