#pragma once
// The video tower: MViT and the projection to the shared space, built from a configuration, loaded
// strictly, run on batches of clips. What `embed` and later `pretrain` hold.

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "chordae/models/mvit_config.h"
#include "chordae/tensor/transform_config.h"

namespace chordae {

class SafetensorsFile;
class VideoTower;  // models/mvit.h: the torch module, with gradients

/// Names of the built-in configurations: "mvit_b_16x4", "mvit_b_32x3", "mvit_small", "mvit_tiny".
std::vector<std::string> video_encoder_names();

struct VideoEncoderConfig {
  std::string name = "mvit_b_16x4";
  MvitConfig mvit;
  std::int64_t projection_width = 512;
  TransformConfig transform;
  void fields(FieldVisitor& v);
};
/// Errors kConfig if the model cannot be built or does not take what the transform makes.
void check_video_encoder_config(const VideoEncoderConfig& config);
/// A built-in name, or the path of a TOML file. Errors kConfig (with a suggestion).
VideoEncoderConfig load_video_encoder_config(const std::string& name_or_path);

struct VideoEmbedding {
  at::Tensor embedding;  ///< (B, projection_width) float32, L2 norm 1
  at::Tensor
      features;  ///< (B, D) float32: the class token after the last norm, before the projection
};

class VideoEncoder {
 public:
  /// Seeded initialisation (truncated normal, SD 0.02): says is_random() until weights are loaded.
  static VideoEncoder make_random(const VideoEncoderConfig& config, std::uint64_t seed);
  /// A safetensors file that carries its config (metadata "chordae.video_encoder", TOML) and, if it
  /// names a hash, has it. Strict: missing, unexpected and mis-shaped tensors are all named.
  /// Errors kModel, kFormat.
  static VideoEncoder load(const std::filesystem::path& path);
  /// The tensors of another program under the same names, for a configuration given by the caller.
  static VideoEncoder load(const std::filesystem::path& path, const VideoEncoderConfig& config);
  /// With config and hash in the metadata; random weights stay marked as random.
  void save(const std::filesystem::path& path) const;
  ~VideoEncoder();
  VideoEncoder(VideoEncoder&&) noexcept;
  VideoEncoder& operator=(VideoEncoder&&) noexcept;

  const VideoEncoderConfig& config() const;
  /// Seeded weights that nobody has loaded over or trained since.
  bool is_random() const;
  /// chordae::weights_hash of the tower's tensors: the same before save and after load.
  std::string weights_hash() const;
  std::int64_t parameter_count() const;

  /// Shapes  clips (B, 3, T, H, W) float32. Evaluation mode, no gradients. bf16: matrix products
  /// and convolutions in bfloat16, norms, softmax sums and the result in float32. A clip's result
  /// does not depend on the others in the batch. May be called from several threads. Errors  kShape
  VideoEmbedding embed(const at::Tensor& clips, bool bf16) const;

  /// The torch module behind it, shared: training writes its weights in place, and hash,
  /// is_random() and bfloat16 copy follow. In training mode `embed` refuses.
  std::shared_ptr<VideoTower> tower() const;

 private:
  struct Impl;
  explicit VideoEncoder(std::unique_ptr<Impl> impl);
  static VideoEncoder from_file(const SafetensorsFile& file, const VideoEncoderConfig& config);
  std::unique_ptr<Impl> impl_;
};

}  // namespace chordae
