// Schedules, averages and clipping on random cases; checkpoints with every kind of damage.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "chordae/base/files.h"
#include "chordae/train/checkpoint.h"
#include "chordae/train/gradients.h"
#include "chordae/train/schedule.h"
#include "chordae/train/weight_average.h"
#include "support/test_support.h"
#include "unit/train/toy_task.h"

namespace chordae {
namespace {

using Unit = Duration::Unit;

at::Tensor draw(at::IntArrayRef shape, Rng& rng, double sd = 1) {
  at::Tensor out = at::empty(shape, at::kFloat);
  for (float& v : std::span(out.mutable_data_ptr<float>(), static_cast<std::size_t>(out.numel())))
    v = static_cast<float>(rng.normal(0, sd));
  return out;
}

TEST(ScheduleProperty, RisesThenFallsWithinOne) {
  Rng rng(1);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const std::int64_t length = rng.integer(2, 400), warmup = rng.integer(0, length);
    const double end = rng.uniform();
    const Schedule schedule({.warmup = cat(warmup, "u"), .final_factor = end},
                            {Unit::kUpdates, static_cast<double>(length)});
    double before = 0;
    for (std::int64_t k = 0; k < length; ++k) {
      const double factor = schedule.factor({.updates = k});
      ASSERT_GT(factor, 0);
      ASSERT_LE(factor, 1);
      if (k > 0 && k < warmup) {
        ASSERT_GT(factor, before);
      }
      if (k > warmup) {
        ASSERT_LE(factor, before);
        ASSERT_GE(factor, end - 1e-12);
      }
      before = factor;
    }
  }
}

TEST(ScheduleProperty, UnitsOfOneLengthAgree) {
  Rng rng(2);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const std::int64_t per_epoch = rng.integer(1, 50), accumulate = rng.integer(1, 4);
    const std::int64_t epochs = accumulate * rng.integer(2, 10);  // whole updates
    const std::int64_t length = epochs * per_epoch / accumulate;
    const Schedule counted({.warmup = cat(per_epoch, "u")},
                           {Unit::kUpdates, static_cast<double>(length)});
    const Schedule in_epochs({.warmup = cat(accumulate, "e")},
                             {Unit::kEpochs, static_cast<double>(epochs)});
    const Schedule timed({.warmup = "0s"}, {Unit::kSeconds, 100});
    const Schedule plain({.warmup = "0u"}, {Unit::kUpdates, 100});
    for (std::int64_t k = 0; k < length; ++k) {
      const Position at{.updates = k, .accumulate = accumulate, .batches_per_epoch = per_epoch};
      ASSERT_NEAR(counted.factor(at), in_epochs.factor(at), 1e-12);
    }
    const std::int64_t k = rng.integer(0, 100);
    ASSERT_EQ(timed.factor({.seconds = static_cast<double>(k)}), plain.factor({.updates = k}));
  }
}

TEST(WeightAverageProperty, StaysBetweenWhatItHasSeenAndSwapsBack) {
  Rng rng(3);
  const at::Tensor weight = draw({50}, rng);
  WeightAverage average({{"w", weight}});
  const at::Tensor seen = average.state()[0].second;
  for (std::int64_t n = 0; n < 20; ++n) average.update(average_decay(0.9, n));
  EXPECT_TRUE(at::equal(seen, weight));  // of what doesn't change
  at::Tensor low = weight.clone(), high = weight.clone();
  for (std::int64_t n = 0; n < 100; ++n) {
    weight.copy_(draw({50}, rng));
    low = at::minimum(low, weight);
    high = at::maximum(high, weight);
    average.update(average_decay(0.9, n));
    ASSERT_TRUE(seen.ge(low - 1e-6).logical_and(seen.le(high + 1e-6)).all().item<bool>());
  }
  const at::Tensor a = weight.clone(), b = seen.clone();
  average.swap();
  EXPECT_TRUE(at::equal(weight, b) && at::equal(seen, a));
  average.swap();
  EXPECT_TRUE(at::equal(weight, a) && at::equal(seen, b));
}

TEST(ClippingProperty, NormIsBoundedAndDirectionKept) {
  Rng rng(4);
  for (int repeat = 0; repeat < 100; ++repeat) {
    NamedTensors parameters;
    for (std::int64_t i = 0, n = rng.integer(1, 6); i < n; ++i) {
      parameters.emplace_back(cat(i), at::zeros({rng.integer(1, 300)}).set_requires_grad(true));
      parameters.back().second.mutable_grad() =
          draw(parameters.back().second.sizes(), rng, std::exp(rng.uniform(-9, 9)));
    }
    double squares = 0;
    std::vector<at::Tensor> before;
    for (const auto& [name, p] : parameters) {
      squares += p.grad().to(at::kDouble).pow(2).sum().item<double>();
      before.push_back(p.grad().clone());
    }
    const double limit = std::exp(rng.uniform(-5, 5)), norm = clip_gradients(parameters, limit);
    ASSERT_NEAR(norm, std::sqrt(squares), 1e-5 * norm);
    ASSERT_LE(clip_gradients(parameters, 0), std::min(limit, norm) * (1 + 1e-5));
    const double factor = std::min(1.0, limit / norm);
    for (std::size_t i = 0; i < parameters.size(); ++i)
      ASSERT_TRUE(at::allclose(parameters[i].second.grad(), before[i] * factor, 1e-4, 1e-7));
  }
}

TEST(CheckpointProperty, AnyDamageIsNoticed) {
  const test::ScratchFolder folder;
  Rng rng(5);
  TrainState state;
  state.means["loss"] = {0.25, 3};
  save_checkpoint(folder / "whole",
                  {{"weights/a", draw({5, 3}, rng)}, {"buffers/b", draw({2}, rng)}}, state,
                  R"({"train":{"seed":1}})");
  EXPECT_NO_THROW(Checkpoint{folder / "whole"});
  const auto whole = read_file(folder / "whole");
  const auto is_refused = [&](std::span<const std::byte> bytes) {
    write_file(folder / "damaged", bytes);
    const ErrorCode code = test::error_code_of([&] { Checkpoint{folder / "damaged"}; });
    return code == ErrorCode::kFormat || code == ErrorCode::kUnsupported;
  };
  for (std::size_t size = 0; size < whole.size(); size += 11)
    EXPECT_TRUE(is_refused(std::span(whole).first(size))) << size;
  for (int repeat = 0; repeat < 300; ++repeat) {
    auto bytes = whole;
    const auto at =
        static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(bytes.size()) - 1));
    bytes[at] ^= static_cast<std::byte>(1 << rng.integer(0, 7));
    EXPECT_TRUE(is_refused(bytes)) << "a bit of byte " << at;
  }
}

}  // namespace
}  // namespace chordae
