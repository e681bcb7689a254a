// Processes that are killed, and disks that are full: what was promised is there, nothing is half.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <set>

#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/store/embedding_store.h"
#include "chordae/store/study_store.h"
#include "support/random_embeddings.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::random_study;
using test::study_difference;

pid_t start_child(const std::function<void()>& body) {
  const pid_t child = fork();
  if (child == 0) {
    try {
      body();
      _exit(0);
    } catch (const std::exception& e) {
      log_error(e.what());
      _exit(1);
    }
  }
  return child;
}

int exit_code(pid_t child) {
  int status = -1;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void kill_after(pid_t child, useconds_t delay) {
  usleep(delay);
  kill(child, SIGKILL);
  ASSERT_EQ(exit_code(child), -SIGKILL);
}

std::set<std::string> files_under(const fs::path& folder) {
  std::set<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.insert(fs::relative(entry.path(), folder).string());
  }
  return files;
}

TEST(Crash, AStoreWhoseWriterIsKilledOpensAndReadsWhole) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "store";
  StudyStore::create_or_open(folder);
  Rng rng(11);
  std::size_t most = 0, healed = 0;
  for (int round = 0; round < 30; ++round) {
    const auto first = static_cast<std::uint64_t>(rng.integer(0, 400));
    const pid_t child = start_child([&] {
      auto store = StudyStore::create_or_open(folder);
      for (std::uint64_t i = first;; ++i) store.write_study(random_study(i % 60));  // also replaces
    });
    kill_after(child, static_cast<useconds_t>(rng.integer(5'000, 120'000)));
    const auto listed_before = StudyStore::open_read_only(folder).studies().size();
    auto store = StudyStore::create_or_open(folder);
    const auto rows = store.studies();
    std::set<std::string> expected = {"catalogue.sqlite", "chordae-store.json", "pseudonym.key"};
    for (const auto& row : rows) {
      expected.insert(row.file);
      const Study study = store.read_study(row.study_key);
      ASSERT_EQ(row.series, static_cast<std::int64_t>(study.series.size()));
      ASSERT_EQ(store.series(row.study_key).size(), study.series.size());
    }
    auto found = files_under(folder);
    found.erase("catalogue.sqlite-journal");  // an empty one stays until SQLite's next write
    ASSERT_EQ(found, expected);
    most = std::max(most, rows.size());
    healed += rows.size() != listed_before;
  }
  EXPECT_GT(most, 10u);
  RecordProperty("rounds_with_a_row_to_heal", static_cast<int>(healed));
}

TEST(Crash, EmbeddingsContinueAfterKillsToTheSameBytes) {
  const test::ScratchFolder scratch;
  const auto embed = [&](const fs::path& path, useconds_t pause) {
    EmbeddingStoreWriter writer(path, test::small_provenance());
    const auto done = writer.done_studies();
    for (int i = 299; i >= 0; --i) {
      const auto key = cat("STUDY", i);
      if (std::ranges::find(done, key) != done.end()) continue;
      writer.append_study(key, test::random_clips(key, 12));
      if (pause > 0) usleep(pause);
    }
    writer.finish();
  };
  embed(scratch / "whole.h5", 0);
  Rng rng(12);
  int kills = 0;
  std::size_t done = 0;
  while (!fs::exists(scratch / "killed.h5") && kills < 500) {
    const pid_t child = start_child([&] { embed(scratch / "killed.h5", 300); });
    usleep(static_cast<useconds_t>(rng.integer(1'000, 40'000)));
    kill(child, SIGKILL);
    kills += exit_code(child) == -SIGKILL;
    if (!fs::exists(scratch / "killed.h5.part")) continue;
    const auto now =
        EmbeddingStoreWriter(scratch / "killed.h5", test::small_provenance()).done_studies().size();
    ASSERT_GE(now, done);  // what was appended stays
    done = now;
  }
  EXPECT_GT(kills, 3);
  embed(scratch / "killed.h5", 0);  // a kill between rename and removal leaves both: the same again
  EXPECT_EQ(read_file(scratch / "whole.h5"), read_file(scratch / "killed.h5"));
}

// A file size limit stands for the full disk: the write fails in the middle with EFBIG.
TEST(Crash, AFullDiskIsNamedAndLeavesTheOldState) {
  const test::ScratchFolder scratch;
  const auto folder = scratch / "store";
  Study study = random_study(2);
  StudyStore::create_or_open(folder).write_study(study);
  const auto before = files_under(folder);
  Rng rng(4);
  Study larger = study;
  CineSlice slice = test::random_slice(rng);
  slice.type = PixelType::kU8;
  slice.frames = 10, slice.rows = slice.columns = 300;
  slice.trigger_time_ms.clear();
  slice.pixels.resize(900'000);
  for (auto& b : slice.pixels) b = static_cast<std::byte>(rng.integer(0, 255));
  larger.series[0].cine.slices.push_back(slice);

  const pid_t child = start_child([&] {
    auto store = StudyStore::create_or_open(folder);
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{200'000, 200'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    for (int attempt = 0; attempt < 3; ++attempt) {
      try {
        store.write_study(larger);
        _exit(2);
      } catch (const Error& e) {
        if (e.code() != ErrorCode::kIo ||
            std::string(e.what()).find("File too large") == std::string::npos)
          _exit(3);
      }
      if (files_under(folder) != before) _exit(4);
      if (study_difference(study, store.read_study(study.study_key)) != "") _exit(5);
      if (store.studies().size() != 1) _exit(6);
    }
    EmbeddingStoreWriter writer(scratch / "e.h5", test::small_provenance());
    try {
      for (int i = 0;; ++i) writer.append_study(cat("S", i), test::random_clips(cat("S", i), 90));
    } catch (const Error& e) {
      if (e.code() != ErrorCode::kIo) _exit(7);
    }
    write_file(scratch / "done", std::to_string(writer.done_studies().size()));
  });
  EXPECT_EQ(exit_code(child), 0);
  // With space again, the embeddings continue where they stopped.
  EmbeddingStoreWriter writer(scratch / "e.h5", test::small_provenance());
  EXPECT_EQ(std::to_string(writer.done_studies().size()), read_text_file(scratch / "done"));
  EXPECT_GT(writer.done_studies().size(), 5u);
  writer.append_study("NEXT", test::random_clips("NEXT", 90));
  writer.finish();
  EXPECT_EQ(read_embedding_store(scratch / "e.h5").clips.size() % 90, 0u);
}

}  // namespace
}  // namespace chordae
