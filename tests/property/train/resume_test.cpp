// A run that is killed, cancelled, damaged or resumed with other settings.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "chordae/base/files.h"
#include "chordae/train/checkpoint_folder.h"
#include "support/test_support.h"
#include "unit/train/toy_task.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

class Resume : public ::testing::Test {
 protected:
  void SetUp() override { at::set_num_threads(1); }
  void TearDown() override { reset_cancellation(); }
  test::ScratchFolder folder_;
};

/// All that a checkpoint holds but the time.
struct Content {
  std::string tensors, state;
  explicit Content(const fs::path& path) {
    tensors = weights_hash(SafetensorsFile(path).tensors());
    TrainState s = Checkpoint(path).state();
    s.seconds = 0;
    state = to_json(s);
  }
  friend bool operator==(const Content&, const Content&) = default;
};

/// metrics.jsonl without what depends on the time.
std::vector<std::string> records(const fs::path& folder) {
  std::vector<std::string> out;
  for (const auto& line : split(read_text_file(folder / "metrics.jsonl"), '\n')) {
    if (line.empty()) continue;
    auto record = nlohmann::json::parse(line);
    for (const char* key : {"seconds", "samples_per_second", "waiting_share"}) record.erase(key);
    out.push_back(record.dump());
  }
  return out;
}

fs::path last_checkpoint(const fs::path& folder) {
  const auto updates = list_checkpoints(folder / "checkpoints");
  return updates.empty() ? fs::path() : checkpoint_path(folder / "checkpoints", updates[0]);
}

TrainResult train(const TrainConfig& config, const fs::path& folder, bool resume,
                  test::ToyTask::Options options = {}) {
  test::ToyTask task(std::move(options));
  return run_training(task, config, folder, resume);
}

pid_t start_child(const fs::path& folder, const std::string& length) {
  std::string program = CHORDAE_RESUME_CHILD, run = folder.string(), l = length;
  char* arguments[] = {program.data(), run.data(), l.data(), nullptr};
  pid_t pid = 0;
  if (posix_spawn(&pid, program.c_str(), nullptr, nullptr, arguments, environ) != 0) return -1;
  return pid;
}

int status_of(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

// Five times a child is killed between 0 and 120 ms after it has saved something new.
TEST_F(Resume, KilledAtRandomMomentsIsTheSameBytesAsUnbroken) {
  const std::string length = "700u";
  const fs::path whole = folder_ / "whole", broken = folder_ / "broken";
  ASSERT_EQ(status_of(start_child(whole, length)), 0);

  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  std::cout << "  seed of the kills: " << seed << "; killed after update";
  int kills = 0;
  while (kills < 5) {
    const fs::path before = last_checkpoint(broken);
    const pid_t pid = start_child(broken, length);
    ASSERT_GT(pid, 0);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (last_checkpoint(broken) == before && kill(pid, 0) == 0 &&
           std::chrono::steady_clock::now() < deadline)
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 120));
    kill(pid, SIGKILL);
    const int status = status_of(pid);
    if (!WIFSIGNALED(status)) break;  // it was faster
    ++kills;
    std::cout << " " << last_checkpoint(broken).stem().string().substr(7);
  }
  std::cout << "\n";
  EXPECT_GE(kills, 1);
  ASSERT_EQ(status_of(start_child(broken, length)), 0);

  EXPECT_EQ(list_checkpoints(whole / "checkpoints"), list_checkpoints(broken / "checkpoints"));
  const fs::path a = last_checkpoint(whole), b = last_checkpoint(broken);
  EXPECT_EQ(a.filename(), b.filename());
  EXPECT_EQ(Content(a), Content(b));
  EXPECT_EQ(records(whole), records(broken));
  // And byte for byte, tensor by tensor.
  const SafetensorsFile first(a), second(b);
  ASSERT_EQ(first.tensors().size(), second.tensors().size());
  for (std::size_t i = 0; i < first.tensors().size(); ++i) {
    EXPECT_EQ(first.tensors()[i].name, second.tensors()[i].name);
    EXPECT_TRUE(std::ranges::equal(first.tensors()[i].bytes, second.tensors()[i].bytes))
        << first.tensors()[i].name;
  }
}

TEST_F(Resume, ThreadsThatLoadChangeNothing) {
  std::optional<Content> first;
  for (const int threads : {0, 1, 3}) {
    TrainConfig config = test::toy_config("30u");
    config.threads = threads;
    const Content content(train(config, folder_ / cat("t", threads), false).last_checkpoint);
    if (!first) first = content;
    EXPECT_EQ(content, *first) << threads;
  }
}

TEST_F(Resume, CtrlCLeavesACheckpointThatGoesOn) {
  TrainConfig config = test::toy_config("40u");
  config.accumulate = 2;
  const Content whole(train(config, folder_ / "whole", false).last_checkpoint);
  // In the midst of update 16, between its two micro-batches: the update does not count.
  const auto cancelled = [](std::int64_t pass) { return pass == 32; };
  EXPECT_EQ(test::error_code_of(
                [&] { train(config, folder_ / "broken", false, {.cancelled = cancelled}); }),
            ErrorCode::kCancelled);
  EXPECT_EQ(list_checkpoints(folder_ / "broken" / "checkpoints")[0], 16);
  reset_cancellation();
  const TrainResult rest = train(config, folder_ / "broken", true);
  EXPECT_EQ(Content(rest.last_checkpoint), whole);
  EXPECT_EQ(records(folder_ / "whole"), records(folder_ / "broken"));
}

TEST_F(Resume, DamagedCheckpointIsSetAsideAndTheOneBeforeItUsed) {
  const TrainConfig config = test::toy_config("40u");
  const Content whole(train(config, folder_ / "whole", false).last_checkpoint);
  for (const std::string kind : {"truncated", "flipped", "empty"}) {
    const fs::path run = folder_ / kind;
    const fs::path path = train(config, run, false).last_checkpoint;
    auto bytes = read_file(path);
    if (kind == "truncated") bytes.resize(bytes.size() / 2);
    if (kind == "empty") bytes.clear();
    if (kind == "flipped") bytes[bytes.size() - 100] ^= std::byte{4};
    write_file(path, bytes);
    EXPECT_EQ(test::error_code_of([&] { Checkpoint{path}; }), ErrorCode::kFormat) << kind;

    testing::internal::CaptureStderr();
    const TrainResult again = train(config, run, true);
    const std::string log = testing::internal::GetCapturedStderr();
    EXPECT_NE(log.find("update 40 is set aside"), std::string::npos) << log;
    EXPECT_TRUE(fs::exists(path.string() + ".damaged"));
    EXPECT_EQ(Content(again.last_checkpoint), whole) << kind;
  }
}

TEST_F(Resume, AllDamagedIsAnErrorAndNoneBeginsAnew) {
  const TrainConfig config = test::toy_config("20u");
  EXPECT_EQ(train(config, folder_ / "run", true).state.updates, 20);
  for (const auto update : list_checkpoints(folder_ / "run" / "checkpoints"))
    write_file(checkpoint_path(folder_ / "run" / "checkpoints", update), "nothing");
  EXPECT_EQ(test::error_code_of([&] { train(config, folder_ / "run", true); }), ErrorCode::kFormat);
}

TEST_F(Resume, OtherSettingsAreRefusedByNameAndSomeMayChange) {
  TrainConfig config = test::toy_config("20u");
  train(config, folder_ / "run", false);
  EXPECT_EQ(test::error_code_of([&] { train(config, folder_ / "run", false); }), ErrorCode::kUsage);

  TrainConfig other = config;
  other.optimiser.rate = 1;
  other.clip = 2;
  EXPECT_EQ(test::error_code_of([&] { train(other, folder_ / "run", true, {.noise = 0.5}); }),
            ErrorCode::kConfig);
  const std::string text =
      test::error_text_of([&] { train(other, folder_ / "run", true, {.noise = 0.5}); });
  for (const char* named :
       {"train.optimiser.rate: 0.003 in the checkpoint, 1.0 now",
        "train.clip: 1.0 in the checkpoint, 2.0 now", "task.noise: 0.1 in the checkpoint, 0.5 now"})
    EXPECT_NE(text.find(named), std::string::npos) << text;

  config.length = "30u";
  config.threads = 0;
  config.keep = 5;
  EXPECT_EQ(train(config, folder_ / "run", true).state.updates, 30);
}

TEST_F(Resume, AnotherModelIsRefusedWithAReport) {
  const TrainConfig config = test::toy_config("10u");
  const fs::path path = train(config, folder_ / "run", false).last_checkpoint;
  test::ToyTask wider({.width = 9});
  const std::string before = wider.hash();
  const auto load = [&] {
    Checkpoint(path).load_weights_into(wider.parameters(), wider.buffers());
  };
  EXPECT_EQ(test::error_code_of(load), ErrorCode::kModel);
  EXPECT_NE(test::error_text_of(load).find("conv.weight: (8, 1, 3, 3) in the file, (9, 1, 3, 3)"),
            std::string::npos);
  EXPECT_EQ(wider.hash(), before);
}

TEST_F(Resume, BestAndNewestAreKept) {
  TrainConfig config = test::toy_config("60u");
  config.keep = 1;
  int calls = 0;  // the second validation, at update 50, is the best
  const auto validation = [&](double) { return ++calls == 2 ? 1.0 : 2.0; };
  const TrainResult result = train(config, folder_ / "run", false, {.validation = validation});
  EXPECT_EQ(calls, 3);  // at 25, 50 and the end
  EXPECT_EQ(result.state.best_update, 50);
  EXPECT_EQ(list_checkpoints(folder_ / "run" / "checkpoints"), (std::vector<std::int64_t>{60, 50}));
  test::ToyTask task;
  const Checkpoint best(*result.best_checkpoint);
  best.load_weights_into(task.parameters(), task.buffers());
  const SafetensorsFile file(*result.best_checkpoint);
  const auto average = std::ranges::find(file.tensors(), "average/conv.weight", &TensorView::name);
  ASSERT_NE(average, file.tensors().end());
  EXPECT_TRUE(at::equal(to_tensor(*average), task.parameter("conv.weight").detach()));
}

TEST_F(Resume, AFullDiskLeavesTheOlderCheckpoint) {
  const TrainConfig config = test::toy_config("40u");
  const Content whole(train(config, folder_ / "whole", false).last_checkpoint);
  signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &old), 0);
  const auto limit = [&](rlim_t bytes) {
    const rlimit wanted{bytes, old.rlim_max};
    setrlimit(RLIMIT_FSIZE, &wanted);
  };
  const auto full_at_20 = [&](std::int64_t pass) {
    if (pass == 19) limit(20'000);
    return false;
  };
  EXPECT_EQ(test::error_code_of(
                [&] { train(config, folder_ / "full", false, {.cancelled = full_at_20}); }),
            ErrorCode::kIo);
  limit(old.rlim_cur);
  EXPECT_EQ(list_checkpoints(folder_ / "full" / "checkpoints")[0], 10);
  EXPECT_EQ(Content(train(config, folder_ / "full", true).last_checkpoint), whole);
}

}  // namespace
}  // namespace chordae
