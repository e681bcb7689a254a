#include <gtest/gtest.h>
#include <torch/torch.h>

#include "chordae/nn/multiscale_block.h"
#include "chordae/nn/token_embedding.h"
#include "chordae/tensor/compare.h"
#include "support/test_support.h"

namespace chordae {
namespace {

at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed, at::ScalarType type = at::kDouble) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed), at::TensorOptions(type));
}

// One head of width 1 on a 1 x 3 x 3 grid, kernel of ones, stride 2: sums over corners of 1..9.
TEST(DepthwisePool, HandComputed) {
  const at::Tensor tokens =
      at::tensor({100., 1., 2., 3., 4., 5., 6., 7., 8., 9.}).reshape({1, 10, 1});
  const at::Tensor pooled =
      depthwise_pool(tokens, at::ones({1, 1, 3, 3, 3}, at::kDouble), {1, 3, 3}, {1, 2, 2});
  EXPECT_TRUE(
      at::equal(pooled, at::tensor({100., 12., 16., 24., 28.}, at::kDouble).reshape({1, 5, 1})));
}

struct PoolCase {
  Grid grid;
  Triple kernel, stride;
  std::int64_t heads, width;
};
const std::vector<PoolCase> kCases = {{{4, 7, 6}, {3, 3, 3}, {1, 2, 2}, 2, 5},
                                      {{2, 8, 8}, {3, 3, 3}, {1, 8, 8}, 1, 16},
                                      {{3, 5, 4}, {3, 3, 3}, {1, 1, 1}, 3, 4},
                                      {{5, 6, 7}, {1, 5, 3}, {2, 3, 1}, 2, 3},
                                      {{1, 1, 1}, {3, 3, 3}, {2, 2, 2}, 1, 2}};

TEST(DepthwisePool, EqualsConvolutionWithBothGradients) {
  for (std::size_t i = 0; i < kCases.size(); ++i) {
    const auto& c = kCases[i];
    const auto run = [&](bool ours) {
      const at::Tensor tokens =
          normal({2, 1 + c.grid.tokens(), c.heads * c.width}, i).requires_grad_();
      const at::Tensor weight =
          normal({c.width, 1, c.kernel[0], c.kernel[1], c.kernel[2]}, 50 + i).requires_grad_();
      const at::Tensor out = ours ? depthwise_pool(tokens, weight, c.grid, c.stride)
                                  : depthwise_pool_by_convolution(tokens, weight, c.grid, c.stride);
      (out * normal(out.sizes(), 99)).sum().backward();
      return NamedTensors{
          {"out", out.detach()}, {"tokens", tokens.grad()}, {"weight", weight.grad()}};
    };
    const auto result = compare_sets(run(true), run(false), {1e-13, 0});
    EXPECT_TRUE(result.ok()) << i << ": " << result.text();
  }
}

TEST(DepthwisePool, IsTheSameForAnyNumberOfThreads) {
  const Grid grid = {4, 14, 14};
  const int threads = at::get_num_threads();
  const auto run = [&](int n) {
    at::set_num_threads(n);
    const at::Tensor tokens = normal({2, 1 + grid.tokens(), 32}, 1, at::kFloat).requires_grad_();
    const at::Tensor weight = normal({16, 1, 3, 3, 3}, 2, at::kFloat).requires_grad_();
    const at::Tensor out = depthwise_pool(tokens, weight, grid, {1, 2, 2});
    out.pow(2).sum().backward();
    return std::array{out.detach(), tokens.grad(), weight.grad()};
  };
  const auto a = run(1), b = run(3);
  at::set_num_threads(threads);
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(at::equal(a[i], b[i])) << i;
}

TEST(DepthwisePool, Bfloat16IsSummedInFloat) {
  const Grid grid = {2, 6, 6};
  const at::Tensor tokens = normal({1, 1 + grid.tokens(), 8}, 1, at::kFloat).to(at::kBFloat16);
  const at::Tensor weight = normal({8, 1, 3, 3, 3}, 2, at::kFloat);
  const at::Tensor out = depthwise_pool(tokens, weight, grid, {1, 2, 2});
  EXPECT_EQ(out.scalar_type(), at::kFloat);
  EXPECT_TRUE(at::equal(out, depthwise_pool(tokens.to(at::kFloat), weight, grid, {1, 2, 2})));
}

TEST(DepthwisePool, TokensMustFitTheGrid) {
  const at::Tensor weight = at::zeros({4, 1, 3, 3, 3});
  const auto code = [&](const at::Tensor& tokens) {
    return test::error_code_of([&] { depthwise_pool(tokens, weight, {2, 3, 3}, {1, 1, 1}); });
  };
  EXPECT_EQ(code(at::zeros({1, 18, 4})), ErrorCode::kShape);
  EXPECT_EQ(code(at::zeros({1, 19, 6})), ErrorCode::kShape);
  EXPECT_EQ(code(at::zeros({19, 4})), ErrorCode::kShape);
}

TEST(MaxPool, HandComputedAndTheSameInTwoAndThreeDimensions) {
  const at::Tensor tokens =
      at::tensor({-5., 1., 2., 3., 4., 5., 6., 7., 8., 9.}).reshape({1, 10, 1});
  EXPECT_TRUE(at::equal(max_pool(tokens, {1, 3, 3}, {1, 2, 2}),
                        at::tensor({-5., 5., 6., 8., 9.}).reshape({1, 5, 1})));
  EXPECT_TRUE(at::equal(max_pool(tokens, {1, 3, 3}, {1, 1, 1}), tokens));
  const Grid grid = {4, 6, 6};
  const at::Tensor x = normal({2, 1 + grid.tokens(), 5}, 3);
  const at::Tensor body = x.narrow(1, 1, grid.tokens()).transpose(1, 2).reshape({2, 5, 4, 6, 6});
  const auto by_volume = [&](Triple stride, Triple kernel) {
    const at::Tensor pooled =
        at::max_pool3d(body, kernel, stride, half(kernel)).flatten(2).transpose(1, 2);
    return at::cat({x.narrow(1, 0, 1), pooled}, 1);
  };
  EXPECT_TRUE(at::equal(max_pool(x, grid, {1, 2, 2}), by_volume({1, 2, 2}, {1, 3, 3})));
  EXPECT_TRUE(at::equal(max_pool(x, grid, {2, 2, 1}), by_volume({2, 2, 1}, {3, 3, 1})));
}

// Parity breakers, one each: exact GELU, the epsilon that was given, a bias that is there.
TEST(Layers, GeluIsExact) {
  Mlp mlp(1, 1, 1);
  const at::NoGradGuard no_grad;
  for (const auto& p : mlp.named_parameters()) p.value().fill_(p.key().ends_with("weight") ? 1 : 0);
  const double x = 2;
  const double exact = 0.5 * x * (1 + std::erf(x / std::sqrt(2.0)));
  const double got = mlp.forward(at::full({1}, x)).item<double>();
  EXPECT_NEAR(got, exact, 1e-7);
  const double tanh_form = at::gelu(at::full({1}, x), "tanh").item<double>();
  EXPECT_GT(std::abs(got - tanh_form), 5e-5);
}

TEST(Layers, LayerNormUsesItsEpsilon) {
  const at::NoGradGuard no_grad;
  for (const double eps : {1e-6, 1e-5, 1e-12}) {
    LayerNorm norm(2, eps);
    norm.weight.fill_(1);
    norm.bias.fill_(0);
    norm.to(at::kDouble);
    const at::Tensor y = norm.forward(at::tensor({1e-3, -1e-3}, at::kDouble));
    EXPECT_NEAR(y[0].item<double>(), 1e-3 / std::sqrt(1e-6 + eps), 1e-12) << eps;
  }
}

TEST(Layers, LinearComputesInTheTypeOfItsWeight) {
  const at::NoGradGuard no_grad;
  Linear linear(4, 3);
  linear.weight.fill_(0.5);
  linear.bias.fill_(1);
  EXPECT_EQ(linear.forward(at::ones({2, 4}))[0][0].item<float>(), 3);
  linear.cast(at::kBFloat16);
  EXPECT_EQ(linear.forward(at::ones({2, 4})).scalar_type(), at::kBFloat16);
  EXPECT_EQ(linear.named_parameters()["weight"].scalar_type(), at::kBFloat16);
}

TEST(PositionalEmbedding, SpaceRepeatsOverTimeAndTimeOverSpace) {
  PositionalEmbedding positions({2, 1, 3}, 1);
  const at::NoGradGuard no_grad;
  auto p = positions.named_parameters();
  p["cls_token"].fill_(1000);
  p["pos_embed_class"].fill_(500);
  p["pos_embed_spatial"].copy_(at::tensor({1, 2, 3}).reshape({1, 3, 1}));
  p["pos_embed_temporal"].copy_(at::tensor({10, 20}).reshape({1, 2, 1}));
  const at::Tensor out = positions.forward(at::full({1, 6, 1}, 100.F));
  EXPECT_TRUE(
      at::equal(out.flatten(), at::tensor({1500.F, 111.F, 112.F, 113.F, 121.F, 122.F, 123.F})));
}

TEST(PatchEmbedding, TokensAreInTimeRowColumnOrder) {
  PatchEmbedding patches(
      {.channels = 1, .width = 1, .kernel = {1, 1, 1}, .stride = {1, 1, 1}, .padding = {0, 0, 0}});
  const at::NoGradGuard no_grad;
  for (const auto& p : patches.named_parameters())
    p.value().fill_(p.key().ends_with("weight") ? 1 : 0);
  const at::Tensor clip = at::arange(24, at::kFloat);
  EXPECT_TRUE(at::equal(patches.forward(clip.reshape({1, 1, 2, 3, 4})).flatten(), clip));
}

TEST(PoolingAttention, WidthMustSplitIntoHeads) {
  EXPECT_EQ(test::error_code_of([] { PoolingAttention({.width = 10, .heads = 3}); }),
            ErrorCode::kConfig);
}

TEST(PoolingAttention, WithoutPoolingItIsPlainAttention) {
  PoolingAttention attention({.width = 6, .heads = 2});
  const at::NoGradGuard no_grad;
  attention.to(at::kDouble);
  std::uint64_t seed = 0;
  for (const auto& p : attention.parameters()) p.copy_(normal(p.sizes(), ++seed));
  auto p = attention.named_parameters();
  const at::Tensor x = normal({2, 5, 6}, 77);
  const auto heads = [&](const char* n) {
    return at::linear(x, p[std::string(n) + ".weight"], p[std::string(n) + ".bias"])
        .reshape({2, 5, 2, 3})
        .transpose(1, 2);
  };
  const at::Tensor scores = at::matmul(heads("q"), heads("k").transpose(2, 3)) / std::sqrt(3.0);
  const at::Tensor mixed =
      at::matmul(at::softmax(scores, -1), heads("v")).transpose(1, 2).reshape({2, 5, 6});
  const at::Tensor wanted = at::linear(mixed, p["proj.weight"], p["proj.bias"]);
  EXPECT_LT(compare_tensors(attention.forward(x, {1, 2, 2}), wanted).relative(), 1e-12);
}

}  // namespace
}  // namespace chordae
