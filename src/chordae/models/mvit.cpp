#include "chordae/models/mvit.h"

#include <torch/torch.h>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

Triple triple(const std::vector<std::int64_t>& v) { return {v[0], v[1], v[2]}; }

MultiscaleBlockSpec spec_of(const MvitConfig& config, const MvitBlockShape& block) {
  return {.attention = {.width = block.width,
                        .heads = block.heads,
                        .qkv_bias = config.qkv_bias,
                        .kernel = triple(config.pool_kernel),
                        .query_stride = block.query_stride,
                        .key_value_stride = block.key_value_stride,
                        .pool_norm_eps = config.pool_norm_eps},
          .width_out = block.width_out,
          .hidden = block.hidden,
          .norm_eps = config.norm_eps};
}

}  // namespace

Mvit::Mvit(const MvitConfig& config) : config_(config), shape_(mvit_shape(config)) {
  const PatchSpec patch = {.channels = config.channels,
                           .width = config.embed_dim,
                           .kernel = triple(config.patch_kernel),
                           .stride = triple(config.patch_stride),
                           .padding = triple(config.patch_padding)};
  patch_embedding_ = register_module("patch_embed", std::make_shared<PatchEmbedding>(patch));
  positions_ = register_module("cls_positional_encoding", std::make_shared<PositionalEmbedding>(
                                                              shape_.grid, config.embed_dim));
  auto list = register_module("blocks", torch::nn::ModuleList());
  for (const auto& block : shape_.blocks) {
    blocks_.push_back(std::make_shared<MultiscaleBlock>(spec_of(config, block)));
    list->push_back(blocks_.back());
  }
  norm_ =
      register_module("norm_embed", std::make_shared<LayerNorm>(shape_.width_out, config.norm_eps));
}

at::Tensor Mvit::forward(const at::Tensor& clips, const BlockObserver& observe) const {
  check_shape(clips, {-1, config_.channels, config_.frames, config_.crop_size, config_.crop_size},
              "clips");
  at::Tensor tokens = positions_->forward(patch_embedding_->forward(clips));
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    tokens = blocks_[i]->forward(tokens, shape_.blocks[i].in);
    if (observe) observe(i, tokens, shape_.blocks[i].out);
  }
  const at::Tensor features = norm_->forward(tokens.select(1, 0));
  if (!is_training() || config_.head_dropout == 0) return features;
  const double keep = 1 - config_.head_dropout;
  return features * at::empty_like(features).bernoulli_(keep, generator_) / keep;
}

void Mvit::cast_products(at::ScalarType type) {
  for (const auto& module : modules(/*include_self=*/false)) {
    if (auto* linear = module->as<Linear>()) linear->cast(type);
    if (auto* patches = module->as<PatchConvolution>()) patches->cast(type);
  }
}

VideoTower::VideoTower(const MvitConfig& config, std::int64_t projection_width) {
  mvit_ = register_module("video_encoder", std::make_shared<Mvit>(config));
  projection_ =
      register_module("video_proj", std::make_shared<Linear>(mvit_->width_out(), projection_width));
}

VideoTower::Output VideoTower::forward(const at::Tensor& clips,
                                       const BlockObserver& observe) const {
  Output out;
  out.features = mvit_->forward(clips, observe);
  const at::Tensor projected = projection_->forward(out.features);
  // 1e-12 as in Python's torch.nn.functional.normalize
  out.embedding = projected / projected.norm(2, -1, /*keepdim=*/true).clamp_min(1e-12);
  return out;
}

NamedTensors VideoTower::state() const {
  NamedTensors out;
  for (const auto& item : named_parameters()) out.emplace_back(item.key(), item.value());
  return out;
}

}  // namespace chordae
