#pragma once
// Multi-head attention whose queries, keys and values are pooled over space-time after their linear
// projections. Source: MViT, arXiv:2104.11227, section 3.1; state-dict names of pytorchvideo's
// `MultiScaleAttention`; parity row "blocks" in docs/parity.md.

#include <memory>
#include <optional>

#include "chordae/nn/layers.h"
#include "chordae/nn/token_pooling.h"

namespace chordae {

struct PoolingAttentionSpec {
  std::int64_t width = 0, heads = 1;
  bool qkv_bias = true;
  Triple kernel = {3, 3, 3};
  std::optional<Triple> query_stride = {};      ///< absent: queries are not pooled
  std::optional<Triple> key_value_stride = {};  ///< absent: keys and values are not pooled
  double pool_norm_eps = 1e-5;
};

class PoolingAttention : public torch::nn::Module {
 public:
  explicit PoolingAttention(const PoolingAttentionSpec& spec);

  /// Shapes  tokens (B, 1 + t*h*w, D), class token first; returns (B, 1 + t'*h'*w', D) on
  /// out_grid() Errors  kShape if the tokens do not fit the grid
  at::Tensor forward(const at::Tensor& tokens, const Grid& grid) const;
  Grid out_grid(const Grid& grid) const;

 private:
  struct Pooled {
    std::shared_ptr<DepthwisePool> pool;
    std::shared_ptr<LayerNorm> norm;
  };
  Pooled register_pool(const std::string& letter, const std::optional<Triple>& stride);
  /// Projected, pooled, normalised and split into heads: (B, heads, L', D / heads).
  at::Tensor heads_of(const at::Tensor& tokens, const Linear& project, const Pooled& pooled,
                      const Grid& grid) const;

  PoolingAttentionSpec spec_;
  std::shared_ptr<Linear> q_, k_, v_, proj_;
  Pooled pool_q_, pool_k_, pool_v_;
};

}  // namespace chordae
