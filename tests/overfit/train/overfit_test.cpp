// The loop makes a small net memorise eight pictures, in float32 and in bfloat16.

#include <gtest/gtest.h>

#include <iostream>

#include "support/test_support.h"
#include "unit/train/toy_task.h"

namespace chordae {
namespace {

double final_loss(bool bf16, std::int64_t accumulate) {
  const test::ScratchFolder folder;
  test::ToyTask task({.noise = 0.05, .dropout = 0, .samples = 8});
  at::set_num_threads(1);  // two threads a net of this size only wait for each other
  TrainConfig config = test::toy_config("200u");
  config.bf16 = bf16;
  config.accumulate = accumulate;
  const TrainResult result = run_training(task, config, folder.path(), false);
  EXPECT_EQ(result.state.updates, 200);
  const double loss = task.validate().at("loss");
  std::cout << "  loss after 200 updates: " << loss << ", of the average " << *result.state.best
            << "\n";
  return loss;
}

// Chance is ln 8 = 2.08.
TEST(Overfit, EightPictures) { EXPECT_LT(final_loss(false, 1), 1e-3); }
TEST(Overfit, EightPicturesAccumulated) { EXPECT_LT(final_loss(false, 2), 1e-3); }
TEST(Overfit, EightPicturesInBfloat16) { EXPECT_LT(final_loss(true, 1), 1e-3); }

}  // namespace
}  // namespace chordae
