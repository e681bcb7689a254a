#pragma once
// From a clip to tokens: patches by one strided convolution, a class token in front, learned
// positions that are a sum of a spatial and a temporal part. State-dict names of pytorchvideo's
// `PatchEmbed` and `SpatioTemporalClsPositionalEncoding`.

#include "chordae/nn/grid.h"
#include "chordae/nn/layers.h"

namespace chordae {

struct PatchSpec {
  std::int64_t channels = 3, width = 96;
  Triple kernel = {3, 7, 7}, stride = {2, 4, 4}, padding = {1, 3, 3};
};

/// "patch_model" of the patch embedding: holds weight (D, C, kt, kh, kw) and bias (D).
class PatchConvolution : public torch::nn::Module {
 public:
  explicit PatchConvolution(const PatchSpec& spec);
  void cast(at::ScalarType type);
  at::Tensor weight, bias;
};

class PatchEmbedding : public torch::nn::Module {
 public:
  explicit PatchEmbedding(const PatchSpec& spec);
  /// Shapes  clips (B, C, T, H, W); returns (B, t*h*w, D)
  at::Tensor forward(const at::Tensor& clips) const;

 private:
  PatchSpec spec_;
  std::shared_ptr<PatchConvolution> convolution_;
};

class PositionalEmbedding : public torch::nn::Module {
 public:
  PositionalEmbedding(const Grid& grid, std::int64_t width);
  /// Shapes  patches (B, t*h*w, D); returns (B, 1 + t*h*w, D)
  at::Tensor forward(const at::Tensor& patches) const;

 private:
  at::Tensor cls_token_, spatial_, temporal_, class_;
};

}  // namespace chordae
