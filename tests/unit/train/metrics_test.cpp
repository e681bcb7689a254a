// Records and state: what is written comes back, what was cut off is dropped.

#include <gtest/gtest.h>

#include <limits>

#include "chordae/base/files.h"
#include "chordae/train/metrics_log.h"
#include "chordae/train/run_lock.h"
#include "chordae/train/train_state.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(MetricsLog, AResumedRunContinuesItsRecords) {
  const test::ScratchFolder folder;
  {
    MetricsLog log(folder.path(), 0);
    log.add("train", 10, {{"loss", 0.5}});
    log.add("validation", 10, {{"loss", 0.25}, {"dice", std::numeric_limits<double>::quiet_NaN()}});
    log.add("train", 20, {{"loss", 0.125}});
  }
  const std::string first = R"({"kind":"train","update":10,"loss":0.5})"
                            "\n"
                            R"({"kind":"validation","update":10,"dice":null,"loss":0.25})"
                            "\n";
  const std::string all = first + R"({"kind":"train","update":20,"loss":0.125})" + "\n";
  EXPECT_EQ(read_text_file(folder / "metrics.jsonl"), all);
  write_file(folder / "metrics.jsonl",
             all + "[1]\n{\"update\":\"5\"}\nnoise\n{\"kind\":\"train\",\"upd");
  { MetricsLog log(folder.path(), 20); }
  EXPECT_EQ(read_text_file(folder / "metrics.jsonl"), all);
  MetricsLog log(folder.path(), 19);
  EXPECT_EQ(read_text_file(folder / "metrics.jsonl"), first);
  log.add("train", 20, {});
  EXPECT_EQ(read_text_file(folder / "metrics.jsonl"),
            first + R"({"kind":"train","update":20})" + "\n");
}

TEST(TrainState, ComesBackToTheBit) {
  TrainState state;
  state.updates = 7;
  state.optimiser_steps = 6;
  state.seconds = 0.1 + 0.2;
  state.best = 1.0 / 3;
  state.best_update = 5;
  state.means["loss"] = {1e-17 + 2.0 / 3, 4};
  state.task = "sampler \"4\"\n";
  const TrainState back = parse_train_state(to_json(state));
  EXPECT_EQ(to_json(back), to_json(state));
  EXPECT_EQ(back.seconds, state.seconds);
  EXPECT_EQ(back.means.at("loss").sum, state.means.at("loss").sum);
  EXPECT_EQ(*back.best, *state.best);
  for (const char* text : {"", "{}", "[]", "{\"updates\":\"x\"}"})
    EXPECT_EQ(test::error_code_of([&] { parse_train_state(text); }), ErrorCode::kFormat) << text;
}

TEST(RunLock, OneAtATime) {
  const test::ScratchFolder folder;
  {
    const RunLock first(folder.path());
    EXPECT_EQ(test::error_code_of([&] { RunLock{folder.path()}; }), ErrorCode::kUsage);
  }
  EXPECT_NO_THROW(RunLock{folder.path()});
}

}  // namespace
}  // namespace chordae
