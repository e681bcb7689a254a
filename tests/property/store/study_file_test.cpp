#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "chordae/base/files.h"
#include "chordae/store/study_store.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {
using test::random_study;
using test::study_difference;

TEST(StudyFile, RandomStudiesComeBackBitForBit) {
  const test::ScratchFolder scratch;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Study study = random_study(seed);
    write_study_file(scratch / "study.h5", study);
    ASSERT_EQ(study_difference(study, read_study_file(scratch / "study.h5")), "") << seed;
    ASSERT_EQ(study_difference(study, read_study_header(scratch / "study.h5"), false), "") << seed;
  }
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(scratch.path()), {}), 1);
}

TEST(StudyFile, EqualStudiesAreEqualBytesInAnotherProcess) {
  const test::ScratchFolder scratch;
  for (std::uint64_t seed = 1; seed < 6; ++seed) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      write_study_file(scratch / "before.h5", random_study(seed + 100));  // another history
      write_study_file(scratch / "child.h5", random_study(seed));
      _exit(0);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
    usleep(1100 * 1000 / 5);  // five studies see the clock's second change
    write_study_file(scratch / "own.h5", random_study(seed));
    EXPECT_EQ(read_file(scratch / "own.h5"), read_file(scratch / "child.h5")) << seed;
  }
}

TEST(StudyFile, ThreadsWriteAndReadAtOnce) {
  const test::ScratchFolder scratch;
  std::vector<std::string> differences(8, "not run");
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < differences.size(); ++i) {
    threads.emplace_back([&, i] {
      std::string difference;
      for (std::uint64_t round = 0; round < 8 && difference.empty(); ++round) {
        const Study study = random_study(1000 + 8 * round + i);
        const auto path = scratch / std::to_string(i);
        write_study_file(path, study);
        difference = study_difference(study, read_study_file(path));
      }
      differences[i] = difference;
    });
  }
  threads.clear();
  for (const auto& difference : differences) EXPECT_EQ(difference, "");
}

}  // namespace
}  // namespace chordae
