#pragma once
// A heart segmenter whose weights are set by hand so that what is bright is cavity: the whole way
// from files to volumes can be tested with exact expectations and without training.

#include <torch/torch.h>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/pipeline/heart_model.h"

namespace chordae::test {

/// Cavity where the standardised value is above about `level`; `lvef` is what the regression says.
inline HeartModel make_bright_segmenter(double lvef = 0.5, double level = 1.0) {
  HeartSegmenterConfig config;
  config.widths = {8, 16};
  HeartModel model = HeartModel::make_random(config, 1);
  const at::NoGradGuard no_grad;
  for (const auto& [name, tensor] : model.network().state()) at::Tensor(tensor).zero_();
  const auto set = [&](const std::string& name, std::vector<std::int64_t> at, double value) {
    for (const auto& [key, tensor] : model.network().state()) {
      if (key != name) continue;
      at::Tensor place = tensor;
      for (const auto i : at) place = place[i];
      place.fill_(value);
      return;
    }
    throw Error(ErrorCode::kInternal, cat("no weight ", name));
  };
  // Channel i is pixel i of a 2 x 2 block; blocks pass it on (silu), the decoder takes the fine
  // scale's channels, which follow the 16 upsampled ones.
  const auto silu = [](double x) { return x / (1 + std::exp(-x)); };
  for (std::int64_t i = 0; i < 4; ++i) {
    set("stem.weight", {i, i, 1, 1}, 1);
    set("decoder.0.skip.weight", {i, 16 + i}, 1);
    // The head's output is pixel-shuffled: channel class * 4 + i.
    constexpr double kSteep = 12;
    set("head.weight", {4 + i, i}, kSteep);
    set("head.bias", {4 + i}, -kSteep * silu(silu(level)));
    for (std::int64_t c = 2; c < kSegmenterClasses; ++c) set("head.bias", {4 * c + i}, -20);
  }
  set("frame_head.bias", {0}, 5);
  set("clip_head.bias", {0}, lvef);
  return model;
}

}  // namespace chordae::test
