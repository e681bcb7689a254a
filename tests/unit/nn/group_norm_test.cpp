// Group normalisation with skip and SiLU in one pass, and the shift of frames, beside Torch's operators.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "chordae/nn/group_norm.h"
#include "chordae/tensor/compare.h"

namespace chordae {
namespace {

at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed), at::TensorOptions(at::kDouble));
}

struct Case {
  std::int64_t images, channels, rows, columns, groups;
  bool skip;
};

NamedTensors run(const Case& c, at::ScalarType type, bool ours) {
  const auto leaf = [&](at::IntArrayRef shape, std::uint64_t seed, at::ScalarType as) {
    at::Tensor t = normal(shape, seed).to(as);
    if (t.dim() == 4) t = t.contiguous(at::MemoryFormat::ChannelsLast);
    return t.requires_grad_();
  };
  const at::ScalarType wide = type == at::kBFloat16 ? at::kFloat : type;
  const std::vector<std::int64_t> shape{c.images, c.channels, c.rows, c.columns};
  GroupNorm norm(c.groups, c.channels);
  norm.weight = leaf({c.channels}, 1, wide), norm.bias = leaf({c.channels}, 2, wide);
  const at::Tensor x = leaf(shape, 3, type), skip = c.skip ? leaf(shape, 4, type) : at::Tensor();
  at::Tensor y;
  if (ours) {
    y = norm.forward(x, skip);
  } else {  // in double from the same values
    const auto up = [](const at::Tensor& t) { return t.defined() ? t.to(at::kDouble) : t; };
    y = group_norm_silu_by_torch(up(x), up(skip), up(norm.weight), up(norm.bias), c.groups);
  }
  (y * normal(shape, 5).to(y.scalar_type())).sum().backward();
  NamedTensors out{{"y", y.detach()}, {"x", x.grad()}, {"weight", norm.weight.grad()}, {"bias", norm.bias.grad()}};
  if (c.skip) out.emplace_back("skip", skip.grad());
  for (auto& [name, t] : out) t = t.to(at::kDouble);
  return out;
}

TEST(GroupNorm, EqualsTorchsOperatorsWithAllGradients) {
  for (const Case& c : {Case{3, 24, 6, 5, 8, true}, Case{2, 16, 1, 1, 2, false}, Case{4, 80, 8, 8, 8, true},
                        Case{1, 8, 32, 32, 1, false}}) {
    const NamedTensors expected = run(c, at::kDouble, false);
    EXPECT_TRUE(compare_sets(run(c, at::kDouble, true), expected, {1e-12, 1e-13}).ok());
    const auto single = compare_sets(run(c, at::kFloat, true), run(c, at::kFloat, false), {2e-5, 2e-6});
    EXPECT_TRUE(single.ok()) << single.text();
    const auto half = compare_sets(run(c, at::kBFloat16, true), run(c, at::kBFloat16, false), {0.01, 0.02});
    EXPECT_TRUE(half.ok()) << half.text();
  }
}

TEST(GroupNorm, FarValuesAndThoseThatAreNoNumbers) {
  GroupNorm norm(1, 8);
  norm.weight = at::full({8}, 1.0), norm.bias = at::zeros({8});
  at::Tensor x = at::zeros({1, 8, 2, 2}).contiguous(at::MemoryFormat::ChannelsLast), skip = at::zeros_like(x);
  skip[0][0][0][0] = 300, skip[0][1][0][0] = -300;
  at::Tensor y = norm.forward(x, skip);
  EXPECT_EQ(y[0][0][0][0].item<float>(), 300);
  EXPECT_NEAR(y[0][1][0][0].item<float>(), 0, 1e-30);
  x[0][2][1][0] = std::numeric_limits<float>::quiet_NaN();
  for (const auto type : {at::kFloat, at::kBFloat16}) {
    EXPECT_TRUE(norm.forward(x.to(type), skip.to(type)).isnan().all().item<bool>());  // as the mean is
  }
}

TEST(ShiftFrames, IsRollsOfQuartersAndItsGradientTheirInverse) {
  at::Tensor x = normal({2 * 5, 16, 3, 4}, 7).contiguous(at::MemoryFormat::ChannelsLast).requires_grad_();
  const at::Tensor y = shift_frames(x, 5);
  const at::Tensor v = x.detach().view({2, 5, 16, 3, 4}), w = y.detach().view({2, 5, 16, 3, 4});
  EXPECT_TRUE(at::equal(w.narrow(2, 0, 4), v.narrow(2, 0, 4).roll({1}, {1})));
  EXPECT_TRUE(at::equal(w.narrow(2, 4, 4), v.narrow(2, 4, 4).roll({-1}, {1})));
  EXPECT_TRUE(at::equal(w.narrow(2, 8, 8), v.narrow(2, 8, 8)));
  y.backward(y.detach());  // the inverse of what it did
  EXPECT_TRUE(at::equal(x.grad(), x.detach()));
}

}  // namespace
}  // namespace chordae
