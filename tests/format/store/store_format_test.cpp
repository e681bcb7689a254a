#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/store/embedding_store.h"
#include "chordae/store/study_store.h"
#include "format/store/frozen.h"
#include "support/random_embeddings.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::clips_difference;
using test::frozen_study;
using test::study_difference;

const fs::path kStudy = test::source_root() / "tests/data/store/study-v1.h5";
const fs::path kEmbeddings = test::source_root() / "tests/data/store/embeddings-v1.h5";
const std::string kVariants = (test::source_root() / "tools/reference/store_variants.py").string();

bool is_expected(ErrorCode code) {
  return code == ErrorCode::kFormat || code == ErrorCode::kUnsupported;
}

/// Empty if the damage is noticed, or does not touch what is read.
std::string study_outcome(const fs::path& path) {
  try {
    return study_difference(frozen_study(), read_study_file(path));
  } catch (const Error& e) {
    return is_expected(e.code()) ? "" : e.what();
  }
}

std::string embeddings_outcome(const fs::path& path) {
  try {
    return clips_difference(test::frozen_clips(), read_embedding_store(path).clips);
  } catch (const Error& e) {
    return is_expected(e.code()) ? "" : e.what();
  }
}

// Without the flush of `write_file`, and to a new file: some systems flush where one is
// overwritten.
void write_quickly(const fs::path& path, const std::string& bytes) {
  fs::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

using Outcome = std::function<std::string(const fs::path&)>;
const std::vector<std::pair<fs::path, Outcome>> kFiles = {{kStudy, study_outcome},
                                                          {kEmbeddings, embeddings_outcome}};

TEST(StoreFormat, VersionOneStaysReadable) {
  EXPECT_EQ(study_difference(frozen_study(), read_study_file(kStudy)), "");
  EXPECT_EQ(study_difference(frozen_study(), read_study_header(kStudy), false), "");
  const auto store = read_embedding_store(kEmbeddings);
  EXPECT_EQ(store.provenance, test::frozen_provenance());
  EXPECT_EQ(clips_difference(test::frozen_clips(), store.clips), "");
}

TEST(StoreFormat, EveryTruncationIsAFormatError) {
  const test::ScratchFolder scratch;
  for (const auto& [file, outcome] : kFiles) {
    const std::string whole = read_text_file(file);
    for (std::size_t size = 0; size < whole.size(); size += size < 200 ? 1 : 41) {
      write_quickly(scratch / "cut.h5", whole.substr(0, size));
      EXPECT_EQ(test::error_code_of([&] { read_study_file(scratch / "cut.h5"); }),
                ErrorCode::kFormat)
          << size;
      EXPECT_EQ(test::error_code_of([&] { read_embedding_store(scratch / "cut.h5"); }),
                ErrorCode::kFormat);
    }
  }
}

// Metadata, compressed pixels and vectors all have checksums: a changed bit is an error or unused.
TEST(StoreFormat, NoFlippedBitChangesWhatIsRead) {
  const test::ScratchFolder scratch;
  for (const auto& [file, outcome] : kFiles) {
    const std::string whole = read_text_file(file);
    std::size_t noticed = 0, tried = 0;
    for (std::size_t at = 0; at < whole.size(); at += at < 200 ? 1 : 5) {
      for (const int bit : {0, 7}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        write_quickly(scratch / "flip.h5", changed);
        ASSERT_EQ(outcome(scratch / "flip.h5"), "") << file << " byte " << at << " bit " << bit;
        ++tried;
        try {
          file == kStudy ? void(read_study_file(scratch / "flip.h5"))
                         : void(read_embedding_store(scratch / "flip.h5"));
        } catch (const Error&) {
          ++noticed;
        }
      }
    }
    EXPECT_GT(noticed, tried / 2) << file;
  }
}

TEST(StoreFormat, OtherFilesAreFormatErrors) {
  const test::ScratchFolder scratch;
  write_file(scratch / "empty", "");
  write_file(scratch / "text", std::string(5000, 'x'));
  write_file(scratch / "signature", std::string("\x89HDF\r\n\x1a\n") + std::string(5000, '\xff'));
  for (const auto& path :
       {scratch / "empty", scratch / "text", scratch / "signature", kEmbeddings}) {
    EXPECT_EQ(test::error_code_of([&] { read_study_file(path); }), ErrorCode::kFormat) << path;
  }
  EXPECT_EQ(test::error_code_of([&] { read_embedding_store(kStudy); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { read_study_file(scratch / "none"); }), ErrorCode::kIo);
  EXPECT_EQ(test::error_code_of([&] { read_study_file(scratch.path()); }), ErrorCode::kIo);
}

TEST(StoreFormat, LayoutsOfH5pyAreRead) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const test::ScratchFolder scratch;
  for (const auto& [file, outcome] : kFiles) {
    const auto folder = scratch / file.stem().string();
    const auto run = test::run_command(test::python() + " " + kVariants + " rewrite " +
                                       file.string() + " " + folder.string());
    ASSERT_EQ(run.status, 0) << run.err;
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      ++count;
      if (file == kStudy) {
        EXPECT_EQ(study_difference(frozen_study(), read_study_file(entry.path())), "")
            << entry.path();
        EXPECT_NO_THROW(read_study_header(entry.path())) << entry.path();
      } else {
        EXPECT_EQ(clips_difference(test::frozen_clips(), read_embedding_store(entry.path()).clips),
                  "")
            << entry.path();
      }
    }
    EXPECT_EQ(count, 8);
  }
}

TEST(StoreFormat, SpoiledFilesGiveTheErrorThatIsDue) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const test::ScratchFolder scratch;
  for (const auto& [file, outcome] : kFiles) {
    const auto folder = scratch / file.stem().string();
    const auto run = test::run_command(test::python() + " " + kVariants + " spoil " +
                                       file.string() + " " + folder.string());
    ASSERT_EQ(run.status, 0) << run.err;
    int count = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      const auto code = test::error_code_of([&] {
        file == kStudy ? void(read_study_file(entry.path()))
                       : void(read_embedding_store(entry.path()));
      });
      EXPECT_EQ(error_code_name(code), name.substr(0, name.find('-'))) << name;
      if (name.starts_with("format-plane-")) {
        EXPECT_EQ(test::error_code_of([&] { read_study_header(entry.path()); }), code) << name;
      }
      ++count;
    }
    EXPECT_GT(count, file == kStudy ? 150 : 40);
  }
}

}  // namespace
}  // namespace chordae
