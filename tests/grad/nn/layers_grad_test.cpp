// Gradients of each layer against a numerical Jacobian in double, at toy size.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <iostream>

#include "chordae/nn/multiscale_block.h"
#include "chordae/nn/token_embedding.h"
#include "chordae/tensor/compare.h"

namespace chordae {
namespace {

at::Tensor normal(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed),
                   at::TensorOptions(at::kDouble));
}

using Function = std::function<at::Tensor()>;

/// d (sum of out * direction) / d tensor by central differences of fourth order.
at::Tensor numerical(const Function& f, const at::Tensor& direction, const at::Tensor& tensor) {
  const at::NoGradGuard no_grad;
  const double h = 1e-3;
  at::Tensor gradient = at::empty_like(tensor);
  auto values = tensor.detach().view({-1});
  auto out = gradient.view({-1});
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    const double x = values[i].item<double>();
    const auto at_step = [&](double step) {
      values[i].fill_(x + step * h);
      return (f() * direction).sum().item<double>();
    };
    const double slope = (8 * (at_step(1) - at_step(-1)) - (at_step(2) - at_step(-2))) / (12 * h);
    values[i].fill_(x);
    out[i].fill_(slope);
  }
  return gradient;
}

/// The gradients of all the named tensors, ours beside the numerical ones.
SetComparison compare_gradients(const NamedTensors& inputs, const Function& f) {
  const at::Tensor out = f();
  const at::Tensor direction = normal(out.sizes(), 4711);
  (out * direction).sum().backward();
  NamedTensors ours, wanted;
  double largest = 0;
  for (const auto& [name, t] : inputs) {
    ours.emplace_back(name, t.grad());
    wanted.emplace_back(name, numerical(f, direction, t));
    largest = std::max(largest, wanted.back().second.abs().max().item<double>());
  }
  // 1e-6 of each tensor's largest entry; gradients that are zero in exact arithmetic get 1e-9 of
  // all.
  return compare_sets(ours, wanted, {1e-6, 1e-9 * largest});
}

/// All parameters random and in double, followed by `input`.
NamedTensors inputs_of(torch::nn::Module& module, const at::Tensor& input) {
  module.to(at::kDouble);
  NamedTensors out;
  std::uint64_t seed = 100;
  for (const auto& item : module.named_parameters()) {
    const at::NoGradGuard no_grad;
    item.value().copy_(normal(item.value().sizes(), ++seed) * 0.5);
    if (item.key().find("norm") != std::string::npos && item.key().ends_with("weight"))
      item.value().add_(1);
    out.emplace_back(item.key(), item.value());
  }
  out.emplace_back("input", input);
  return out;
}

void expect_gradients(const std::string& what, torch::nn::Module& module, const at::Tensor& input,
                      const Function& f) {
  const auto c = compare_gradients(inputs_of(module, input), f);
  std::cout << "  margin, " << what << ": " << c.text() << "\n";
  EXPECT_TRUE(c.ok()) << what << ": " << c.text();
}

constexpr Grid kGrid = {2, 4, 4};
at::Tensor tokens(std::int64_t width) {
  return normal({2, 1 + kGrid.tokens(), width}, 1).requires_grad_();
}

TEST(Gradients, Linear) {
  Linear layer(5, 3);
  const at::Tensor x = normal({4, 5}, 1).requires_grad_();
  expect_gradients("Linear", layer, x, [&] { return layer.forward(x); });
}

TEST(Gradients, LayerNorm) {
  LayerNorm layer(6, 1e-6);
  const at::Tensor x = normal({4, 6}, 1).requires_grad_();
  expect_gradients("LayerNorm", layer, x, [&] { return layer.forward(x); });
}

TEST(Gradients, DepthwisePool) {
  DepthwisePool layer(3, {3, 3, 3}, {1, 2, 2});
  const at::Tensor x = tokens(6);
  expect_gradients("DepthwisePool", layer, x, [&] { return layer.forward(x, kGrid); });
}

TEST(Gradients, Mlp) {
  Mlp layer(4, 7, 3);
  const at::Tensor x = normal({5, 4}, 1).requires_grad_();
  expect_gradients("Mlp", layer, x, [&] { return layer.forward(x); });
}

TEST(Gradients, PoolingAttention) {
  // Four channels a head: a norm over two is nearly a step, which differences cannot follow.
  PoolingAttention layer({.width = 8,
                          .heads = 2,
                          .query_stride = Triple{1, 2, 2},
                          .key_value_stride = Triple{1, 4, 4}});
  const at::Tensor x = tokens(8);
  expect_gradients("PoolingAttention", layer, x, [&] { return layer.forward(x, kGrid); });
}

TEST(Gradients, MultiscaleBlockThatPoolsAndWidens) {
  MultiscaleBlock layer({.attention = {.width = 4,
                                       .heads = 1,
                                       .query_stride = Triple{1, 2, 2},
                                       .key_value_stride = Triple{1, 2, 2}},
                         .width_out = 6,
                         .hidden = 8});
  // Far apart, so that no step of the differences changes which token is the maximum.
  const at::Tensor order =
      at::randperm(2 * 33 * 4, at::make_generator<at::CPUGeneratorImpl>(5), at::kDouble);
  const at::Tensor x = (order.reshape({2, 33, 4}) / 40).requires_grad_();
  expect_gradients("MultiscaleBlock", layer, x, [&] { return layer.forward(x, kGrid); });
}

TEST(Gradients, PatchAndPositionalEmbedding) {
  PatchEmbedding patches(
      {.channels = 2, .width = 3, .kernel = {3, 3, 3}, .stride = {2, 2, 2}, .padding = {1, 1, 1}});
  const at::Tensor clip = normal({1, 2, 4, 4, 4}, 1).requires_grad_();
  expect_gradients("PatchEmbedding", patches, clip, [&] { return patches.forward(clip); });
  PositionalEmbedding positions({2, 2, 2}, 3);
  const at::Tensor x = normal({2, 8, 3}, 1).requires_grad_();
  expect_gradients("PositionalEmbedding", positions, x, [&] { return positions.forward(x); });
}

TEST(Gradients, TheComparerNoticesAWrongGradient) {
  // The forward pass that the differences see is off by a thousandth from the one that was
  // differentiated.
  Mlp layer(4, 7, 3);
  const at::Tensor x = normal({5, 4}, 1).requires_grad_();
  const NamedTensors inputs = inputs_of(layer, x);
  bool first = true;
  const auto c = compare_gradients(inputs, [&] {
    const at::Tensor out = layer.forward(x);
    return std::exchange(first, false) ? out * 1.001 : out;
  });
  EXPECT_FALSE(c.ok());
  EXPECT_NEAR(c.worst_comparison.relative(), 1e-3, 1e-4);
}

}  // namespace
}  // namespace chordae
