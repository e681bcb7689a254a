#pragma once
// A compact network that outlines the chambers in one slice of a cine, all frames together: a U-Net
// (arXiv:1505.04597) over pairs of pixels, with channels shifted between neighbouring frames (TSM,
// arXiv:1811.08383; around the beat, which repeats) so that each frame sees the motion. Beside the
// masks it says whether the ventricle is in the slice, how far it has emptied, and what ejection
// fraction the slice suggests. Our own design; parity against a plain PyTorch version
// (tools/reference/heart_segmenter.py).

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/nn/group_norm.h"
#include "chordae/nn/layers.h"
#include "chordae/tensor/convert.h"

namespace chordae {

/// What the masks tell apart: kSegmenterClasses of them.
enum class SegmenterClass : std::uint8_t { kBackground, kLvCavity, kLvMyocardium, kRvCavity, kAtrium, kAorta, kPulmonaryArtery };
inline constexpr std::int64_t kSegmenterClasses = 7;

/// From this presence on a frame's masks count in full; below, in proportion.
inline constexpr double kSurePresence = 0.5;

struct HeartSegmenterConfig {
  std::int64_t size = 64, frames = 12;  ///< of a clip: trained with these, others are accepted
  double pixel_mm = 2;
  std::vector<std::int64_t> widths = {24, 48, 80, 112};  ///< of each scale, multiples of 8
  void fields(FieldVisitor& v);
};

class HeartSegmenter : public torch::nn::Module {
 public:
  explicit HeartSegmenter(const HeartSegmenterConfig& config);
  ~HeartSegmenter() override;

  struct Output {
    at::Tensor masks;     ///< logits (B, T, kSegmenterClasses, H, W)
    at::Tensor presence;  ///< logit (B, T): cavity or muscle of the left ventricle in the frame
    at::Tensor emptied;   ///< (B, T): 0 at end-diastole, 1 at end-systole
    at::Tensor lvef;      ///< (B), percent / 100
  };
  /// Shapes  clips (B, T, H, W), H and W multiples of 16, mean 0 and SD 1 a clip
  /// Errors  kShape
  Output forward(const at::Tensor& clips) const;

  /// What the deepest scale shows of each clip, averaged over the picture: its mean over the beat,
  /// then how far it reaches during the beat. `lvef` is a small head's reading of it.
  /// Shapes  clips as forward; returns (B, feature_width()) float32
  at::Tensor encode(const at::Tensor& clips) const;
  std::int64_t feature_width() const;

  /// Every parameter with its name, in order.
  NamedTensors state() const;

 private:
  struct Block;
  /// Every scale, fine to coarse: (B * T, C, H, W) each. Errors  kShape
  std::vector<at::Tensor> encode_scales(const at::Tensor& clips) const;
  struct Beat {
    at::Tensor moments;      ///< (B, T, C)
    at::Tensor mean, reach;  ///< (B, 1, C)
  };
  static Beat describe_beat(const at::Tensor& coarsest, std::int64_t frames);
  std::vector<std::shared_ptr<Block>> encoder_, decoder_;
  std::shared_ptr<Convolution> stem_, head_;
  std::shared_ptr<Linear> frame_hidden_, frame_head_, clip_hidden_, clip_head_;
};

/// He's normal initialisation for convolutions (arXiv:1502.01852), norms 1 and 0, output layers small:
/// each tensor from a stream of its own, named by its key.
void initialise(HeartSegmenter& model, std::uint64_t seed);

}  // namespace chordae
