#include "chordae/store/embedding_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "support/random_embeddings.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::error_code_of;
using test::error_text_of;
using test::random_clips;
using test::small_provenance;

fs::path part_of(const fs::path& path) { return path.string() + ".part"; }

TEST(EmbeddingStore, RowsComeBackOrderedByStudySeriesSlice) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  {
    EmbeddingStoreWriter writer(path, small_provenance());
    auto clips = random_clips("STUDYB", 5);
    writer.append_study("STUDYB", {clips[3], clips[0], clips[4], clips[2], clips[1]});
    writer.append_study("STUDYA", random_clips("STUDYA", 3));
    writer.append_study("STUDYC", {});
    EXPECT_EQ(writer.done_studies(), (std::vector<std::string>{"STUDYA", "STUDYB", "STUDYC"}));
    EXPECT_FALSE(fs::exists(path));
    writer.finish();
  }
  EXPECT_FALSE(fs::exists(part_of(path)));
  const EmbeddingStore store = read_embedding_store(path);
  EXPECT_EQ(store.provenance, small_provenance());
  auto expected = random_clips("STUDYA", 3);
  for (const auto& clip : random_clips("STUDYB", 5)) expected.push_back(clip);
  EXPECT_EQ(test::clips_difference(expected, store.clips), "");
}

TEST(EmbeddingStore, TheHundredthSeriesComesLast) {
  const test::ScratchFolder scratch;
  auto clips = random_clips("STUDYA", 3);
  const std::vector<std::string> ids = {"s09", "s99", "s100"};
  for (std::size_t i = 0; i < ids.size(); ++i) clips[i].series_id = ids[i];
  EmbeddingStoreWriter writer(scratch / "e.h5", small_provenance());
  writer.append_study("STUDYA", {clips[2], clips[1], clips[0]});
  writer.finish();
  EXPECT_EQ(test::clips_difference(clips, read_embedding_store(scratch / "e.h5").clips), "");
}

TEST(EmbeddingStore, NoClipsAndNoFeatures) {
  const test::ScratchFolder scratch;
  auto provenance = small_provenance();
  provenance.feature_width = 0;
  provenance.random_init = true;
  provenance.model_config = std::string(200000, 'j');  // larger than an object header can be
  EmbeddingStoreWriter(scratch / "e.h5", provenance).finish();
  const auto store = read_embedding_store(scratch / "e.h5");
  EXPECT_TRUE(store.clips.empty());
  EXPECT_EQ(store.provenance, provenance);
}

TEST(EmbeddingStore, ManyRowsInSeveralBlocks) {
  const test::ScratchFolder scratch;
  auto provenance = small_provenance();
  EmbeddingStoreWriter writer(scratch / "e.h5", provenance);
  std::vector<ClipEmbedding> expected;
  for (int i = 100; i < 200; ++i) {
    const auto key = cat("STUDY", i);
    const auto clips = random_clips(key, 97);
    writer.append_study(key, clips);
    expected.insert(expected.end(), clips.begin(), clips.end());
  }
  writer.finish();
  EXPECT_EQ(test::clips_difference(expected, read_embedding_store(scratch / "e.h5").clips), "");
}

TEST(EmbeddingStore, RefusesWhatDoesNotFit) {
  const test::ScratchFolder scratch;
  EmbeddingStoreWriter writer(scratch / "e.h5", small_provenance());
  auto clips = random_clips("STUDYA", 2);
  EXPECT_EQ(error_code_of([&] { writer.append_study("STUDYB", clips); }), ErrorCode::kShape);
  clips[1].embedding.push_back(0);
  EXPECT_EQ(error_code_of([&] { writer.append_study("STUDYA", clips); }), ErrorCode::kShape);
  clips = random_clips("STUDYA", 2);
  clips[0].features.clear();
  EXPECT_EQ(error_code_of([&] { writer.append_study("STUDYA", clips); }), ErrorCode::kShape);
  EXPECT_TRUE(writer.done_studies().empty());
  writer.append_study("STUDYA", random_clips("STUDYA", 2));
  EXPECT_EQ(error_code_of([&] { writer.append_study("STUDYA", random_clips("STUDYA", 2)); }),
            ErrorCode::kInternal);
  // The same output twice at once.
  EXPECT_EQ(error_code_of([&] { EmbeddingStoreWriter(scratch / "e.h5", small_provenance()); }),
            ErrorCode::kIo);
  writer.finish();
  EXPECT_EQ(error_code_of([&] { writer.finish(); }), ErrorCode::kInternal);
  EXPECT_EQ(error_code_of([&] { writer.append_study("STUDYC", {}); }), ErrorCode::kInternal);
}

TEST(EmbeddingStore, ContinuesOnlyWhatWasMadeTheSameWay) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  EmbeddingStoreWriter(path, small_provenance()).append_study("STUDYA", random_clips("STUDYA", 2));
  std::vector<std::pair<std::string, EmbeddingProvenance>> others(9, {"", small_provenance()});
  others[0] = {"model", small_provenance()}, others[0].second.model = "x";
  others[1] = {"model_hash", small_provenance()}, others[1].second.model_hash = "x";
  others[2] = {"model_config", small_provenance()}, others[2].second.model_config = "x";
  others[3] = {"transform_config", small_provenance()}, others[3].second.transform_config = "x";
  others[4] = {"precision", small_provenance()}, others[4].second.precision = "bf16";
  others[5] = {"random_init", small_provenance()}, others[5].second.random_init = true;
  others[6] = {"chordae_version", small_provenance()}, others[6].second.chordae_version = "9";
  others[7] = {"embedding_width", small_provenance()}, others[7].second.embedding_width = 9;
  others[8] = {"feature_width", small_provenance()}, others[8].second.feature_width = 9;
  for (const auto& [name, other] : others) {
    EXPECT_EQ(error_code_of([&] { EmbeddingStoreWriter(path, other); }), ErrorCode::kConfig);
    const auto text = error_text_of([&] { EmbeddingStoreWriter(path, other); });
    EXPECT_NE(text.find("another " + name + ":"), std::string::npos) << text;
  }
  EXPECT_EQ(EmbeddingStoreWriter(path, small_provenance()).done_studies(),
            std::vector<std::string>{"STUDYA"});
}

TEST(EmbeddingStore, AForgottenStudyIsReplacedAlsoAfterAnotherInterruption) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  auto newer = random_clips("STUDYA", 4);
  for (auto& clip : newer) clip.source_hash = "newer";
  {
    EmbeddingStoreWriter writer(path, small_provenance());
    for (const std::string key : {"STUDYA", "STUDYB"})
      writer.append_study(key, random_clips(key, 2));
  }
  {
    EmbeddingStoreWriter writer(path, small_provenance());
    writer.keep_studies_if([](const std::string& key, const std::vector<ClipEmbedding>& clips) {
      EXPECT_EQ(test::clips_difference(random_clips(key, 2), clips), "");
      return key != "STUDYA";
    });
    EXPECT_EQ(writer.done_studies(), std::vector<std::string>{"STUDYB"});
    EXPECT_EQ(writer.clips(), 2);
    writer.append_study("STUDYA", newer);
  }
  EmbeddingStoreWriter writer(path, small_provenance());
  EXPECT_EQ(writer.clips(), 6);
  writer.finish();
  auto expected = newer;
  for (const auto& clip : random_clips("STUDYB", 2)) expected.push_back(clip);
  EXPECT_EQ(test::clips_difference(expected, read_embedding_store(path).clips), "");
}

TEST(EmbeddingStore, DiscardsAPartButNothingElse) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  EmbeddingStoreWriter(path, small_provenance()).append_study("STUDYA", random_clips("STUDYA", 2));
  auto other = small_provenance();
  other.model = "x";
  EXPECT_TRUE(EmbeddingStoreWriter(path, other, PartPolicy::kDiscard).done_studies().empty());
  const std::string notes = "somebody's notes, not to be overwritten";
  write_file(part_of(path), notes);
  EXPECT_EQ(error_code_of([&] { EmbeddingStoreWriter(path, other, PartPolicy::kDiscard); }),
            ErrorCode::kFormat);
  EXPECT_EQ(read_text_file(part_of(path)), notes);
}

// Every length that a kill can leave: the part cut after each byte, then continued.
TEST(EmbeddingStore, APartCutAnywhereContinuesToTheSameBytes) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  const std::vector<std::string> keys = {"STUDYB", "STUDYA", "STUDYC"};
  std::string whole_part;
  {
    EmbeddingStoreWriter writer(path, small_provenance());
    for (const auto& key : keys) writer.append_study(key, random_clips(key, 2));
    whole_part = read_text_file(part_of(path));
    writer.finish();
  }
  const auto expected = read_file(path);
  for (std::size_t cut = 0; cut < whole_part.size(); cut += cut < 700 ? 1 : 13) {
    write_file(part_of(path), whole_part.substr(0, cut));
    EmbeddingStoreWriter writer(path, small_provenance());
    const auto done = writer.done_studies();
    ASSERT_LT(done.size(), 3u);
    for (const auto& key : keys) {
      if (std::ranges::find(done, key) == done.end())
        writer.append_study(key, random_clips(key, 2));
    }
    writer.finish();
    ASSERT_EQ(read_file(path), expected) << cut;
  }
}

TEST(EmbeddingStore, APartThatChangedOnDiskIsNoticed) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "e.h5";
  {
    EmbeddingStoreWriter writer(path, small_provenance());
    for (const std::string key : {"STUDYA", "STUDYB"})
      writer.append_study(key, random_clips(key, 2));
  }
  const std::string part = read_text_file(part_of(path));
  for (std::size_t at = 0; at < part.size(); at += 7) {
    std::string changed = part;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    write_file(part_of(path), changed);
    try {
      const EmbeddingStoreWriter writer(path, small_provenance());
      EXPECT_LT(writer.done_studies().size(), 2u) << at;
    } catch (const Error& e) {
      EXPECT_EQ(e.code(), ErrorCode::kFormat) << at << ": " << e.what();
    }
  }
  // A byte in the first study's vectors costs that study alone, and is said.
  std::string changed = part;
  changed[part.find("STUDYA") + 200] = '!';
  write_file(part_of(path), changed);
  testing::internal::CaptureStderr();
  EXPECT_EQ(EmbeddingStoreWriter(path, small_provenance()).done_studies(),
            std::vector<std::string>{"STUDYB"});
  EXPECT_NE(testing::internal::GetCapturedStderr().find("1 damaged records"), std::string::npos);
  EXPECT_EQ(read_text_file(part_of(path)).size(), part.size());
  // Where records begin is lost with a length: the rest goes, and that is said too.
  changed = part;
  changed[part.find("STUDYA") - 10] = '!';  // of the record's length
  write_file(part_of(path), changed);
  testing::internal::CaptureStderr();
  EXPECT_TRUE(EmbeddingStoreWriter(path, small_provenance()).done_studies().empty());
  EXPECT_NE(testing::internal::GetCapturedStderr().find("cut off"), std::string::npos);
  write_file(part_of(path), "somebody's notes, not to be overwritten");
  EXPECT_EQ(error_code_of([&] { EmbeddingStoreWriter(path, small_provenance()); }),
            ErrorCode::kFormat);
}

TEST(EmbeddingStore, APartWithWholeRecordsThatLieIsRefused) {
  const auto number = [](std::uint64_t value) {
    return std::string(reinterpret_cast<const char*>(&value), sizeof value);
  };
  for (const std::uint64_t clips : {std::uint64_t{1}, std::uint64_t{1} << 62, ~std::uint64_t{0}}) {
    const test::ScratchFolder scratch;
    const auto path = scratch / "e.h5";
    EmbeddingStoreWriter(path, small_provenance())
        .append_study("STUDYA", random_clips("STUDYA", 2));
    const std::string payload = number(6) + "STUDYB" + number(clips);
    const Sha256Digest hash = sha256(payload);
    std::ofstream(part_of(path), std::ios::binary | std::ios::app)
        << number(payload.size()) << payload
        << std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size());
    EXPECT_EQ(error_code_of([&] { EmbeddingStoreWriter(path, small_provenance()); }),
              ErrorCode::kFormat)
        << clips;
  }
}

}  // namespace
}  // namespace chordae
