// Our segmenter beside the same design in plain torch.nn: outputs and every gradient by name.
#include <gtest/gtest.h>

#include <map>
#include <torch/torch.h>

#include <iostream>

#include "chordae/base/strings.h"
#include "chordae/models/heart_segmenter.h"
#include "chordae/tensor/compare.h"
#include "chordae/tensor/state_dict.h"
#include "support/test_support.h"

namespace chordae {
namespace {

NamedTensors outputs_of(const HeartSegmenter::Output& out) {
  return {{"masks", out.masks}, {"presence", out.presence}, {"emptied", out.emptied}, {"lvef", out.lvef}};
}

TEST(HeartSegmenterParity, OutputsAndGradientsAreTheReferences) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with the packages of requirements.txt");
  const test::ScratchFolder folder;
  const auto run = test::run_command(cat(test::python(), " ", (test::source_root() / "tools/reference/heart_segmenter.py").string(),
                                         " ", folder.path().string()));
  ASSERT_EQ(run.status, 0) << run.err;
  HeartSegmenterConfig config;
  config.widths = {16, 24, 40};
  HeartSegmenter model(config);
  const SafetensorsFile weights(folder / "weights.safetensors");
  load_state_dict(model.state(), weights.tensors());
  std::map<std::string, at::Tensor> data;
  for (const auto& [name, tensor] : read_tensors(SafetensorsFile(folder / "data.safetensors"))) data[name] = tensor;

  const auto compute = [&] {
    model.zero_grad();
    const NamedTensors outputs = outputs_of(model.forward(data.at("clips")));
    at::Tensor loss = at::zeros({});
    NamedTensors seen, gradients;
    for (const auto& [name, value] : outputs) {
      loss = loss + (value * data.at("weight." + name)).mean();
      seen.emplace_back(name, value.detach());
    }
    loss.backward();
    for (const auto& [name, p] : model.state()) gradients.emplace_back(name, p.grad());
    return std::pair(seen, gradients);
  };
  const NamedTensors expected = read_tensors(SafetensorsFile(folder / "expected.safetensors"));
  const NamedTensors expected_gradients = read_tensors(SafetensorsFile(folder / "gradients.safetensors"));
  const auto [outputs, gradients] = compute();
  const SetComparison forward = compare_sets(outputs, expected, {1e-5, 0});
  const SetComparison backward = compare_sets(gradients, expected_gradients, {1e-4, 1e-8});
  std::cout << "outputs: " << forward.text() << "\ngradients: " << backward.text() << "\n";
  EXPECT_TRUE(forward.ok()) << forward.text();
  EXPECT_TRUE(backward.ok()) << backward.text();

  // The comparer notices one weight that is off by a hundredth.
  {
    const at::NoGradGuard no_grad;
    at::Tensor(model.state().at(5).second).view({-1})[0] += 0.01;
  }
  EXPECT_FALSE(compare_sets(compute().first, expected, {1e-5, 0}).ok());
}

TEST(HeartSegmenter, NamesWhatDoesNotFit) {
  EXPECT_EQ(test::error_code_of([] { HeartSegmenterConfig c; c.widths = {20, 40}; HeartSegmenter model(c); }), ErrorCode::kConfig);
  HeartSegmenter model({});
  initialise(model, 1);
  EXPECT_EQ(test::error_code_of([&] { model.forward(at::zeros({1, 4, 40, 64})); }), ErrorCode::kShape);
  EXPECT_EQ(test::error_code_of([&] { model.forward(at::zeros({1, 64, 64})); }), ErrorCode::kShape);
  HeartSegmenter again({});
  initialise(again, 1);
  for (std::size_t i = 0; i < model.state().size(); ++i) EXPECT_TRUE(at::equal(model.state()[i].second, again.state()[i].second));
}

TEST(HeartSegmenter, EncodesWhatTheEjectionFractionIsReadFrom) {
  HeartSegmenter model({});
  initialise(model, 1);
  std::map<std::string, at::Tensor> weights;
  for (const auto& [name, tensor] : model.state()) weights[name] = tensor;
  const at::NoGradGuard no_grad;
  torch::manual_seed(1);
  const at::Tensor clips = at::randn({3, 5, 32, 48});
  const at::Tensor features = model.encode(clips);
  EXPECT_EQ(features.sizes(), (std::vector<std::int64_t>{3, model.feature_width()}));
  const auto linear = [&](const std::string& layer, const at::Tensor& x) {
    return at::linear(x, weights.at(layer + ".weight"), weights.at(layer + ".bias"));
  };
  const at::Tensor lvef = linear("clip_head", at::silu(linear("clip_hidden", features))).select(1, 0);
  EXPECT_TRUE(at::allclose(lvef, model.forward(clips).lvef, 1e-5, 1e-7));
}

}  // namespace
}  // namespace chordae
