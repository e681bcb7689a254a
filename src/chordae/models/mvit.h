#pragma once
// The Multiscale Vision Transformer (arXiv:2104.11227) and the video tower around it, as modules
// with gradients: what training holds. `VideoEncoder` (video_encoder.h) is the same for mere use.
// State-dict keys are those of pytorchvideo's model, under "video_encoder."; the projection to the
// shared space is "video_proj.".

#include <ATen/core/Generator.h>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "chordae/models/mvit_config.h"
#include "chordae/nn/multiscale_block.h"
#include "chordae/nn/token_embedding.h"
#include "chordae/tensor/convert.h"

namespace chordae {

/// Sees the tokens after block i, class token first: (B, 1 + t*h*w, D).
using BlockObserver =
    std::function<void(std::size_t block, const at::Tensor& tokens, const Grid& grid)>;

class Mvit : public torch::nn::Module {
 public:
  explicit Mvit(const MvitConfig& config);

  /// Shapes  clips (B, C, T, H, W); returns the class token's features (B, width_out())
  /// Errors  kShape if the clips are not of the configured size
  /// In training mode the features are dropped out, with the generator given to `set_generator`.
  at::Tensor forward(const at::Tensor& clips, const BlockObserver& observe = {}) const;

  std::int64_t width_out() const { return shape_.width_out; }
  void set_generator(at::Generator generator) { generator_ = std::move(generator); }

  /// Products and convolutions of patches and blocks in this type; norms, positions and the
  /// residual stream stay as they are. For inference copies.
  void cast_products(at::ScalarType type);

 private:
  MvitConfig config_;
  MvitShape shape_;
  std::shared_ptr<PatchEmbedding> patch_embedding_;
  std::shared_ptr<PositionalEmbedding> positions_;
  std::vector<std::shared_ptr<MultiscaleBlock>> blocks_;
  std::shared_ptr<LayerNorm> norm_;
  std::optional<at::Generator> generator_;
};

class VideoTower : public torch::nn::Module {
 public:
  VideoTower(const MvitConfig& config, std::int64_t projection_width);

  struct Output {
    at::Tensor features;   ///< (B, D)
    at::Tensor embedding;  ///< (B, projection_width), L2 norm 1
  };
  Output forward(const at::Tensor& clips, const BlockObserver& observe = {}) const;

  Mvit& mvit() const { return *mvit_; }
  /// Every parameter with its state-dict name, in the original's order.
  NamedTensors state() const;

 private:
  std::shared_ptr<Mvit> mvit_;
  std::shared_ptr<Linear> projection_;
};

/// As pytorchvideo's "vit" style: linear weights, class token and positions from a normal
/// distribution of SD 0.02 cut at +-2, their biases 0, norms 1 and 0; convolutions uniform within
/// +-1 / sqrt(fan-in). Each tensor has its own stream, named by its key: the same seed gives the
/// same weights on every machine and whatever else the model holds.
void initialise(VideoTower& tower, std::uint64_t seed);

}  // namespace chordae
