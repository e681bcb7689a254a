// Patterns, groups, averages, gradients, autocast: small numbers by hand.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "chordae/train/autocast.h"
#include "chordae/train/gradients.h"
#include "chordae/train/weight_average.h"
#include "support/test_support.h"
#include "unit/train/toy_task.h"

namespace chordae {
namespace {

TEST(ParameterGroups, Patterns) {
  EXPECT_TRUE(matches_pattern("*bias", "blocks.0.attn.q.bias"));
  EXPECT_FALSE(matches_pattern("*bias", "blocks.0.bias_table"));
  EXPECT_TRUE(matches_pattern("blocks.*.norm*", "blocks.11.norm1.weight"));
  EXPECT_TRUE(matches_pattern("*", ""));
  EXPECT_TRUE(matches_pattern("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(matches_pattern("a*b*c", "a-c-b"));
  EXPECT_FALSE(matches_pattern("conv", "conv.weight"));
  EXPECT_FALSE(matches_pattern("", "x"));
}

TEST(ParameterGroups, DecayRateAndFrozen) {
  test::ToyTask task;
  const auto groups = make_parameter_groups(
      task.parameters(), {.rate_factors = {"linear.*=0.1", "*=2"}, .frozen = {"conv.*"}});
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_EQ(groups[0].members.size(), 2u);  // norm.weight, norm.bias
  EXPECT_FALSE(groups[0].decay);
  EXPECT_EQ(groups[0].rate_factor, 2);
  EXPECT_EQ(groups[1].members[0].first, "linear.weight");
  EXPECT_TRUE(groups[1].decay);
  EXPECT_EQ(groups[1].rate_factor, 0.1);
  EXPECT_EQ(groups[2].members[0].first, "linear.bias");
  EXPECT_FALSE(task.parameter("conv.weight").requires_grad());
  EXPECT_TRUE(task.parameter("linear.weight").requires_grad());
}

TEST(ParameterGroups, PatternsWithoutEffectAreRefused) {
  test::ToyTask task;
  const auto code = [&](const GroupConfig& config) {
    return test::error_code_of([&] { make_parameter_groups(task.parameters(), config); });
  };
  EXPECT_EQ(code({.frozen = {"convv.*"}}), ErrorCode::kConfig);
  EXPECT_EQ(code({.rate_factors = {"text.*=0.1"}}), ErrorCode::kConfig);
  EXPECT_EQ(code({.rate_factors = {"conv.*"}}), ErrorCode::kConfig);
  EXPECT_EQ(code({.rate_factors = {"conv.*=-1"}}), ErrorCode::kConfig);
  EXPECT_EQ(code({.frozen = {"*"}}), ErrorCode::kConfig);
}

TEST(WeightAverage, DecayWarmsUpAndTheAverageFollows) {
  EXPECT_DOUBLE_EQ(average_decay(0.999, 0), 0.1);
  EXPECT_DOUBLE_EQ(average_decay(0.999, 10), 0.55);
  EXPECT_DOUBLE_EQ(average_decay(0.999, 1'000'000), 0.999);

  const at::Tensor weight = at::full({3}, 1.0);
  WeightAverage average({{"w", weight}});
  weight.fill_(2);
  average.update(0.75);
  ASSERT_EQ(average.state()[0].first, "average/w");
  EXPECT_TRUE(at::equal(average.state()[0].second, at::full({3}, 1.25)));
  {
    const AveragedWeights swapped(&average);
    EXPECT_TRUE(at::equal(weight, at::full({3}, 1.25)));
  }
  EXPECT_TRUE(at::equal(weight, at::full({3}, 2.0)));
  EXPECT_TRUE(at::equal(average.state()[0].second, at::full({3}, 1.25)));
}

TEST(Gradients, NormClippingAndWhatIsNotFinite) {
  NamedTensors parameters = {
      {"a", at::zeros({2})}, {"b", at::zeros({1})}, {"frozen", at::ones({1})}};
  for (std::size_t i = 0; i < 2; ++i) parameters[i].second.set_requires_grad(true);
  zero_gradients(parameters);
  EXPECT_EQ(clip_gradients(parameters, 1), 0);
  parameters[0].second.mutable_grad().fill_(2);
  parameters[1].second.mutable_grad().fill_(1);
  EXPECT_EQ(clip_gradients(parameters, 0), 3);   // sqrt(4 + 4 + 1)
  EXPECT_EQ(clip_gradients(parameters, 10), 3);  // under the limit: as they are
  EXPECT_EQ(parameters[1].second.grad().item<float>(), 1);
  EXPECT_EQ(clip_gradients(parameters, 1.5), 3);
  EXPECT_NEAR(clip_gradients(parameters, 0), 1.5, 1e-5);
  EXPECT_FALSE(parameters[2].second.grad().defined());

  parameters[1].second.mutable_grad().fill_(std::numeric_limits<float>::infinity());
  const at::Tensor before = parameters[0].second.grad().clone();
  EXPECT_FALSE(std::isfinite(clip_gradients(parameters, 1)));
  EXPECT_TRUE(at::equal(parameters[0].second.grad(), before));
  EXPECT_EQ(names_of_non_finite_gradients(parameters), std::vector<std::string>{"b"});
  zero_gradients(parameters);
  EXPECT_EQ(clip_gradients(parameters, 0), 0);
}

TEST(AdamW, RefusesNarrowParametersAndFirstStepIsTheRate) {
  const at::Tensor narrow = at::zeros({2}, at::kBFloat16);
  EXPECT_EQ(test::error_code_of([&] {
              AdamW({{1, true, {{"w", narrow}}}}, {});
            }),
            ErrorCode::kModel);
  // At the first step the bias-corrected moments are g and g^2: the step is rate * sign(g).
  const at::Tensor w = at::full({2}, 1.0, at::kDouble).set_requires_grad(true);
  AdamWConfig config;
  config.rate = 0.1;
  config.epsilon = 0;
  config.weight_decay = 0.2;
  AdamW optimiser({{0.5, true, {{"w", w}}}}, config);
  w.mutable_grad() = at::tensor({3.0, -7.0});
  optimiser.step(0.4);
  const double rate = 0.1 * 0.5 * 0.4, decayed = 1 - rate * 0.2;
  EXPECT_NEAR(w[0].item<double>(), decayed - rate, 1e-15);
  EXPECT_NEAR(w[1].item<double>(), decayed + rate, 1e-15);
  EXPECT_EQ(optimiser.steps(), 1);
}

TEST(Autocast, NarrowsProductsOnlyWhileItLives) {
  const at::Tensor a = at::ones({2, 2});
  {
    const Autocast on(true, at::kCPU);
    EXPECT_EQ(at::mm(a, a).scalar_type(), at::kBFloat16);
    const Autocast nested(false, at::kCPU);
  }
  EXPECT_EQ(at::mm(a, a).scalar_type(), at::kFloat);
  const Autocast off(false, at::kCPU);
  EXPECT_EQ(at::mm(a, a).scalar_type(), at::kFloat);
}

TEST(TrainConfig, DifferencesAreNamedAndSomeAreAllowed) {
  const std::string saved =
      R"({"train":{"length":"5u","optimiser":{"rate":0.001},"threads":1},"task":{"width":8,"old":1}})";
  const std::string now =
      R"({"train":{"length":"9u","optimiser":{"rate":0.002},"threads":2},"task":{"width":8}})";
  EXPECT_EQ(config_differences(saved, now),
            (std::vector<std::string>{"task.old: 1 in the checkpoint, nothing now",
                                      "train.optimiser.rate: 0.001 in the checkpoint, 0.002 now"}));
  EXPECT_TRUE(config_differences(saved, saved).empty());
  EXPECT_EQ(test::error_code_of([&] { config_differences("{", now); }), ErrorCode::kFormat);
}

}  // namespace
}  // namespace chordae
