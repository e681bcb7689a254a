#include "chordae/train/volume_task.h"

#include <torch/torch.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

// Where errors stop counting squared: about how far two readers differ (LVEF 3 to 7 points:
// Suinesiaputra et al., JCMR 2015 17:63; volumes of the same order).
constexpr double kReaderLvef = 0.05, kReaderLogVolume = 0.1;

/// Squared for small errors, absolute for large ones (pseudo-Huber).
at::Tensor robust(const at::Tensor& error, double scale) {
  return (1 + (error / scale).square()).sqrt() - 1;
}

at::Tensor scalar(std::optional<double> value) {
  return at::tensor({static_cast<float>(value.value_or(std::numeric_limits<double>::quiet_NaN()))});
}

std::string hash_of(const std::vector<const VolumeCase*>& cases) {
  Sha256 hash;
  for (const VolumeCase* c : cases) {
    for (const at::Tensor* t :
         {&c->clips, &c->gates, &c->outlook, &c->pixel_ml, &c->ed_weights, &c->es_weights}) {
      const at::Tensor bytes = t->contiguous();
      hash.update(std::span(static_cast<const std::byte*>(bytes.const_data_ptr()), bytes.nbytes()));
    }
    hash.update(cat(c->lvef_percent, " ", c->edv_ml.value_or(0), " ", c->esv_ml.value_or(0)));
  }
  return hex(hash.finish());
}

}  // namespace

void VolumeTaskConfig::fields(FieldVisitor& v) {
  v.field(
      {.name = "lvef_weight", .help = "weight of the ejection fraction from the masks", .min = 0},
      lvef_weight);
  v.field({.name = "volume_weight",
           .help = "weight of the volumes, where the labels have them",
           .min = 0},
          volume_weight);
  v.field({.name = "head_weight", .help = "weight of the ejection fraction's regression", .min = 0},
          head_weight);
  v.field({.name = "anchor_weight",
           .help = "how strongly masks are held near the starting ones",
           .min = 0},
          anchor_weight);
}

VolumeTask::VolumeTask(const HeartTaskConfig& synthetic, const VolumeTaskConfig& config,
                       std::vector<const VolumeCase*> cases, std::uint64_t seed)
    : HeartTask(synthetic, seed),
      config_(config),
      cases_(std::move(cases)),
      rounds_(Rng(seed).split("rounds")),
      cases_hash_(hash_of(cases_)) {
  if (cases_.empty()) throw Error(ErrorCode::kUsage, "no cases to train on");
}

void VolumeTask::fields(FieldVisitor& v) {
  v.group("local", config_);
  v.field({.name = "cases", .help = "hash over the cases"}, cases_hash_);
  HeartTask::fields(v);
}

Batch VolumeTask::load(std::int64_t number, Rng rng) const {
  if (number % 2 == 1) return HeartTask::load(number / 2, rng);
  const auto count = static_cast<std::int64_t>(cases_.size());
  std::vector<std::size_t> order(cases_.size());
  std::iota(order.begin(), order.end(), 0);
  rounds_.split("round", static_cast<std::uint64_t>(number / 2 / count)).shuffle(std::span(order));
  const VolumeCase& c = *cases_[order[static_cast<std::size_t>(number / 2 % count)]];
  const std::int64_t turn = rng.integer(0, 3);
  const bool mirror = rng.chance(0.5);
  const auto turned = [&](const at::Tensor& t) {
    const at::Tensor r = at::rot90(t, turn, {-2, -1});
    return (mirror ? r.flip({-1}) : r).contiguous();
  };
  Batch batch;
  batch.tensors = {{"clips", turned(c.clips.to(at::kFloat))},
                   {"gates", turned(c.gates)},
                   {"outlook", turned(c.outlook)},
                   {"pixel_ml", c.pixel_ml},
                   {"ed_weights", c.ed_weights},
                   {"es_weights", c.es_weights},
                   {"lvef", scalar(c.lvef_percent / 100)},
                   {"edv", scalar(c.edv_ml)},
                   {"esv", scalar(c.esv_ml)}};
  batch.samples = c.clips.size(0);
  return batch;
}

SoftVolumes soft_volumes(const HeartSegmenter::Output& out, const Batch& batch) {
  const at::Tensor cavity = at::softmax(out.masks.to(at::kFloat), 2)
                                .select(2, static_cast<std::int64_t>(SegmenterClass::kLvCavity));
  const at::Tensor sure = (at::sigmoid(out.presence) / kSurePresence).clamp_max(1);
  SoftVolumes v;
  v.areas = (cavity * batch["gates"]).sum({2, 3}) * sure;
  // Sums, not products of matrices: those would be rounded to bfloat16 under autocast.
  const at::Tensor curve = (v.areas * batch["pixel_ml"].unsqueeze(1)).sum(0);
  v.edv = (curve * batch["ed_weights"]).sum();
  v.esv = (curve * batch["es_weights"]).sum();
  return v;
}

BatchLoss VolumeTask::loss(const Batch& batch, Rng rng) {
  const bool synthetic = batch.tensors.contains("labels");
  BatchLoss result = synthetic ? HeartTask::loss(batch, rng) : local_loss(batch);
  // The loop means over micro-batches, and half of them have these.
  for (auto& [name, value] : result.metrics) value = 2 * value;
  return result;
}

BatchLoss VolumeTask::local_loss(const Batch& batch) {
  const HeartSegmenter::Output out = model().forward(batch["clips"]);
  const SoftVolumes v = soft_volumes(out, batch);
  const at::Tensor& lvef = batch["lvef"];
  const at::Tensor error = robust(v.lvef() - lvef, kReaderLvef).mean();
  at::Tensor volumes = at::zeros({});
  for (const auto& [found, name] : {std::pair{v.edv, "edv"}, {v.esv, "esv"}}) {
    const at::Tensor& truth = batch[name];
    if (truth.isnan().item<bool>()) continue;
    volumes = volumes + robust((found.clamp_min(1) / truth).log(), kReaderLogVolume).mean();
  }
  // Slices count for the regression as they do when it is read: by area.
  const at::Tensor area = v.areas.detach().amax({1});
  const at::Tensor head = (robust(out.lvef - lvef, kReaderLvef) * area).sum() / (area.sum() + 1);
  const at::Tensor start = batch["outlook"].to(at::kFloat) / 255;
  const at::Tensor anchor = -(at::log_softmax(out.masks.to(at::kFloat), 2) * start).sum(2).mean();
  BatchLoss result;
  result.loss = config_.lvef_weight * error + config_.volume_weight * volumes +
                config_.head_weight * head + config_.anchor_weight * anchor;
  result.metrics = {{"local_lvef_error", (v.lvef() - lvef).abs().mean().detach()},
                    {"local_head_error", head.detach()},
                    {"local_anchor", anchor.detach()}};
  return result;
}

}  // namespace chordae
