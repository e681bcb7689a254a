#include "chordae/nn/multiscale_block.h"

#include <torch/torch.h>

namespace chordae {

Mlp::Mlp(std::int64_t in, std::int64_t hidden, std::int64_t out) {
  fc1_ = register_module("fc1", std::make_shared<Linear>(in, hidden));
  fc2_ = register_module("fc2", std::make_shared<Linear>(hidden, out));
}

at::Tensor Mlp::forward(const at::Tensor& x) const {
  return fc2_->forward(at::gelu(fc1_->forward(x)));
}

MultiscaleBlock::MultiscaleBlock(const MultiscaleBlockSpec& spec)
    : query_stride_(spec.attention.query_stride) {
  const std::int64_t width = spec.attention.width;
  norm1_ = register_module("norm1", std::make_shared<LayerNorm>(width, spec.norm_eps));
  attention_ = register_module("attn", std::make_shared<PoolingAttention>(spec.attention));
  norm2_ = register_module("norm2", std::make_shared<LayerNorm>(width, spec.norm_eps));
  mlp_ = register_module("mlp", std::make_shared<Mlp>(width, spec.hidden, spec.width_out));
  if (spec.width_out != width)
    proj_ = register_module("proj", std::make_shared<Linear>(width, spec.width_out));
}

at::Tensor MultiscaleBlock::forward(const at::Tensor& tokens, const Grid& grid) const {
  const at::Tensor attended = attention_->forward(norm1_->forward(tokens), grid);
  const at::Tensor x = (query_stride_ ? max_pool(tokens, grid, *query_stride_) : tokens) + attended;
  const at::Tensor normed = norm2_->forward(x);
  // The residual stream stays in float32 when the products are made in bfloat16.
  const at::Tensor residual = proj_ ? proj_->forward(normed).to(x.scalar_type()) : x;
  return residual + mlp_->forward(normed);
}

}  // namespace chordae
