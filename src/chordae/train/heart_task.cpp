#include "chordae/train/heart_task.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "chordae/base/cancel.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/data/segmenter_clip.h"
#include "chordae/train/autocast.h"

namespace chordae {
namespace {

constexpr double kSmooth = 20;  // pixels: keeps Dice gentle where there is little to find
constexpr double kSmallArea = 100;  // pixels: of few slices the ends alone may be seen
// By SegmenterClass: the background is most of every picture.
constexpr std::array<float, kSegmenterClasses> kClassWeight = {0.5F, 1, 1, 0.8F, 1, 1, 0.7F};

StreamConfig stream_of(const HeartTaskConfig& c, double offset_mm, std::int64_t slices, bool long_axis = false) {
  StreamConfig s = c.stream;
  s.rows = s.columns = c.model.size;
  s.frames = c.model.frames;
  s.pixel_mm = c.model.pixel_mm;
  s.offset_mm = offset_mm;
  s.slices = slices;
  s.short_axis = !long_axis;
  s.long_axis = long_axis;
  return s;
}

/// What a study's slices are as tensors.
struct Sample {
  at::Tensor clips, labels, presence, emptied;
  double lvef = 0;
};

Sample sample_of(const StreamStudy& study, bool outflow) {
  const auto slices = static_cast<std::int64_t>(study.slices.size());
  const ScenePicture& first = study.slices.front().picture;
  const std::vector<std::int64_t> shape{slices, first.frames, first.rows, first.columns};
  Sample s{at::empty(shape, at::kFloat), at::empty(shape, at::kByte), at::empty({slices, first.frames}, at::kFloat),
           at::empty({slices, first.frames}, at::kFloat), study.truth.lvef_percent / 100};
  auto* clip = s.clips.mutable_data_ptr<float>();
  auto* label = s.labels.mutable_data_ptr<std::uint8_t>();
  auto* presence = s.presence.mutable_data_ptr<float>();
  auto* emptied = s.emptied.mutable_data_ptr<float>();
  const double stroke = study.truth.edv_ml - study.truth.esv_ml;
  for (const StreamSlice& slice : study.slices) {
    const ScenePicture& p = slice.picture;
    std::copy(p.signal.begin(), p.signal.end(), clip);
    standardise_clip(std::span(clip, p.signal.size()));
    clip += p.signal.size();
    const auto pixels = static_cast<std::size_t>(p.rows * p.columns);
    for (std::size_t t = 0; t < static_cast<std::size_t>(p.frames); ++t) {
      int ventricle = 0;
      for (std::size_t i = 0; i < pixels; ++i) {
        auto c = static_cast<std::uint8_t>(segmenter_class(static_cast<Label>(p.labels[t * pixels + i])));
        if (!outflow && c > static_cast<std::uint8_t>(SegmenterClass::kRvCavity)) c = 0;
        ventricle += c == 1 || c == 2 ? 1 : 0;
        *label++ = c;
      }
      *presence++ = ventricle > 8 ? 1.0F : 0.0F;
      *emptied++ = static_cast<float>(std::clamp((study.truth.edv_ml - study.lv_ml[t]) / stroke, 0.0, 1.0));
    }
  }
  return s;
}

/// The clip as if its first frame had been another, and in a mirror.
void roll_and_mirror(Sample& s, Rng& rng) {
  if (rng.chance(0.5)) {
    const std::int64_t by = rng.integer(0, s.clips.size(1) - 1);
    for (at::Tensor* t : {&s.clips, &s.labels, &s.presence, &s.emptied}) *t = t->roll({by}, {1});
  }
  if (rng.chance(0.3)) {
    for (at::Tensor* t : {&s.clips, &s.labels}) *t = t->flip({3});
  }
}

/// The clip of a cine of so few frames that they are held: end-diastole and end-systole most often, as
/// data sets give them that keep no more, else frames spread over the beat.
void keep_few_frames(Sample& s, Rng& rng) {
  const std::int64_t frames = s.clips.size(1);
  std::vector<std::int64_t> kept;
  if (rng.chance(0.7)) {
    const at::Tensor emptied = s.emptied[0];
    const auto about = [&](const at::Tensor& at) { return (at.item<std::int64_t>() + rng.integer(-1, 1) + frames) % frames; };
    kept = {about(emptied.argmin()), about(emptied.argmax())};
  } else {
    const std::int64_t count = rng.integer(3, std::max<std::int64_t>(3, (frames - 1) / 2));
    for (std::int64_t i = 0; i < count; ++i) kept.push_back(i * frames / count);
  }
  CineSlice few;  // what predict does with it
  few.rows = few.columns = 1;
  few.frames = static_cast<std::int64_t>(kept.size());
  few.pixels.resize(kept.size() * pixel_bytes(few.type));
  std::vector<std::int64_t> order;
  for (const FrameBlend& blend : spread_frames(few, frames)) order.push_back(kept[static_cast<std::size_t>(blend.nearest())]);
  for (at::Tensor* t : {&s.clips, &s.labels, &s.presence, &s.emptied}) *t = t->index_select(1, at::tensor(order));
  const std::int64_t values = s.clips[0].numel();
  for (std::int64_t i = 0; i < s.clips.size(0); ++i) {
    standardise_clip({s.clips.mutable_data_ptr<float>() + i * values, static_cast<std::size_t>(values)});
  }
}

/// Frame by frame: small cavities at end-systole count as much as large ones.
at::Tensor dice_loss(const at::Tensor& probabilities, const at::Tensor& labels, std::int64_t c) {
  const at::Tensor truth = labels.eq(c).to(at::kFloat), p = probabilities.select(2, c);
  const std::vector<std::int64_t> dims{2, 3};
  const at::Tensor overlap = (p * truth).sum(dims), both = p.sum(dims) + truth.sum(dims);
  return (1 - (2 * overlap + kSmooth) / (both + kSmooth)).mean();
}

/// How far the cavity's area of a study's slices together is off, frame by frame, as a share of the
/// largest: what a volume curve is made of.
at::Tensor area_error(const at::Tensor& probabilities, const at::Tensor& labels, std::int64_t slices) {
  const std::vector<std::int64_t> dims{1, 3, 4};
  const auto by_study = [&](const at::Tensor& t) {
    return t.reshape({t.size(0) / slices, slices, t.size(1), t.size(2), t.size(3)}).sum(dims);
  };
  const at::Tensor found = by_study(probabilities.select(2, 1)), truth = by_study(labels.eq(1).to(at::kFloat));
  return ((found - truth).abs() / (truth.amax({1}, true) + kSmallArea)).mean();
}

}  // namespace

SegmenterClass segmenter_class(Label label) {
  switch (label) {
    case Label::kLvCavity:
      return SegmenterClass::kLvCavity;
    case Label::kLvMyocardium:
      return SegmenterClass::kLvMyocardium;
    case Label::kRvCavity:
      return SegmenterClass::kRvCavity;
    case Label::kLeftAtrium:
    case Label::kRightAtrium:
      return SegmenterClass::kAtrium;
    case Label::kAorta:
      return SegmenterClass::kAorta;
    case Label::kPulmonaryArtery:
      return SegmenterClass::kPulmonaryArtery;
    case Label::kBackground:
      break;
  }
  return SegmenterClass::kBackground;
}

void HeartTaskConfig::fields(FieldVisitor& v) {
  v.group("model", model);
  v.group("stream", stream);
  v.field({.name = "studies", .help = "studies a micro-batch", .min = 1, .max = 256}, studies);
  v.field({.name = "slices", .help = "slices of each study", .min = 1, .max = 20}, slices);
  v.field({.name = "near_offset_mm", .help = "SD of a clip's centre about the ventricle", .unit = "mm", .min = 0, .max = 60}, near_offset_mm);
  v.field({.name = "far_share", .help = "share of micro-batches whose centres are off by stream.offset_mm instead", .min = 0, .max = 1}, far_share);
  v.field({.name = "long_axis_share", .help = "share of micro-batches that show the long-axis views", .min = 0, .max = 1}, long_axis_share);
  v.field({.name = "few_frames_share", .help = "share of studies of which a few frames are kept and held", .min = 0, .max = 1}, few_frames_share);
  v.field({.name = "outflow", .help = "atria, aorta and pulmonary artery are classes of their own"}, outflow);
  v.field({.name = "mask_weight", .help = "weight of the masks' cross-entropy", .min = 0}, mask_weight);
  v.field({.name = "dice_weight", .help = "weight of the Dice loss", .min = 0}, dice_weight);
  v.field({.name = "area_weight", .help = "weight of the cavity's area over a study's slices", .min = 0}, area_weight);
  v.field({.name = "frame_weight", .help = "weight of presence and emptying", .min = 0}, frame_weight);
  v.field({.name = "lvef_weight", .help = "weight of the ejection fraction's regression", .min = 0}, lvef_weight);
  v.field({.name = "validation_studies", .help = "synthetic studies that validate", .min = 1, .max = 10000}, validation_studies);
  v.field({.name = "threads", .help = "micro-batches worked on at a time", .min = 1, .max = 256}, threads);
}

HeartTask::HeartTask(const HeartTaskConfig& config, std::uint64_t seed)
    : config_(config),
      model_(std::make_shared<HeartSegmenter>(config.model)),
      near_(stream_of(config, config.near_offset_mm, config.slices), seed),
      far_(stream_of(config, config.stream.offset_mm, config.slices), seed + 1),
      long_axis_(stream_of(config, config.near_offset_mm, config.slices, true), seed + 3),
      validation_(stream_of(config, config.near_offset_mm, 0), seed + 2) {
  initialise(*model_, seed);
}

Batch HeartTask::load(std::int64_t number, Rng rng) const {
  const bool far = rng.split("where").chance(config_.far_share), along = rng.split("view").chance(config_.long_axis_share);
  const HeartStream& stream = along ? long_axis_ : far ? far_ : near_;
  std::vector<at::Tensor> clips, labels, presence, emptied;
  std::vector<float> lvef;
  for (std::int64_t k = 0; k < config_.studies; ++k) {
    const auto index = static_cast<std::uint64_t>(number * config_.studies + k);
    Sample s = sample_of(stream.study(index), config_.outflow);
    Rng augment = rng.split("augment", static_cast<std::uint64_t>(k));
    roll_and_mirror(s, augment);
    if (augment.chance(config_.few_frames_share)) keep_few_frames(s, augment);
    lvef.insert(lvef.end(), static_cast<std::size_t>(s.clips.size(0)), static_cast<float>(s.lvef));
    clips.push_back(s.clips), labels.push_back(s.labels), presence.push_back(s.presence), emptied.push_back(s.emptied);
  }
  Batch batch;
  batch.tensors = {{"clips", at::cat(clips)}, {"labels", at::cat(labels)}, {"presence", at::cat(presence)},
                   {"emptied", at::cat(emptied)}, {"lvef", at::tensor(lvef)}};
  batch.samples = static_cast<std::int64_t>(lvef.size());
  return batch;
}

BatchLoss HeartTask::loss(const Batch& batch, Rng) {
  const HeartSegmenter::Output out = model_->forward(batch["clips"]);
  const at::Tensor labels = batch["labels"].to(at::kLong);
  const at::Tensor log_p = at::log_softmax(out.masks.to(at::kFloat), 2), p = log_p.exp();
  const at::Tensor weight = at::tensor(at::ArrayRef<float>(kClassWeight));
  const at::Tensor entropy = at::nll_loss_nd(log_p.transpose(1, 2), labels, weight);
  const at::Tensor dice = (dice_loss(p, labels, 1) + dice_loss(p, labels, 2) + 0.5 * dice_loss(p, labels, 3)) / 2.5;
  const at::Tensor& presence = batch["presence"];
  const at::Tensor seen = at::binary_cross_entropy_with_logits(out.presence, presence);
  // Emptying and ejection fraction are asked only where the ventricle is.
  const at::Tensor there = presence.mean(1);
  const at::Tensor emptied = ((out.emptied - batch["emptied"]).abs() * presence).sum() / (presence.sum() + 1);
  const at::Tensor lvef = ((out.lvef - batch["lvef"]).abs() * there).sum() / (there.sum() + 1);
  BatchLoss result;
  const at::Tensor area = area_error(p, labels, labels.size(0) / config_.studies);
  result.loss = config_.mask_weight * entropy + config_.dice_weight * dice + config_.area_weight * area + config_.frame_weight * (seen + emptied) + config_.lvef_weight * lvef;
  result.metrics = {{"cross_entropy", entropy.detach()}, {"dice_loss", dice.detach()}, {"area_error", area.detach()}, {"presence_loss", seen.detach()},
                    {"emptied_error", emptied.detach()}, {"lvef_error", lvef.detach()}};
  return result;
}

UpdateLoss HeartTask::accumulate_gradients(const UpdateContext& context) {
  std::vector<Batch> batches;
  for (std::int64_t i = 0; i < context.micro_batches; ++i) batches.push_back(context.next());
  std::vector<at::Tensor> weights;
  for (const auto& [name, tensor] : parameters()) weights.push_back(tensor);
  struct Part {
    std::vector<at::Tensor> gradients;
    BatchLoss loss;
  };
  std::vector<Part> parts(batches.size());
  parallel_for(context.micro_batches, static_cast<int>(config_.threads), [&](std::int64_t i) {
    const auto k = static_cast<std::size_t>(i);
    {
      const Autocast autocast(context.bf16, c10::DeviceType::CPU);
      parts[k].loss = loss(batches[k], context.rng.split("batch", static_cast<std::uint64_t>(i)));
    }
    parts[k].gradients = torch::autograd::grad({parts[k].loss.loss}, weights);
  });
  const at::NoGradGuard no_grad;
  const double share = 1 / static_cast<double>(parts.size());
  UpdateLoss out;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    for (std::size_t w = 0; w < weights.size(); ++w) weights[w].mutable_grad().add_(parts[k].gradients[w], share);
    out.loss += share * parts[k].loss.loss.item<double>();
    for (const auto& [name, value] : parts[k].loss.metrics) out.metrics[name] += share * value.item<double>();
    out.samples += batches[k].samples;
  }
  return out;
}

std::map<std::string, double> HeartTask::validate() {
  struct Result {
    double lvef = 0, edv = 0, esv = 0, loss = 0;
    std::array<double, 2> overlap{}, size{};
  };
  std::vector<Result> results(static_cast<std::size_t>(config_.validation_studies));
  parallel_for(config_.validation_studies, static_cast<int>(config_.threads), [&](std::int64_t i) {
    check_cancelled();
    const at::NoGradGuard no_grad;
    const StreamStudy study = validation_.study(static_cast<std::uint64_t>(i));
    const Sample s = sample_of(study, config_.outflow);
    Result& r = results[static_cast<std::size_t>(i)];
    const at::Tensor log_p = at::log_softmax(model_->forward(s.clips).masks.to(at::kFloat), 2), p = log_p.exp();
    r.loss = at::nll_loss_nd(log_p.transpose(1, 2), s.labels.to(at::kLong)).item<double>();
    for (std::int64_t c = 1; c <= 2; ++c) {
      const at::Tensor truth = s.labels.eq(c), found = p.argmax(2).eq(c);
      r.overlap[static_cast<std::size_t>(c - 1)] = 2 * (truth & found).sum().item<double>();
      r.size[static_cast<std::size_t>(c - 1)] = truth.sum().item<double>() + found.sum().item<double>();
    }
    const at::Tensor curve = p.select(2, 1).sum({0, 2, 3}) * (study.pixel_mm * study.pixel_mm * study.slice_gap_mm / 1000);
    const double edv = curve.max().item<double>(), esv = curve.min().item<double>();
    const double true_esv = *std::min_element(study.lv_ml.begin(), study.lv_ml.end());
    r.lvef = 100 * (edv - esv) / std::max(edv, 1.0) - 100 * (study.lv_ml.front() - true_esv) / study.lv_ml.front();
    r.edv = edv / study.lv_ml.front() - 1;
    r.esv = esv / true_esv - 1;
  });
  std::map<std::string, double> out;
  std::array<double, 2> overlap{}, size{};
  const double share = 1 / static_cast<double>(results.size());
  for (const Result& r : results) {
    out["lvef_mae"] += share * std::abs(r.lvef);
    out["lvef_bias"] += share * r.lvef;
    out["edv_error"] += share * std::abs(r.edv);
    out["esv_error"] += share * std::abs(r.esv);
    out["loss"] += share * r.loss;
    for (std::size_t c = 0; c < 2; ++c) overlap[c] += r.overlap[c], size[c] += r.size[c];
  }
  out["dice_cavity"] = overlap[0] / std::max(size[0], 1.0);
  out["dice_muscle"] = overlap[1] / std::max(size[1], 1.0);
  return out;
}

}  // namespace chordae
