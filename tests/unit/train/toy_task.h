#pragma once
// A task small enough to run thousands of updates in a test: a convolutional net with batch norm
// and dropout that tells eight pictures of noise apart. Faults can be planted.

#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "chordae/base/cancel.h"
#include "chordae/base/strings.h"
#include "chordae/train/trainer.h"

namespace chordae::test {

class ToyTask : public Task {
 public:
  struct Options {
    double noise = 0.1;    ///< added to each picture, anew for each batch
    double dropout = 0.1;  ///< from LibTorch's global generator
    std::int64_t width = 8;
    std::int64_t samples = 8;                          ///< a micro-batch
    std::function<bool(std::int64_t)> poisoned = {};   ///< batches that hold NaN
    std::function<bool(std::int64_t)> cancelled = {};  ///< forward passes at which Ctrl-C arrives
    std::function<double(double)> validation = {};     ///< the number reported, of the loss
  };

  ToyTask() : ToyTask(Options{}) {}
  explicit ToyTask(Options options) : options_(std::move(options)) {
    const std::int64_t w = options_.width;
    add("conv.weight", {w, 1, 3, 3}, 0.4);
    add("conv.bias", {w}, 0);
    add("norm.weight", {w}, 0, 1);
    add("norm.bias", {w}, 0);
    add("linear.weight", {kPictures, w * kSide * kSide}, 0.05);
    add("linear.bias", {kPictures}, 0);
    running_mean_ = at::zeros({w});
    running_variance_ = at::ones({w});
    pictures_ = noise({kPictures, 1, kSide, kSide}, Rng(3).split("pictures"), 1);
  }

  NamedTensors parameters() override { return parameters_; }
  NamedTensors buffers() override {
    return {{"norm.running_mean", running_mean_}, {"norm.running_var", running_variance_}};
  }
  void fields(FieldVisitor& v) override {
    v.field({.name = "width", .help = "channels"}, options_.width);
    v.field({.name = "noise", .help = "on pictures"}, options_.noise);
  }
  std::int64_t batches_per_epoch() const override { return 4; }

  Batch load(std::int64_t number, Rng rng) const override {
    at::Tensor pictures = noise({options_.samples, 1, kSide, kSide}, rng, options_.noise);
    const at::Tensor labels = at::arange(options_.samples).add(number).remainder(kPictures);
    pictures += pictures_.index_select(0, labels);
    if (options_.poisoned && options_.poisoned(number))
      pictures.fill_(std::numeric_limits<float>::quiet_NaN());
    return {{{"pictures", pictures}, {"labels", labels}}, options_.samples};
  }

  BatchLoss loss(const Batch& batch, Rng) override {
    if (options_.cancelled && options_.cancelled(passes_++)) request_cancellation();
    const at::Tensor logits = forward(batch["pictures"], true);
    const at::Tensor right = logits.detach().argmax(1).eq(batch["labels"]).to(at::kFloat).mean();
    return {at::cross_entropy_loss(logits.to(at::kFloat), batch["labels"]), {{"accuracy", right}}};
  }

  std::map<std::string, double> validate() override {
    const double loss =
        at::cross_entropy_loss(forward(pictures_, false), at::arange(kPictures)).item<double>();
    return {{"loss", options_.validation ? options_.validation(loss) : loss}};
  }

  at::Tensor parameter(const std::string& wanted) const {
    for (const auto& [name, tensor] : parameters_) {
      if (name == wanted) return tensor;
    }
    return {};
  }
  std::string hash() const { return weights_hash(to_views(parameters_).views); }

 private:
  static constexpr std::int64_t kPictures = 8, kSide = 8;

  static at::Tensor noise(at::IntArrayRef shape, Rng rng, double sd) {
    at::Tensor out = at::empty(shape, at::kFloat);
    for (float& v : std::span(out.mutable_data_ptr<float>(), static_cast<std::size_t>(out.numel())))
      v = static_cast<float>(rng.normal(0, sd));
    return out;
  }
  void add(const std::string& name, at::IntArrayRef shape, double sd, double mean = 0) {
    parameters_.emplace_back(name, noise(shape, Rng(5).split(name), sd).add_(mean));
  }
  at::Tensor forward(const at::Tensor& pictures, bool training) {
    at::Tensor x = at::conv2d(pictures, parameter("conv.weight"), parameter("conv.bias"), 1, 1);
    x = at::batch_norm(x, parameter("norm.weight"), parameter("norm.bias"), running_mean_,
                       running_variance_, training, 0.1, 1e-5, false);
    x = at::dropout(at::relu(x), options_.dropout, training);
    return at::linear(x.flatten(1), parameter("linear.weight"), parameter("linear.bias"));
  }

  Options options_;
  NamedTensors parameters_;
  at::Tensor running_mean_, running_variance_, pictures_;
  std::int64_t passes_ = 0;
};

/// Short, frequent in everything, no wall clock.
inline TrainConfig toy_config(const std::string& length) {
  TrainConfig config;
  config.length = length;
  config.validate_every = "25u";
  config.checkpoint_every = "10u";
  config.log_every = "7u";
  config.average = 0.95;
  config.optimiser.rate = 3e-3;
  config.schedule.warmup = "10u";
  return config;
}

}  // namespace chordae::test
