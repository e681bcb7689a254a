#include "chordae/nn/token_embedding.h"

#include <torch/torch.h>

namespace chordae {

PatchConvolution::PatchConvolution(const PatchSpec& spec) {
  const Triple& k = spec.kernel;
  weight = register_parameter("weight", at::empty({spec.width, spec.channels, k[0], k[1], k[2]}));
  bias = register_parameter("bias", at::empty({spec.width}));
}

void PatchConvolution::cast(at::ScalarType type) {
  weight.set_data(weight.detach().to(type));
  bias.set_data(bias.detach().to(type));
}

PatchEmbedding::PatchEmbedding(const PatchSpec& spec) : spec_(spec) {
  convolution_ = register_module("patch_model", std::make_shared<PatchConvolution>(spec));
}

at::Tensor PatchEmbedding::forward(const at::Tensor& clips) const {
  const auto& c = *convolution_;
  const at::Tensor x = clips.to(c.weight.scalar_type());
  return at::conv3d(x, c.weight, c.bias, spec_.stride, spec_.padding).flatten(2).transpose(1, 2);
}

PositionalEmbedding::PositionalEmbedding(const Grid& grid, std::int64_t width) {
  cls_token_ = register_parameter("cls_token", at::empty({1, 1, width}));
  spatial_ = register_parameter("pos_embed_spatial", at::empty({1, grid.h * grid.w, width}));
  temporal_ = register_parameter("pos_embed_temporal", at::empty({1, grid.t, width}));
  class_ = register_parameter("pos_embed_class", at::empty({1, 1, width}));
}

at::Tensor PositionalEmbedding::forward(const at::Tensor& patches) const {
  const at::Tensor positions = (spatial_.unsqueeze(1) + temporal_.unsqueeze(2)).flatten(1, 2);
  const at::Tensor class_token = (cls_token_ + class_).expand({patches.size(0), -1, -1});
  return at::cat({class_token, patches + positions}, 1);
}

}  // namespace chordae
