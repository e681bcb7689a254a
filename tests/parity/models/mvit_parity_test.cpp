// Our MViT beside pytorchvideo's: same weights, same clips, every block, embedding, loss and every
// gradient by name; then the comparer is shown to notice a single wrong weight, epsilon or GELU.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <iostream>

#include "chordae/base/strings.h"
#include "chordae/models/mvit.h"
#include "chordae/models/video_encoder.h"
#include "chordae/tensor/compare.h"
#include "chordae/tensor/state_dict.h"
#include "support/test_support.h"

namespace chordae {
namespace {

// Relative to the largest entry of each tensor. A maximum of the skip path that changes its mind
// between two nearly equal tokens costs either program some 1e-4 in the gradients of what is below:
// so the smaller models are compared with the original in float64 too, and its own error is
// printed. The floor is for gradients that are zero in exact arithmetic (a bias added to every key
// alike), as a share of the largest gradient of all.
constexpr double kForward = 5e-6, kGradient = 1e-3, kGradientFloor = 1e-6;

std::map<std::string, at::Tensor> tensors_of(const std::filesystem::path& path) {
  const NamedTensors list = read_tensors(SafetensorsFile(path));
  return {list.begin(), list.end()};
}

struct Original {
  test::ScratchFolder folder;
  VideoEncoderConfig config;

  Original(VideoEncoderConfig c, const std::string& options) : config(std::move(c)) {
    write_file(folder / "config.toml", to_toml(fields_of(config)));
    const auto script = test::source_root() / "tools/reference/mvit_reference.py";
    const auto run = test::run_command(cat(test::python(), " ", script.string(), " --config ",
                                           (folder / "config.toml").string(), " --out ",
                                           folder.path().string(), " ", options));
    if (run.status != 0) throw Error(ErrorCode::kInternal, "the reference failed: " + run.err);
  }
  VideoEncoder load() const { return VideoEncoder::load(folder / "weights.safetensors", config); }
  VideoEncoder load(const VideoEncoderConfig& other) const {
    return VideoEncoder::load(folder / "weights.safetensors", other);
  }
  std::map<std::string, at::Tensor> file(const std::string& name) const {
    return tensors_of(folder / (name + ".safetensors"));
  }
};

at::Tensor loss_of(const at::Tensor& embedding, const at::Tensor& target) {
  return (embedding - target).pow(2).mean();
}

struct OurRun {
  NamedTensors values;     ///< block.NN, features, embedding, loss
  NamedTensors gradients;  ///< by parameter
};

OurRun run(const VideoEncoder& encoder, const std::map<std::string, at::Tensor>& data,
           bool gradients) {
  const at::AutoGradMode mode(gradients);
  OurRun out;
  const auto tower = encoder.tower();
  tower->zero_grad();
  const auto result =
      tower->forward(data.at("clips"), [&](std::size_t i, const at::Tensor& tokens, const Grid&) {
        out.values.emplace_back(cat("block.", i < 10 ? "0" : "", i), tokens.detach());
      });
  const at::Tensor loss = loss_of(result.embedding, data.at("target"));
  out.values.emplace_back("features", result.features.detach());
  out.values.emplace_back("embedding", result.embedding.detach());
  out.values.emplace_back("loss", loss.detach());
  if (gradients) {
    loss.backward();
    for (const auto& [name, p] : tower->state()) out.gradients.emplace_back(name, p.grad());
  }
  return out;
}

NamedTensors named(const std::map<std::string, at::Tensor>& tensors) {
  return {tensors.begin(), tensors.end()};
}

double largest(const std::map<std::string, at::Tensor>& tensors) {
  double out = 0;
  for (const auto& [name, t] : tensors) out = std::max(out, t.abs().max().item<double>());
  return out;
}

SetComparison forward_error(const Original& original, const VideoEncoder& encoder) {
  return compare_sets(run(encoder, original.file("data"), false).values,
                      named(original.file("expected")), {kForward, 0});
}

void report(const std::string& what, const SetComparison& c) {
  std::cout << "  margin, " << what << ": " << c.text() << "\n";
  EXPECT_TRUE(c.ok()) << what << ": " << c.text();
}

Limit gradient_limit(const std::map<std::string, at::Tensor>& gradients) {
  return {kGradient, kGradientFloor * largest(gradients)};
}

void compare_outputs_and_gradients(const Original& original, const std::string& what) {
  const OurRun ours = run(original.load(), original.file("data"), true);
  report(what + ", outputs",
         compare_sets(ours.values, named(original.file("expected")), {kForward, 0}));
  const auto theirs = original.file("gradients");
  report(what + ", gradients", compare_sets(ours.gradients, named(theirs), gradient_limit(theirs)));
  if (!std::filesystem::exists(original.folder / "exact.safetensors")) return;
  const auto exact = original.file("exact");
  const auto ours_off = compare_sets(ours.gradients, named(exact), gradient_limit(exact));
  report(what + ", gradients against float64", ours_off);
  const auto theirs_off = compare_sets(named(theirs), named(exact), gradient_limit(exact));
  std::cout << "  (the original's own float32: " << theirs_off.text() << ")\n";
}

/// Everything that mvit_tiny has not: query pooling at two blocks, one of them in time; heads and
/// widths that change apart; unequal strides; two blocks after the last pooling; no bias.
VideoEncoderConfig odd_config() {
  VideoEncoderConfig c;
  c.name = "odd";
  c.projection_width = 24;
  auto& m = c.mvit;
  m.frames = c.transform.frames = 8;
  m.crop_size = c.transform.crop_size = 48;
  m.depth = 5;
  m.embed_dim = 16;
  m.num_heads = 2;
  m.mlp_ratio = 3;
  m.qkv_bias = false;
  m.dim_mul_blocks = {2, 3};
  m.dim_mul = {2, 2};
  m.head_mul_blocks = {3};
  m.head_mul = {2};
  m.pool_q_blocks = {1, 3};
  m.pool_q_stride = {1, 2, 2, 2, 1, 2};
  m.pool_kv_stride_adaptive = {2, 4, 4};
  return c;
}

class MvitParity : public ::testing::Test {
 protected:
  void SetUp() override {
    CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
  }
};

TEST_F(MvitParity, TinyForwardLossAndEveryGradient) {
  compare_outputs_and_gradients(
      Original(load_video_encoder_config("mvit_tiny"), "--batch 3 --gradients --exact"),
      "mvit_tiny");
}

TEST_F(MvitParity, OddConfigurationForwardLossAndEveryGradient) {
  compare_outputs_and_gradients(Original(odd_config(), "--batch 2 --gradients --exact"), "odd");
}

TEST_F(MvitParity, SmallForwardLossAndEveryGradient) {
  compare_outputs_and_gradients(
      Original(load_video_encoder_config("mvit_small"), "--batch 2 --gradients --exact"),
      "mvit_small");
}

TEST_F(MvitParity, Full16x4ForwardLossAndEveryGradient) {
  const Original original(load_video_encoder_config("mvit_b_16x4"), "--gradients");
  compare_outputs_and_gradients(original, "mvit_b_16x4");
  const SafetensorsFile file(original.folder / "weights.safetensors");
  EXPECT_EQ(file.tensors().size(), 377u);
  EXPECT_EQ(file.metadata().at("parameters"), "36696800");
  // Registered in the original's order too.
  std::vector<std::string> order;
  for (const auto& [name, p] : original.load().tower()->state()) order.push_back(name);
  EXPECT_EQ(join(order, ","), file.metadata().at("order"));
}

TEST_F(MvitParity, Full32x3Forward) {
  const Original original(load_video_encoder_config("mvit_b_32x3"), "");
  report("mvit_b_32x3, outputs", forward_error(original, original.load()));
  EXPECT_EQ(SafetensorsFile(original.folder / "weights.safetensors").metadata().at("parameters"),
            "36697568");
}

TEST_F(MvitParity, EmbedIsTheSameInBatchesAndNearInBfloat16) {
  const Original original(load_video_encoder_config("mvit_small"), "--batch 4");
  const auto expected = original.file("expected");
  const VideoEncoder encoder = original.load();
  const at::Tensor clips = original.file("data").at("clips");
  const auto exact = encoder.embed(clips, false);
  report(
      "embed float32",
      compare_sets({{"embedding", exact.embedding}, {"features", exact.features}},
                   {{"embedding", expected.at("embedding")}, {"features", expected.at("features")}},
                   {kForward, 0}));
  const auto coarse = encoder.embed(clips, true);
  ASSERT_EQ(coarse.embedding.scalar_type(), at::kFloat);
  const double cosine = (coarse.embedding * expected.at("embedding")).sum(1).min().item<double>();
  std::cout << "  smallest cosine of bfloat16 and float32 embeddings: " << cosine << "\n";
  EXPECT_GT(cosine, 0.999);
  EXPECT_NE(cosine, 1.0);
}

// Ten steps with Torch's own optimisers: errors of gradients would grow, and do not.
TEST_F(MvitParity, TenOptimiserSteps) {
  const Original original(load_video_encoder_config("mvit_tiny"), "--batch 3 --steps 10");
  const auto data = original.file("data");
  for (const std::string kind : {"sgd", "adamw"}) {
    const VideoEncoder encoder = original.load();
    const auto tower = encoder.tower();
    std::unique_ptr<torch::optim::Optimizer> optimiser;
    if (kind == "sgd") {
      optimiser = std::make_unique<torch::optim::SGD>(tower->parameters(),
                                                      torch::optim::SGDOptions(0.05).momentum(0.9));
    } else {
      optimiser = std::make_unique<torch::optim::AdamW>(
          tower->parameters(), torch::optim::AdamWOptions(1e-3).weight_decay(0.01));
    }
    std::vector<at::Tensor> losses;
    for (int step = 0; step < 10; ++step) {
      optimiser->zero_grad();
      const at::Tensor loss =
          loss_of(tower->forward(data.at("clips")).embedding, data.at("target"));
      loss.backward();
      optimiser->step();
      losses.push_back(loss.detach());
    }
    auto expected = original.file(kind);
    report(kind + ", losses", compare_sets({{"losses", at::stack(losses)}},
                                           {{"losses", expected.at("losses")}}, {1e-4, 0}));
    EXPECT_LT(losses.back().item<double>(), 0.9 * losses.front().item<double>());
    expected.erase("losses");
    if (kind == "sgd") {
      report("sgd, weights", compare_sets(tower->state(), named(expected), {2e-4, 1e-6}));
    } else {
      // AdamW divides by the size of a gradient: where that is zero but for rounding, the step is
      // noise of full length in both programs. So the bulk is compared.
      double worst = 0;
      for (const auto& [name, p] : tower->state()) {
        const Comparison c = compare_tensors(p, expected.at(name));
        if (name.find("norm_k.bias") == std::string::npos) worst = std::max(worst, c.p50);
      }
      std::cout << "  margin, adamw, weights: worst median error " << worst
                << " of 0.01 moved at most\n";
      EXPECT_LT(worst, 1e-5);
    }
  }
}

TEST_F(MvitParity, TheComparerNoticesOneWrongWeightEpsilonOrGelu) {
  const Original original(load_video_encoder_config("mvit_tiny"), "--batch 2");
  ASSERT_TRUE(forward_error(original, original.load()).ok());

  // Every second entry by a part in a thousand: scaling a whole pooling kernel would be undone by
  // the norm behind it.
  for (const std::string name :
       {"video_encoder.blocks.1.attn.q.weight", "video_encoder.blocks.0.attn.pool_k.weight",
        "video_encoder.cls_positional_encoding.pos_embed_temporal", "video_proj.weight"}) {
    const VideoEncoder wrong = original.load();
    for (const auto& [key, p] : wrong.tower()->state()) {
      const at::NoGradGuard no_grad;
      if (key == name) p.detach().flatten().slice(0, 0, std::nullopt, 2).mul_(1.001);
    }
    const auto c = forward_error(original, wrong);
    EXPECT_FALSE(c.ok()) << name << " changed by 1e-3 and not noticed: " << c.text();
  }
  VideoEncoderConfig norm = original.config, pool_norm = original.config;
  norm.mvit.norm_eps = 1e-5;
  pool_norm.mvit.pool_norm_eps = 1e-6;
  for (const auto& config : {norm, pool_norm}) {
    const auto c = forward_error(original, original.load(config));
    EXPECT_FALSE(c.ok()) << "a wrong epsilon was not noticed: " << c.text();
  }
  const Original tanh_gelu(load_video_encoder_config("mvit_tiny"), "--batch 2 --tanh-gelu");
  EXPECT_FALSE(forward_error(tanh_gelu, tanh_gelu.load()).ok())
      << "an approximate GELU was not noticed";
}

}  // namespace
}  // namespace chordae
