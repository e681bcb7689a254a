#include "chordae/nn/pooling_attention.h"

#include <torch/torch.h>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/tensor/convert.h"

namespace chordae {

PoolingAttention::PoolingAttention(const PoolingAttentionSpec& spec) : spec_(spec) {
  if (spec.heads < 1 || spec.width % spec.heads != 0) {
    throw Error(ErrorCode::kConfig,
                cat("a width of ", spec.width, " does not split into ", spec.heads, " heads"));
  }
  q_ = register_module("q", std::make_shared<Linear>(spec.width, spec.width, spec.qkv_bias));
  k_ = register_module("k", std::make_shared<Linear>(spec.width, spec.width, spec.qkv_bias));
  v_ = register_module("v", std::make_shared<Linear>(spec.width, spec.width, spec.qkv_bias));
  proj_ = register_module("proj", std::make_shared<Linear>(spec.width, spec.width));
  pool_q_ = register_pool("q", spec.query_stride);
  pool_k_ = register_pool("k", spec.key_value_stride);
  pool_v_ = register_pool("v", spec.key_value_stride);
}

PoolingAttention::Pooled PoolingAttention::register_pool(const std::string& letter,
                                                         const std::optional<Triple>& stride) {
  if (!stride) return {};
  const std::int64_t head_width = spec_.width / spec_.heads;
  Pooled pooled;
  pooled.pool = register_module("pool_" + letter,
                                std::make_shared<DepthwisePool>(head_width, spec_.kernel, *stride));
  pooled.norm = register_module("norm_" + letter,
                                std::make_shared<LayerNorm>(head_width, spec_.pool_norm_eps));
  return pooled;
}

at::Tensor PoolingAttention::heads_of(const at::Tensor& tokens, const Linear& project,
                                      const Pooled& pooled, const Grid& grid) const {
  at::Tensor x = project.forward(tokens);
  if (pooled.pool) x = pooled.pool->forward(x, grid);
  x = x.unflatten(2, {spec_.heads, spec_.width / spec_.heads});
  if (pooled.norm) x = pooled.norm->forward(x).to(project.weight.scalar_type());
  return x.transpose(1, 2);
}

at::Tensor PoolingAttention::forward(const at::Tensor& tokens, const Grid& grid) const {
  check_shape(tokens, {-1, 1 + grid.tokens(), spec_.width}, "tokens of the attention");
  const at::Tensor x = tokens.to(q_->weight.scalar_type());
  const at::Tensor q = heads_of(x, *q_, pool_q_, grid);
  const at::Tensor k = heads_of(x, *k_, pool_k_, grid);
  const at::Tensor v = heads_of(x, *v_, pool_v_, grid);
  // softmax(q k' / sqrt(head width)) v; sums in float32 for bfloat16 too
  const at::Tensor mixed = at::scaled_dot_product_attention(q, k, v);
  return proj_->forward(mixed.transpose(1, 2).flatten(2));
}

Grid PoolingAttention::out_grid(const Grid& grid) const {
  return pool_q_.pool ? pool_q_.pool->out_grid(grid) : grid;
}

}  // namespace chordae
