#pragma once
// Group normalisation with what follows it in the heart segmenter, and its mixing of frames: each one pass
// over memory (group_norm_kernel.h) on the CPU, the same from Torch's operators elsewhere.

#include <torch/nn/module.h>

#include <cstdint>

namespace chordae {

/// Over groups of channels, all pixels of an image together.
class GroupNorm : public torch::nn::Module {
 public:
  /// `width` a multiple of 8
  GroupNorm(std::int64_t groups, std::int64_t width);
  /// SiLU(norm(x) + skip), in the type of x; an undefined `skip` is none.
  /// Shapes  x, skip (B, width, H, W), channels last
  at::Tensor forward(const at::Tensor& x, const at::Tensor& skip = {}) const;

  at::Tensor weight, bias;

 private:
  std::int64_t groups_;
};

/// The same from Torch's own operators.
at::Tensor group_norm_silu_by_torch(const at::Tensor& x, const at::Tensor& skip, const at::Tensor& weight,
                                    const at::Tensor& bias, std::int64_t groups);

/// A quarter of the channels comes from the frame before, a quarter from the one after, around the beat.
/// Shapes  x (B * frames, C, H, W), channels last; returned likewise
at::Tensor shift_frames(const at::Tensor& x, std::int64_t frames);

}  // namespace chordae
