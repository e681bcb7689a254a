// The segmenter's training: what a batch is made of, and that its bits depend on nothing but its number.

#include "chordae/train/heart_task.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "chordae/tensor/state_dict.h"
#include "chordae/train/trainer.h"
#include "support/test_support.h"

namespace chordae {
namespace {

HeartTaskConfig small() {
  HeartTaskConfig c;
  c.model.size = 32;
  c.model.pixel_mm = 4;
  c.model.widths = {8, 16};
  c.studies = 2;
  c.slices = 2;
  c.validation_studies = 1;
  return c;
}

HeartTaskConfig with(const std::function<void(HeartTaskConfig&)>& change) {
  HeartTaskConfig c = small();
  change(c);
  return c;
}

TEST(HeartTask, ABatchIsTheSameEachTimeAndAnotherForEachNumber) {
  const HeartTask task(small(), 5), again(small(), 5), other(small(), 6);
  const Batch a = task.load(3, Rng(1)), b = again.load(3, Rng(1));
  EXPECT_EQ(a["clips"].sizes(), (std::vector<std::int64_t>{4, 12, 32, 32}));
  EXPECT_EQ(a.samples, 4);
  for (const auto& [name, tensor] : a.tensors) EXPECT_TRUE(at::equal(tensor, b[name])) << name;
  EXPECT_FALSE(at::equal(a["clips"], task.load(4, Rng(1))["clips"]));
  EXPECT_FALSE(at::equal(a["clips"], other.load(3, Rng(1))["clips"]));
}

TEST(HeartTask, ClipsAreStandardisedAndLabelledAsTheyLook) {
  const HeartTask task(small(), 5);
  for (std::int64_t n = 0; n < 4; ++n) {
    const Batch b = task.load(n, Rng(static_cast<std::uint64_t>(n)));
    EXPECT_LT(b["clips"].mean({1, 2, 3}).abs().max().item<float>(), 1e-3);
    EXPECT_LT((b["clips"].flatten(1).std(1) - 1).abs().max().item<float>(), 0.01);
    EXPECT_LT(b["labels"].max().item<int>(), kSegmenterClasses);
    const at::Tensor pixels = b["labels"].eq(1).logical_or(b["labels"].eq(2)).sum({2, 3});
    EXPECT_TRUE(at::equal(pixels.gt(8).to(at::kFloat), b["presence"]));
    EXPECT_GE(b["emptied"].min().item<float>(), 0);
    EXPECT_LE(b["emptied"].max().item<float>(), 1);
  }
}

TEST(HeartTask, FewFramesAreHeldAsPredictHoldsThem) {
  const HeartTask task(with([](HeartTaskConfig& c) { c.few_frames_share = 1; c.long_axis_share = 0; }), 5);
  for (std::int64_t n = 0; n < 5; ++n) {
    for (const at::Tensor& clips : task.load(n, Rng(static_cast<std::uint64_t>(n)))["clips"].split(2)) {  // by study
      std::int64_t different = 0;
      for (std::int64_t t = 0; t < 12; ++t) {
        different += !at::equal(clips.select(1, t), clips.select(1, (t + 1) % 12));
      }
      EXPECT_GE(different, 2);
      EXPECT_LE(different, 5);
    }
  }
}

TEST(HeartTask, SharesAndClassesAreAsConfigured) {
  const HeartTask plain(with([](HeartTaskConfig& c) { c.outflow = false; }), 5);
  const HeartTask along(with([](HeartTaskConfig& c) { c.long_axis_share = 1; c.slices = 3; }), 5);
  int seen = 0;
  for (std::int64_t n = 0; n < 4; ++n) {
    EXPECT_LE(plain.load(n, Rng(1))["labels"].max().item<int>(), 3);
    // Three long-axis views of each study, and an atrium in most of them.
    const Batch b = along.load(n, Rng(1));
    EXPECT_EQ(b["clips"].size(0), 6);
    seen += b["labels"].eq(4).any().item<bool>();
  }
  EXPECT_GE(seen, 3);
}

/// Gradients of one update on so many threads.
std::vector<at::Tensor> gradients(int threads) {
  at::set_num_threads(1);
  HeartTask task(with([&](HeartTaskConfig& c) { c.threads = threads; }), 5);
  for (const auto& [name, tensor] : task.parameters()) at::Tensor(tensor).mutable_grad() = at::zeros_like(tensor);
  std::int64_t number = 0;
  UpdateContext context{.micro_batches = 3, .next = [&] { return task.load(number++, Rng(2)); }, .rng = Rng(3)};
  task.accumulate_gradients(context);
  std::vector<at::Tensor> out;
  for (const auto& [name, tensor] : task.parameters()) out.push_back(tensor.grad().clone());
  return out;
}

TEST(HeartTask, GradientsHaveTheSameBitsOnAnyNumberOfThreads) {
  const auto one = gradients(1), three = gradients(3);
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_TRUE(at::equal(one[i], three[i])) << i;
}

TEST(HeartTask, AResumedRunIsTheSameBytes) {
  at::set_num_threads(1);
  const test::ScratchFolder folder;
  TrainConfig config;
  config.bf16 = true;
  config.accumulate = 2;
  config.validate_every = "100u";
  config.schedule.kind = "constant";
  const auto weights = [&](const std::string& name, const std::vector<std::string>& lengths) {
    std::string hash;
    for (const std::string& length : lengths) {
      config.length = length;
      HeartTask task(small(), 5);
      hash = weights_hash(SafetensorsFile(run_training(task, config, folder / name, true).last_checkpoint).tensors());
    }
    return hash;
  };
  EXPECT_EQ(weights("whole", {"6u"}), weights("parts", {"3u", "6u"}));
}

}  // namespace
}  // namespace chordae
