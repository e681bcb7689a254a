#include "chordae/models/heart_segmenter.h"

#include <torch/torch.h>

#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/rng.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::int64_t kNormGroups = 8;
constexpr std::int64_t kHidden = 48;  // of the heads for moments and beats
constexpr auto kFormat = at::MemoryFormat::ChannelsLast;

}  // namespace

void HeartSegmenterConfig::fields(FieldVisitor& v) {
  v.field({.name = "size", .help = "rows and columns of a clip, a multiple of 16", .min = 16, .max = 512}, size);
  v.field({.name = "frames", .help = "frames of a clip", .min = 2, .max = 100}, frames);
  v.field({.name = "pixel_mm", .help = "pixel size of a clip", .unit = "mm", .min = 0.5, .max = 6}, pixel_mm);
  v.field({.name = "widths", .help = "channels at each scale, multiples of 8, fine to coarse"}, widths);
}

/// Two convolutions with a skip; the second sees the neighbouring frames.
struct HeartSegmenter::Block : torch::nn::Module {
  Block(std::int64_t in, std::int64_t out)
      : conv1(register_module("conv1", std::make_shared<Convolution>(in, out, 3, false))),
        norm1(register_module("norm1", std::make_shared<GroupNorm>(kNormGroups, out))),
        conv2(register_module("conv2", std::make_shared<Convolution>(out, out, 3, false))),
        norm2(register_module("norm2", std::make_shared<GroupNorm>(kNormGroups, out))) {
    if (in != out) skip = register_module("skip", std::make_shared<Convolution>(in, out, 1, false));
  }
  at::Tensor forward(const at::Tensor& x, std::int64_t frames) const {
    const at::Tensor y = norm1->forward(conv1->forward(x));
    return norm2->forward(conv2->forward(shift_frames(y, frames)), skip ? skip->forward(x) : x);
  }
  std::shared_ptr<Convolution> conv1;
  std::shared_ptr<GroupNorm> norm1;
  std::shared_ptr<Convolution> conv2;
  std::shared_ptr<GroupNorm> norm2;
  std::shared_ptr<Convolution> skip;
};

HeartSegmenter::~HeartSegmenter() = default;

HeartSegmenter::HeartSegmenter(const HeartSegmenterConfig& config) {
  const auto& w = config.widths;
  if (w.size() < 2 || w.size() > 4) throw Error(ErrorCode::kConfig, "a segmenter has 2 to 4 scales");
  for (const std::int64_t width : w) {
    if (width < 8 || width % 8 != 0) throw Error(ErrorCode::kConfig, cat("a width of ", width, ": must be a multiple of 8"));
  }
  stem_ = register_module("stem", std::make_shared<Convolution>(4, w[0], 3, true));
  // Numbered children, as Python's ModuleList has them.
  const auto list = [this](const char* name) { return register_module(name, std::make_shared<torch::nn::Module>()); };
  const auto encoder = list("encoder"), decoder = list("decoder");
  for (std::size_t i = 0; i < w.size(); ++i) {
    encoder_.push_back(encoder->register_module(cat(i), std::make_shared<Block>(i == 0 ? w[0] : w[i - 1], w[i])));
  }
  for (std::size_t i = 0; i + 1 < w.size(); ++i) {
    decoder_.push_back(decoder->register_module(cat(i), std::make_shared<Block>(w[i + 1] + w[i], w[i])));
  }
  head_ = register_module("head", std::make_shared<Convolution>(w[0], 4 * kSegmenterClasses, 1, true));
  frame_hidden_ = register_module("frame_hidden", std::make_shared<Linear>(3 * w.back(), kHidden));
  frame_head_ = register_module("frame_head", std::make_shared<Linear>(kHidden, 2));
  clip_hidden_ = register_module("clip_hidden", std::make_shared<Linear>(2 * w.back(), kHidden));
  clip_head_ = register_module("clip_head", std::make_shared<Linear>(kHidden, 1));
}

std::vector<at::Tensor> HeartSegmenter::encode_scales(const at::Tensor& clips) const {
  check_shape(clips, {-1, -1, -1, -1}, "clips");
  const std::int64_t batch = clips.size(0), frames = clips.size(1), rows = clips.size(2), columns = clips.size(3);
  if (rows % 16 != 0 || columns % 16 != 0) {
    throw Error(ErrorCode::kShape, cat("clips of ", rows, " x ", columns, " pixels: must be multiples of 16"));
  }
  // Pairs of pixels: half the resolution, four times the channels; undone at the end.
  at::Tensor x = at::pixel_unshuffle(clips.reshape({batch * frames, 1, rows, columns}), 2).contiguous(kFormat);
  x = stem_->forward(x);
  std::vector<at::Tensor> scales;
  for (std::size_t i = 0; i < encoder_.size(); ++i) {
    if (i > 0) x = at::max_pool2d(x, {2, 2});
    x = encoder_[i]->forward(x, frames);
    scales.push_back(x);
  }
  return scales;
}

HeartSegmenter::Beat HeartSegmenter::describe_beat(const at::Tensor& coarsest, std::int64_t frames) {
  const at::Tensor features = coarsest.mean({2, 3}).unflatten(0, {-1, frames}).to(at::kFloat);
  return {features, features.mean({1}, true), features.amax({1}, true) - features.amin({1}, true)};
}

at::Tensor HeartSegmenter::encode(const at::Tensor& clips) const {
  const Beat beat = describe_beat(encode_scales(clips).back(), clips.size(1));
  return at::cat({beat.mean, beat.reach}, 2).select(1, 0);
}

std::int64_t HeartSegmenter::feature_width() const { return clip_hidden_->weight.size(1); }

HeartSegmenter::Output HeartSegmenter::forward(const at::Tensor& clips) const {
  const std::vector<at::Tensor> scales = encode_scales(clips);
  const std::int64_t batch = clips.size(0), frames = clips.size(1), rows = clips.size(2), columns = clips.size(3);
  at::Tensor x = scales.back();
  for (std::size_t i = decoder_.size(); i-- > 0;) {
    x = at::upsample_nearest2d(x, std::vector<std::int64_t>{scales[i].size(2), scales[i].size(3)});
    x = decoder_[i]->forward(at::cat({x, scales[i]}, 1), frames);
  }
  Output out;
  const at::Tensor masks = at::pixel_shuffle(head_->forward(x), 2);
  out.masks = masks.view({batch, frames, kSegmenterClasses, rows, columns});
  const Beat beat = describe_beat(scales.back(), frames);
  // What a moment looks like means little by itself: how it differs from the beat's mean, beside that mean
  // and how far the beat reaches.
  const at::Tensor moments =
      at::cat({beat.moments - beat.mean, beat.mean.expand_as(beat.moments), beat.reach.expand_as(beat.moments)}, 2);
  const at::Tensor frame = frame_head_->forward(at::silu(frame_hidden_->forward(moments))).to(at::kFloat);
  out.presence = frame.select(2, 0);
  out.emptied = frame.select(2, 1);
  const at::Tensor whole = at::cat({beat.mean, beat.reach}, 2).select(1, 0);
  out.lvef = clip_head_->forward(at::silu(clip_hidden_->forward(whole))).to(at::kFloat).select(1, 0);
  return out;
}

NamedTensors HeartSegmenter::state() const {
  NamedTensors tensors;
  for (const auto& item : named_parameters()) tensors.emplace_back(item.key(), item.value());
  return tensors;
}

void initialise(HeartSegmenter& model, std::uint64_t seed) {
  const at::NoGradGuard no_grad;
  const Rng root = Rng(seed).split("weights");
  for (const auto& [name, tensor] : model.state()) {
    if (name.ends_with("bias") || name.find("norm") != std::string::npos) {
      at::Tensor(tensor).fill_(name.ends_with("bias") ? 0 : 1);
      continue;
    }
    const bool output = name.find("head.") != std::string::npos;
    const double sd = output ? 0.01 : std::sqrt(2.0 / static_cast<double>(tensor[0].numel()));
    Rng rng = root.split(name);
    at::Tensor values = at::empty(tensor.sizes(), at::kFloat);
    for (std::int64_t i = 0; i < values.numel(); ++i) values.mutable_data_ptr<float>()[i] = static_cast<float>(rng.normal(0, sd));
    at::Tensor(tensor).copy_(values);
  }
}

}  // namespace chordae
