#include "chordae/models/video_encoder.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <thread>

#include "chordae/base/strings.h"
#include "chordae/models/mvit.h"
#include "chordae/tensor/compare.h"
#include "support/test_support.h"

namespace chordae {
namespace {

VideoEncoderConfig tiny() { return load_video_encoder_config("mvit_tiny"); }

at::Tensor clips_for(const VideoEncoderConfig& c, std::int64_t batch) {
  const auto& m = c.mvit;
  auto generator = at::make_generator<at::CPUGeneratorImpl>(7);
  return at::randn({batch, 3, m.frames, m.crop_size, m.crop_size}, generator);
}

bool same(const at::Tensor& a, const at::Tensor& b) { return at::equal(a, b); }

TEST(VideoEncoder, ParameterCountsOfThePublishedModels) {
  const auto pure = [](const VideoEncoder& e) {
    std::int64_t count = 0, tensors = 0;
    for (const auto& p : e.tower()->mvit().parameters()) {
      count += p.numel();
      ++tensors;
    }
    return std::pair(count, tensors);
  };
  const auto a = VideoEncoder::make_random(load_video_encoder_config("mvit_b_16x4"), 1);
  EXPECT_EQ(a.parameter_count(), 36'696'800);
  EXPECT_EQ(pure(a), std::pair(std::int64_t{36'303'072}, std::int64_t{375}));
  EXPECT_EQ(a.tower()->state().size(), 377u);
  const auto b = VideoEncoder::make_random(load_video_encoder_config("mvit_b_32x3"), 1);
  EXPECT_EQ(pure(b), std::pair(std::int64_t{36'303'840}, std::int64_t{375}));
}

TEST(VideoEncoder, SameSeedSameWeightsOtherSeedOthers) {
  const auto a = VideoEncoder::make_random(tiny(), 5), b = VideoEncoder::make_random(tiny(), 5);
  const auto c = VideoEncoder::make_random(tiny(), 6);
  EXPECT_EQ(a.weights_hash(), b.weights_hash());
  EXPECT_NE(a.weights_hash(), c.weights_hash());
  EXPECT_EQ(a.weights_hash().size(), 64u);
}

TEST(VideoEncoder, InitialValuesHaveTheStatedDistributions) {
  const auto encoder = VideoEncoder::make_random(load_video_encoder_config("mvit_small"), 3);
  for (const auto& [name, p] : encoder.tower()->state()) {
    const double mean = p.mean().item<double>(), largest = p.abs().max().item<double>();
    const bool is_convolution =
        name.find("pool_") != std::string::npos || name.find("patch_model") != std::string::npos;
    if (name.find("norm") != std::string::npos) {
      EXPECT_EQ(mean, name.ends_with("weight") ? 1 : 0) << name;
    } else if (is_convolution) {
      const double bound =
          1 / std::sqrt(name.find("pool_") != std::string::npos ? 27.0 : 3 * 3 * 7 * 7);
      EXPECT_LE(largest, bound) << name;
      EXPECT_GT(largest, 0.8 * bound) << name;
    } else if (name.ends_with("bias")) {
      EXPECT_EQ(largest, 0) << name;
    } else if (p.numel() >= 1000) {
      EXPECT_NEAR(p.std().item<double>(), 0.02, 0.0016) << name;
      EXPECT_NEAR(mean, 0, 0.0025) << name;
    }
  }
}

TEST(VideoEncoder, SaveAndLoadKeepWeightsConfigHashAndResults) {
  const test::ScratchFolder folder;
  const auto a = VideoEncoder::make_random(tiny(), 5);
  a.save(folder / "a.safetensors");
  const auto b = VideoEncoder::load(folder / "a.safetensors");
  EXPECT_EQ(a.weights_hash(), b.weights_hash());
  VideoEncoderConfig wanted = a.config(), got = b.config();
  EXPECT_EQ(to_toml(fields_of(wanted)), to_toml(fields_of(got)));
  const at::Tensor clips = clips_for(tiny(), 2);
  EXPECT_TRUE(same(a.embed(clips, false).embedding, b.embed(clips, false).embedding));
  b.save(folder / "b.safetensors");
  EXPECT_EQ(read_file(folder / "a.safetensors"), read_file(folder / "b.safetensors"));
}

TEST(VideoEncoder, RandomWeightsStayRandomUntilTrained) {
  const test::ScratchFolder folder;
  const auto a = VideoEncoder::make_random(tiny(), 5);
  EXPECT_TRUE(a.is_random());
  a.save(folder / "a.safetensors");
  const auto b = VideoEncoder::load(folder / "a.safetensors");
  EXPECT_TRUE(b.is_random());
  const std::string before = b.weights_hash();
  {
    const at::NoGradGuard no_grad;
    b.tower()->parameters().front().add_(0.5);
  }
  EXPECT_FALSE(b.is_random());
  EXPECT_NE(b.weights_hash(), before);
  b.save(folder / "b.safetensors");
  EXPECT_FALSE(VideoEncoder::load(folder / "b.safetensors").is_random());
}

TEST(VideoEncoder, LoadNamesEveryTensorThatDoesNotFit) {
  const test::ScratchFolder folder;
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  NamedTensors tensors = encoder.tower()->state();
  for (auto& [name, t] : tensors) {
    if (name == "video_proj.bias") t = at::zeros({31});
    if (name == "video_encoder.norm_embed.bias") name = "video_encoder.norm_embed.shift";
  }
  write_safetensors(folder / "bad.safetensors", to_views(tensors).views, {});
  const auto text =
      test::error_text_of([&] { VideoEncoder::load(folder / "bad.safetensors", tiny()); });
  EXPECT_NE(text.find("video_proj.bias: (31) in the file, (32) in the model"), std::string::npos)
      << text;
  EXPECT_NE(text.find("video_encoder.norm_embed.bias"), std::string::npos) << text;
  EXPECT_NE(text.find("video_encoder.norm_embed.shift"), std::string::npos) << text;
  EXPECT_EQ(test::error_code_of([&] { VideoEncoder::load(folder / "bad.safetensors", tiny()); }),
            ErrorCode::kModel);
  // and a file without a configuration needs one
  EXPECT_EQ(test::error_code_of([&] { VideoEncoder::load(folder / "bad.safetensors"); }),
            ErrorCode::kModel);
}

TEST(VideoEncoder, DamagedWeightsAreNoticed) {
  const test::ScratchFolder folder;
  VideoEncoder::make_random(tiny(), 5).save(folder / "a.safetensors");
  auto bytes = read_file(folder / "a.safetensors");
  bytes[bytes.size() - 3] ^= std::byte{1};
  write_file(folder / "b.safetensors", bytes);
  EXPECT_EQ(test::error_code_of([&] { VideoEncoder::load(folder / "b.safetensors"); }),
            ErrorCode::kModel);
}

TEST(VideoEncoder, EmbeddingsAreUnitVectorsAndDoNotDependOnTheBatch) {
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  const at::Tensor clips = clips_for(tiny(), 5);
  for (const bool bf16 : {false, true}) {
    const auto all = encoder.embed(clips, bf16);
    EXPECT_EQ(all.embedding.sizes(), (at::IntArrayRef{5, 32}));
    EXPECT_EQ(all.features.sizes(), (at::IntArrayRef{5, 32}));
    EXPECT_EQ(all.embedding.scalar_type(), at::kFloat);
    EXPECT_EQ(all.features.scalar_type(), at::kFloat);
    EXPECT_LT((all.embedding.norm(2, 1) - 1).abs().max().item<double>(), 1e-6);
    for (std::int64_t i = 0; i < 5; ++i) {
      EXPECT_TRUE(same(encoder.embed(clips.narrow(0, i, 1), bf16).embedding,
                       all.embedding.narrow(0, i, 1)));
    }
  }
  EXPECT_EQ(encoder.embed(clips.narrow(0, 0, 0), false).embedding.sizes(),
            (at::IntArrayRef{0, 32}));
}

TEST(VideoEncoder, Bfloat16FollowsTheWeights) {
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  const at::Tensor clips = clips_for(tiny(), 1);
  const auto before = encoder.embed(clips, true).embedding;
  {
    const at::NoGradGuard no_grad;
    for (const auto& p : encoder.tower()->parameters()) p.add_(0.05);
  }
  const auto after = encoder.embed(clips, true).embedding;
  EXPECT_GT(compare_tensors(after, before).max_abs, 1e-2);
  EXPECT_LT(compare_tensors(after, encoder.embed(clips, false).embedding).max_abs, 1e-2);
}

TEST(VideoEncoder, WorksFromSeveralThreads) {
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  const at::Tensor clips = clips_for(tiny(), 2);
  const auto wanted = encoder.embed(clips, false).embedding,
             wanted16 = encoder.embed(clips, true).embedding;
  std::vector<at::Tensor> got(8);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < got.size(); ++i) {
    threads.emplace_back([&, i] { got[i] = encoder.embed(clips, i % 2 == 1).embedding; });
  }
  for (auto& t : threads) t.join();
  for (std::size_t i = 0; i < got.size(); ++i)
    EXPECT_TRUE(same(got[i], i % 2 == 1 ? wanted16 : wanted)) << i;
}

TEST(VideoEncoder, WrongClipsAreShapeErrors) {
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  const auto code = [&](const at::Tensor& clips) {
    return test::error_code_of([&] { encoder.embed(clips, false); });
  };
  EXPECT_EQ(code(at::zeros({1, 1, 8, 32, 32})), ErrorCode::kShape);
  EXPECT_EQ(code(at::zeros({3, 8, 32, 32})), ErrorCode::kShape);
  EXPECT_EQ(code(at::zeros({1, 3, 8, 32, 32}, at::kDouble)), ErrorCode::kShape);
  encoder.tower()->train();
  EXPECT_EQ(code(at::zeros({1, 3, 8, 32, 32})), ErrorCode::kInternal);
}

TEST(VideoTower, DropoutOnlyWhileTrainingAndFromTheGivenGenerator) {
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  const auto tower = encoder.tower();
  const at::Tensor clips = clips_for(tiny(), 4);
  const at::NoGradGuard no_grad;
  const auto still = tower->forward(clips).features;
  EXPECT_TRUE(same(still, tower->forward(clips).features));
  tower->train();
  const auto draw = [&](std::uint64_t seed) {
    tower->mvit().set_generator(at::make_generator<at::CPUGeneratorImpl>(seed));
    return tower->forward(clips).features;
  };
  const auto a = draw(1), b = draw(1), c = draw(2);
  EXPECT_TRUE(same(a, b));
  EXPECT_FALSE(same(a, c));
  // each feature is dropped or doubled
  const at::Tensor ok = a.eq(0).logical_or((a - 2 * still).abs().lt(1e-4));
  EXPECT_TRUE(ok.all().item<bool>());
  const double share = a.eq(0).to(at::kFloat).mean().item<double>();
  EXPECT_GT(share, 0.3);
  EXPECT_LT(share, 0.7);
}

TEST(VideoEncoder, IsMadeTheSameInsideInferenceMode) {
  const c10::InferenceMode inference;
  const auto encoder = VideoEncoder::make_random(tiny(), 5);
  EXPECT_TRUE(encoder.is_random());
  EXPECT_EQ(encoder.embed(clips_for(tiny(), 1), true).embedding.size(1), 32);
}

}  // namespace
}  // namespace chordae
