#include <algorithm>
#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/models/video_encoder.h"

namespace chordae {
namespace {

/// The published model, with the input that its weights were trained on.
VideoEncoderConfig mvit_b(const std::string& name, std::int64_t frames) {
  VideoEncoderConfig c;
  c.name = name;
  c.mvit.frames = c.transform.frames = frames;
  return c;
}

/// About 2 M parameters on 16 x 112 x 112: seconds for a study on two CPU cores.
VideoEncoderConfig mvit_small() {
  VideoEncoderConfig c;
  c.name = "mvit_small";
  c.mvit.crop_size = c.transform.crop_size = 112;
  c.mvit.depth = 8;
  c.mvit.embed_dim = 32;
  c.mvit.dim_mul_blocks = c.mvit.head_mul_blocks = c.mvit.pool_q_blocks = {1, 3, 7};
  c.transform.kind = "physical";
  return c;
}

/// For tests: every kind of block in the fewest parameters.
VideoEncoderConfig mvit_tiny() {
  VideoEncoderConfig c;
  c.name = "mvit_tiny";
  c.projection_width = 32;
  c.mvit.frames = c.transform.frames = 8;
  c.mvit.crop_size = c.transform.crop_size = 32;
  c.mvit.depth = 3;
  c.mvit.embed_dim = 16;
  c.mvit.dim_mul_blocks = c.mvit.head_mul_blocks = c.mvit.pool_q_blocks = {1};
  c.mvit.dim_mul = c.mvit.head_mul = {2};
  c.mvit.pool_q_stride = {1, 2, 2};
  c.mvit.pool_kv_stride_adaptive = {1, 4, 4};
  c.transform.kind = "physical";
  c.transform.mm_per_pixel = 4;
  return c;
}

std::vector<VideoEncoderConfig> builtins() {
  return {mvit_b("mvit_b_16x4", 16), mvit_b("mvit_b_32x3", 32), mvit_small(), mvit_tiny()};
}

}  // namespace

std::vector<std::string> video_encoder_names() {
  std::vector<std::string> names;
  for (const auto& c : builtins()) names.push_back(c.name);
  return names;
}

void VideoEncoderConfig::fields(FieldVisitor& v) {
  v.field({.name = "name", .help = "what the model is called"}, name);
  v.field({.name = "projection_width", .help = "width of the embedding", .min = 1, .max = 65536},
          projection_width);
  v.group("mvit", mvit);
  v.group("transform", transform);
}

void check_video_encoder_config(const VideoEncoderConfig& config) {
  mvit_shape(config.mvit);
  if (config.mvit.channels != 3)
    throw Error(ErrorCode::kConfig, "mvit.channels: the video tower takes three channels");
  if (config.mvit.frames != config.transform.frames ||
      config.mvit.crop_size != config.transform.crop_size) {
    throw Error(ErrorCode::kConfig, cat("the transform makes clips of ", config.transform.frames,
                                        " x ", config.transform.crop_size, ", the model takes ",
                                        config.mvit.frames, " x ", config.mvit.crop_size));
  }
}

VideoEncoderConfig load_video_encoder_config(const std::string& name_or_path) {
  for (const auto& c : builtins()) {
    if (c.name == name_or_path) return c;
  }
  const bool is_path =
      name_or_path.ends_with(".toml") || name_or_path.find('/') != std::string::npos;
  if (!is_path && !std::filesystem::exists(name_or_path)) {
    const auto names = video_encoder_names();
    const auto suggestion = try_suggest(name_or_path, names);
    throw Error(ErrorCode::kConfig,
                cat("there is no model \"", printable(name_or_path), "\": give one of ",
                    join(names, ", "), ", or the path of a TOML file",
                    suggestion ? cat("; did you mean \"", *suggestion, "\"?") : std::string()));
  }
  VideoEncoderConfig config;
  read_toml_file(fields_of(config), name_or_path);
  check_video_encoder_config(config);
  return config;
}

}  // namespace chordae
