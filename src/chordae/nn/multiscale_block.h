#pragma once
// One block of MViT: pooling attention and an MLP, each after a LayerNorm. Where the width changes,
// the second residual is a projection of the normalised tokens, not of the tokens (reference-system
// facts: pytorchvideo `MultiScaleBlock`). Parity row "blocks" in docs/parity.md.

#include "chordae/nn/pooling_attention.h"

namespace chordae {

struct MultiscaleBlockSpec {
  PoolingAttentionSpec attention;
  std::int64_t width_out = 0;
  std::int64_t hidden = 0;  ///< width inside the MLP
  double norm_eps = 1e-6;
};

/// Linear, exact GELU, Linear.
class Mlp : public torch::nn::Module {
 public:
  Mlp(std::int64_t in, std::int64_t hidden, std::int64_t out);
  at::Tensor forward(const at::Tensor& x) const;

 private:
  std::shared_ptr<Linear> fc1_, fc2_;
};

class MultiscaleBlock : public torch::nn::Module {
 public:
  explicit MultiscaleBlock(const MultiscaleBlockSpec& spec);

  /// Shapes  tokens (B, 1 + t*h*w, D); returns (B, 1 + t'*h'*w', D_out) on out_grid()
  at::Tensor forward(const at::Tensor& tokens, const Grid& grid) const;
  Grid out_grid(const Grid& grid) const { return attention_->out_grid(grid); }

 private:
  std::optional<Triple> query_stride_;
  std::shared_ptr<LayerNorm> norm1_, norm2_;
  std::shared_ptr<PoolingAttention> attention_;
  std::shared_ptr<Mlp> mlp_;
  std::shared_ptr<Linear> proj_;
};

}  // namespace chordae
