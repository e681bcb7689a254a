// AdamW, clipping, schedule and average beside torch.optim's, step by step; event files beside an
// independent reader.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <iostream>

#include "chordae/base/files.h"
#include "chordae/tensor/compare.h"
#include "chordae/train/event_writer.h"
#include "chordae/train/gradients.h"
#include "chordae/train/schedule.h"
#include "chordae/train/weight_average.h"
#include "support/test_support.h"
#include "unit/train/toy_task.h"

namespace chordae {
namespace {

class TrainParity : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
    const auto script = test::source_root() / "tools/reference/train_adamw.py";
    const auto run = test::run_command(cat(test::python(), " ", script.string(), " ",
                                           (folder_ / "original").string(), " ", GetParam()));
    ASSERT_EQ(run.status, 0) << run.err;
    const NamedTensors list = read_tensors(SafetensorsFile(folder_ / "original"));
    original_ = {list.begin(), list.end()};
  }

  NamedTensors under(const std::string& prefix) const {
    NamedTensors out;
    for (const auto& [name, tensor] : original_) {
      if (name.starts_with(prefix)) out.emplace_back(name.substr(prefix.size()), tensor);
    }
    return out;
  }

  struct Run {
    double worst = 0;  ///< over all steps: error / limit
    std::vector<double> norms, rates;
    NamedTensors state;
  };
  Run run(const AdamWConfig& config, double limit) const {
    NamedTensors weights;
    for (const auto& [name, start] : under("start/"))
      weights.emplace_back(name, start.clone().set_requires_grad(true));
    AdamW optimiser(make_parameter_groups(weights, config.groups), config);
    WeightAverage average(weights);
    const Schedule schedule({.kind = "cosine", .warmup = "4u"}, {Duration::Unit::kUpdates, 10});
    Run out;
    for (std::int64_t step = 0; step < 10; ++step) {
      zero_gradients(weights);
      for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i].second.mutable_grad().copy_(under(cat("step.", step, "/grad/"))[i].second);
      out.norms.push_back(clip_gradients(weights, 30));
      const double factor = schedule.factor({.updates = step});
      out.rates.push_back(config.rate * factor);
      optimiser.step(factor);
      average.update(0.9);
      const auto c = compare_sets(weights, under(cat("step.", step, "/weight/")), {limit, 0});
      out.worst = std::max(out.worst, c.worst_ratio);
    }
    out.state = optimiser.state();
    for (const auto& entry : average.state()) out.state.push_back(entry);
    return out;
  }

  static AdamWConfig config() {
    AdamWConfig config;
    config.rate = 3e-2;
    config.beta2 = 0.98;
    config.epsilon = 1e-6;
    config.weight_decay = 0.05;
    config.groups.no_decay = {"*bias"};
    config.groups.rate_factors = {"linear.*=0.1"};
    return config;
  }
  double limit() const { return std::string(GetParam()) == "float64" ? 1e-14 : 1e-6; }

  test::ScratchFolder folder_;
  std::map<std::string, at::Tensor> original_;
};

// float32 takes the native pass, float64 LibTorch's lists.
TEST_P(TrainParity, TenStepsWithClippingScheduleAndAverage) {
  const Run ours = run(config(), limit());
  std::cout << "  margin, weights after each of ten steps, " << GetParam() << ": error/limit "
            << ours.worst << " of " << limit() << "\n";
  EXPECT_LE(ours.worst, 1);
  NamedTensors expected;
  for (const std::string prefix : {"moment1/", "moment2/", "average/"}) {
    for (const auto& [name, tensor] : under(prefix)) expected.emplace_back(prefix + name, tensor);
  }
  const auto state = compare_sets(ours.state, expected, {limit(), 0});
  std::cout << "  margin, moments and average: " << state.text() << "\n";
  EXPECT_TRUE(state.ok()) << state.text();
  const auto numbers = compare_sets({{"rates", at::tensor(ours.rates, at::kDouble)}},
                                    {{"rates", original_.at("rates")}}, {1e-14, 0});
  EXPECT_TRUE(numbers.ok()) << numbers.text();
  const auto norms = compare_sets({{"norms", at::tensor(ours.norms, at::kDouble)}},
                                  {{"norms", original_.at("norms")}}, {limit(), 0});
  EXPECT_TRUE(norms.ok()) << norms.text();
  EXPECT_GT(original_.at("norms").max().item<double>(), 30);  // clipping sets in
  EXPECT_LT(original_.at("norms").min().item<double>(), 30);  // and ends
}

TEST_P(TrainParity, TheComparerNoticesAnyWrongSetting) {
  const auto wrong = [&](const std::function<void(AdamWConfig&)>& change) {
    AdamWConfig c = config();
    change(c);
    return run(c, 1e-6).worst;
  };
  EXPECT_GT(wrong([](AdamWConfig& c) { c.epsilon = 1e-4; }), 1);
  EXPECT_GT(wrong([](AdamWConfig& c) { c.beta1 = 0.899; }), 1);
  EXPECT_GT(wrong([](AdamWConfig& c) { c.beta2 = 0.9801; }), 1);
  EXPECT_GT(wrong([](AdamWConfig& c) { c.weight_decay = 0.0499; }), 1);
  EXPECT_GT(wrong([](AdamWConfig& c) { c.groups.no_decay = {}; }), 1);
  EXPECT_GT(wrong([](AdamWConfig& c) { c.groups.rate_factors = {}; }), 1);
}

INSTANTIATE_TEST_SUITE_P(Types, TrainParity, ::testing::Values("float32", "float64"));

std::string read_events(const std::filesystem::path& file) {
  const auto script = test::source_root() / "tools/reference/train_events.py";
  const auto run = test::run_command(cat(test::python(), " ", script.string(), " ", file.string()));
  return run.status == 0 ? run.out : "refused";
}

TEST(EventFile, IsReadByAnIndependentReader) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  const test::ScratchFolder folder;
  {
    EventWriter events(folder.path(), 7);
    events.add(7, {{"train/loss", 0.5}, {"train/rate", 0.25}});
    events.add(300, {{"train/loss", -2}});
    events.add(std::int64_t{1} << 40, {{"train/loss", 0.125}});
  }
  EventWriter another(folder.path(), 0);
  std::vector<std::filesystem::path> files;
  for (const auto& f : std::filesystem::directory_iterator(folder.path()))
    files.push_back(f.path());
  std::ranges::sort(files);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(read_events(files[0]),
            "version brain.Event:2\nstart 7\n7 train/loss 0.5\n7 train/rate 0.25\n"
            "300 train/loss -2.0\n1099511627776 train/loss 0.125\n");
  // The reader notices a changed byte anywhere.
  const auto bytes = read_file(files[0]);
  for (std::size_t at = 0; at < bytes.size(); at += 13) {
    auto changed = bytes;
    changed[at] ^= std::byte{1};
    write_file(folder / "changed", changed);
    EXPECT_EQ(read_events(folder / "changed"), "refused") << at;
  }
}

}  // namespace
}  // namespace chordae
