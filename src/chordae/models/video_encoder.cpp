#include "chordae/models/video_encoder.h"

#include <torch/torch.h>

#include <algorithm>
#include <mutex>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/models/mvit.h"
#include "chordae/tensor/state_dict.h"
#include "chordae/tensor/torch_errors.h"

namespace chordae {
namespace {

constexpr const char* kConfigKey = "chordae.video_encoder";
constexpr const char* kHashKey = "chordae.weights_hash";
constexpr const char* kRandomKey = "chordae.random_weights";

/// Parameters are made outside inference mode, whatever the caller is in: they count their
/// versions.
std::shared_ptr<VideoTower> make_tower(const VideoEncoderConfig& config) {
  check_video_encoder_config(config);
  return translate_torch_errors([&] {
    const c10::InferenceMode off(false);
    auto tower = std::make_shared<VideoTower>(config.mvit, config.projection_width);
    tower->eval();
    return tower;
  });
}

/// How often any parameter was written to: tells whether what was derived from them still holds.
std::uint64_t version_of(const VideoTower& tower) {
  std::uint64_t sum = 0;
  for (const auto& p : tower.parameters()) sum += static_cast<std::uint64_t>(p._version());
  return sum;
}

VideoEncoderConfig read_config(const SafetensorsFile& file) {
  const auto found = file.metadata().find(kConfigKey);
  if (found == file.metadata().end()) {
    throw Error(ErrorCode::kModel,
                "the file does not say which model it holds: import it with a configuration");
  }
  VideoEncoderConfig config;
  read_toml(fields_of(config), found->second, "the weights' header");
  return config;
}

}  // namespace

struct VideoEncoder::Impl {
  VideoEncoderConfig config;
  std::shared_ptr<VideoTower> tower;
  std::optional<std::uint64_t> random_version;  ///< of untouched random weights

  Impl(VideoEncoderConfig c, std::shared_ptr<VideoTower> t)
      : config(std::move(c)), tower(std::move(t)) {}

  /// The tower with its products in bfloat16, made again after the weights have changed.
  std::shared_ptr<const VideoTower> bf16_tower() const {
    const std::scoped_lock lock(mutex);
    const std::uint64_t version = version_of(*tower);
    if (!bf16 || bf16_version != version) {
      const c10::InferenceMode off(false);
      const at::NoGradGuard no_grad;
      auto copy = make_tower(config);
      const auto to = copy->parameters(), from = tower->parameters();
      for (std::size_t i = 0; i < to.size(); ++i) at::Tensor(to[i]).copy_(from[i]);
      copy->mvit().cast_products(at::kBFloat16);
      bf16 = std::move(copy);
      bf16_version = version;
    }
    return bf16;
  }

  std::string hash_of_weights() const {
    const std::scoped_lock lock(mutex);
    const std::uint64_t version = version_of(*tower);
    if (hash.empty() || hash_version != version) {
      hash = chordae::weights_hash(to_views(tower->state()).views);
      hash_version = version;
    }
    return hash;
  }

 private:
  mutable std::mutex mutex;
  mutable std::shared_ptr<const VideoTower> bf16;
  mutable std::string hash;
  mutable std::uint64_t bf16_version = 0, hash_version = 0;
};

VideoEncoder::VideoEncoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
VideoEncoder::~VideoEncoder() = default;
VideoEncoder::VideoEncoder(VideoEncoder&&) noexcept = default;
VideoEncoder& VideoEncoder::operator=(VideoEncoder&&) noexcept = default;

VideoEncoder VideoEncoder::make_random(const VideoEncoderConfig& config, std::uint64_t seed) {
  auto impl = std::make_unique<Impl>(config, make_tower(config));
  initialise(*impl->tower, seed);
  impl->random_version = version_of(*impl->tower);
  return VideoEncoder(std::move(impl));
}

VideoEncoder VideoEncoder::load(const std::filesystem::path& path) {
  const SafetensorsFile file(path);
  try {
    return from_file(file, read_config(file));
  } catch (Error& e) {
    e.add_context(cat("loading ", path.string()));
    throw;
  }
}

VideoEncoder VideoEncoder::load(const std::filesystem::path& path,
                                const VideoEncoderConfig& config) {
  const SafetensorsFile file(path);
  try {
    return from_file(file, config);
  } catch (Error& e) {
    e.add_context(cat("loading ", path.string(), " as ", config.name));
    throw;
  }
}

VideoEncoder VideoEncoder::from_file(const SafetensorsFile& file,
                                     const VideoEncoderConfig& config) {
  const auto& metadata = file.metadata();
  if (const auto hash = metadata.find(kHashKey); hash != metadata.end()) {
    if (hash->second != chordae::weights_hash(file.tensors())) {
      throw Error(ErrorCode::kModel,
                  "the weights are damaged: they do not have the hash that the file names");
    }
  }
  auto impl = std::make_unique<Impl>(config, make_tower(config));
  load_state_dict(impl->tower->state(), file.tensors());
  if (metadata.contains(kRandomKey)) impl->random_version = version_of(*impl->tower);
  return VideoEncoder(std::move(impl));
}

void VideoEncoder::save(const std::filesystem::path& path) const {
  VideoEncoderConfig config = impl_->config;
  std::map<std::string, std::string> metadata = {
      {kConfigKey, to_toml(fields_of(config))}, {kHashKey, weights_hash()}, {"format", "pt"}};
  if (is_random()) metadata[kRandomKey] = "true";
  write_safetensors(path, to_views(impl_->tower->state()).views, metadata);
}

const VideoEncoderConfig& VideoEncoder::config() const { return impl_->config; }
bool VideoEncoder::is_random() const { return impl_->random_version == version_of(*impl_->tower); }
std::string VideoEncoder::weights_hash() const { return impl_->hash_of_weights(); }
std::shared_ptr<VideoTower> VideoEncoder::tower() const { return impl_->tower; }

std::int64_t VideoEncoder::parameter_count() const {
  std::int64_t count = 0;
  for (const auto& p : impl_->tower->parameters()) count += p.numel();
  return count;
}

VideoEmbedding VideoEncoder::embed(const at::Tensor& clips, bool bf16) const {
  const auto& mvit = impl_->config.mvit;
  check_shape(clips, {-1, mvit.channels, mvit.frames, mvit.crop_size, mvit.crop_size}, "clips");
  if (clips.scalar_type() != at::kFloat) throw Error(ErrorCode::kShape, "clips must be float32");
  if (impl_->tower->is_training())
    throw Error(ErrorCode::kInternal, "embed: the tower is in training mode");
  return translate_torch_errors([&] {
    const std::shared_ptr<const VideoTower> tower = bf16 ? impl_->bf16_tower() : impl_->tower;
    const c10::InferenceMode inference;
    // Note [One clip at a time]
    // A matrix product's last bits depend on its number of rows. Clip by clip, an embedding does
    // not depend on its neighbours in a batch. Cost: 2 % at batch 8 of the small model
    // (docs/parity.md).
    std::vector<at::Tensor> features, embeddings;
    for (std::int64_t i = 0; i < clips.size(0); ++i) {
      const VideoTower::Output out = tower->forward(clips.narrow(0, i, 1));
      features.push_back(out.features);
      embeddings.push_back(out.embedding);
    }
    if (features.empty()) {
      const std::int64_t width = tower->mvit().width_out();
      return VideoEmbedding{at::empty({0, impl_->config.projection_width}), at::empty({0, width})};
    }
    return VideoEmbedding{at::cat(embeddings), at::cat(features)};
  });
}

}  // namespace chordae
