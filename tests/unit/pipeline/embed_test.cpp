// What a run takes over from an interrupted one, and how it stops.
#include "chordae/pipeline/embed.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/bright_heart.h"
#include "support/bright_segmenter.h"
#include "support/cine_tools.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

/// A two-chamber and a four-chamber series.
Study make_study(int number, double level = 400) {
  Study study;
  study.study_key = test::random_key(Rng(static_cast<std::uint64_t>(number)), "study");
  study.patient_key = test::random_key(Rng(1), "patient");
  for (const View view : {View::kTwoChamber, View::kFourChamber}) {
    StudySeries series;
    series.id = cat("s0", study.series.size() + 1);
    series.verdict.accepted = true;
    series.verdict.view = series.cine.view = view;
    series.source_hash = cat(number, series.id, level);
    series.cine.slices = {test::make_beating_disc(40 + number, 40, 80, 80, 8, level)};
    study.series.push_back(series);
  }
  return study;
}

class Embed : public testing::Test {
 protected:
  StudyStore make_store(const std::string& name, int first, int count) {
    auto store = StudyStore::create_or_open(scratch_ / name);
    for (int i = first; i < first + count; ++i) store.write_study(make_study(i));
    return store;
  }

  EmbedReport embed(const StudyStore& store, const std::string& out) {
    SkipLedger ledger;
    return embed_store(store, *encoder_, config_, scratch_ / out, ledger);
  }

  fs::path file_of(const StudyStore& store, std::size_t place) {
    return store.folder() / store.studies().at(place).file;
  }

  /// Leaves `<out>.part` with all studies but the last, which cannot be read meanwhile.
  void interrupt(const StudyStore& store, const std::string& out) {
    const fs::path last = file_of(store, store.studies().size() - 1);
    const std::string bytes = read_text_file(last);
    write_file(last, "damaged");
    EXPECT_EQ(test::error_code_of([&] { embed(store, out); }), ErrorCode::kFormat);
    write_file(last, bytes);
    EXPECT_FALSE(fs::exists(scratch_ / out));
  }

  std::string bytes_of(const std::string& out) { return read_text_file(scratch_ / out); }

  Embed() {
    config_.max_skipped_share = 0;
    config_.threads = 1;
  }

  test::ScratchFolder scratch_;
  const std::unique_ptr<ClipEncoder> encoder_ =
      make_clip_encoder(VideoEncoder::make_random(load_video_encoder_config("mvit_tiny"), 3));
  EmbedConfig config_;
};

TEST_F(Embed, ContinuesWhatIsAsItWas) {
  const auto store = make_store("store", 0, 4);
  embed(store, "whole.h5");
  interrupt(store, "e.h5");
  const auto report = embed(store, "e.h5");
  EXPECT_EQ(report.continued_studies, 3);
  EXPECT_EQ(report.new_clips, 2);
  EXPECT_EQ(bytes_of("e.h5"), bytes_of("whole.h5"));
  EXPECT_EQ(read_embedding_store(scratch_ / "e.h5").clips[0].source_hash,
            store.read_header(store.studies()[0].study_key).series[0].source_hash);
}

TEST_F(Embed, OtherViewsAreEmbeddedAgain) {
  const auto store = make_store("store", 0, 3);
  embed(store, "whole.h5");
  config_.views = {"2CH"};
  interrupt(store, "e.h5");
  config_.views = {"2CH", "4CH"};
  EXPECT_EQ(embed(store, "e.h5").continued_studies, 0);
  EXPECT_EQ(bytes_of("e.h5"), bytes_of("whole.h5"));
}

TEST_F(Embed, AStudyThatChangedInTheStoreIsEmbeddedAgain) {
  auto store = make_store("store", 0, 3);
  interrupt(store, "e.h5");
  int first = 0;  // the study that the part begins with
  while (make_study(first).study_key != store.studies()[0].study_key) ++first;
  store.write_study(make_study(first, 900));
  EXPECT_EQ(embed(store, "e.h5").continued_studies, 1);
  embed(store, "whole.h5");
  EXPECT_EQ(bytes_of("e.h5"), bytes_of("whole.h5"));
}

TEST_F(Embed, StudiesOfAnotherStoreAreLeftOut) {
  interrupt(make_store("one", 0, 3), "e.h5");
  const auto other = make_store("other", 10, 2);
  const auto report = embed(other, "e.h5");
  EXPECT_EQ(report.continued_studies, 0);
  EXPECT_EQ(report.clips, 4);
  embed(other, "whole.h5");
  EXPECT_EQ(bytes_of("e.h5"), bytes_of("whole.h5"));
}

TEST_F(Embed, StartingOverDiscardsThePart) {
  const auto store = make_store("store", 0, 3);
  interrupt(store, "e.h5");
  config_.features = true;
  EXPECT_EQ(test::error_code_of([&] { embed(store, "e.h5"); }), ErrorCode::kConfig);
  config_.start_over = true;
  EXPECT_EQ(embed(store, "e.h5").continued_studies, 0);
  interrupt(store, "e2.h5");
  EXPECT_EQ(embed(store, "e2.h5").continued_studies, 0);
  EXPECT_EQ(bytes_of("e.h5"), bytes_of("e2.h5"));
}

TEST_F(Embed, AnErrorInOneThreadStopsTheOthers) {
  const auto store = make_store("store", 0, 30);
  const auto provenance = embed(store, "whole.h5").provenance;
  write_file(file_of(store, 5), "damaged");  // both threads are at work by then
  config_.threads = 2;
  EXPECT_EQ(test::error_code_of([&] { embed(store, "e.h5"); }), ErrorCode::kFormat);
  EXPECT_LT(EmbeddingStoreWriter(scratch_ / "e.h5", provenance).done_studies().size(), 10u);
}

TEST(SegmenterEncoder, CentresOnTheVentricleThatItSees) {
  const test::BrightHeart heart;
  const HeartModel model = test::make_bright_segmenter();
  for (const auto& [name, tensor] : model.network().state()) {  // the deepest scale passes on what it gets
    const at::NoGradGuard no_grad;
    if (name == "encoder.1.skip.weight") at::Tensor(tensor).fill_(1);
  }
  const auto encoder = make_clip_encoder(model);
  Study study;
  study.study_key = "study";
  StudySeries series;
  series.id = "s01";
  series.verdict.accepted = true;
  series.verdict.view = View::kSax;
  series.cine = test::make_bright_cine(heart);
  study.series.push_back(series);

  const StudyClips clips = encoder->make_clips(study, {"SAX"});
  ASSERT_EQ(clips.inputs.size(), static_cast<std::size_t>(heart.slices));
  const auto p = encoder->provenance();
  EXPECT_EQ(p.model, "heart_segmenter");
  EXPECT_EQ(p.model_hash, model.weights_hash());
  EXPECT_EQ(clips.inputs[3].sizes(), (std::vector<std::int64_t>{model.config().frames, 64, 64}));
  // The blood of a slice near the base is the brightest disc, and lies in the middle of the clip.
  const at::Tensor bright = (clips.inputs[2][0] > 1).nonzero().to(at::kDouble).mean(at::IntArrayRef{0});
  EXPECT_NEAR(bright[0].item<double>(), 31.5, 1.5);
  EXPECT_NEAR(bright[1].item<double>(), 31.5, 1.5);

  const ClipVectors vectors = encoder->encode(clips.inputs[2], /*bf16=*/false);
  EXPECT_EQ(vectors.embedding.size(0), p.embedding_width);
  EXPECT_EQ(vectors.features.size(0), p.feature_width);
  EXPECT_NEAR(vectors.embedding.norm().item<double>(), 1, 1e-5);

  // Another place in the picture: the same clip, the same vector.
  test::BrightHeart moved = heart;
  moved.row += 8;
  study.series[0].cine = test::make_bright_cine(moved);
  const StudyClips again = encoder->make_clips(study, {"SAX"});
  EXPECT_GT(at::cosine_similarity(encoder->encode(again.inputs[2], false).embedding, vectors.embedding, 0).item<double>(), 0.99);
}

TEST(SegmenterEncoder, WeightsSayWhichEncoderTheyAre) {
  const test::ScratchFolder scratch;
  const HeartModel model = test::make_bright_segmenter();
  model.save(scratch / "heart.safetensors");
  EXPECT_EQ(load_clip_encoder(scratch / "heart.safetensors")->provenance().model, "heart_segmenter");
  VideoEncoder::make_random(load_video_encoder_config("mvit_tiny"), 3).save(scratch / "video.safetensors");
  EXPECT_EQ(load_clip_encoder(scratch / "video.safetensors")->provenance().model, "mvit_tiny");
}

}  // namespace
}  // namespace chordae
