#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cmath>
#include <limits>

#include "chordae/base/log.h"  // fmt of our log must not meet Torch's
#include "chordae/tensor/compare.h"
#include "chordae/tensor/state_dict.h"
#include "chordae/tensor/torch_errors.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(Convert, RoundTripOfEveryType) {
  const at::Tensor ramp = at::arange(12).reshape({3, 4});
  for (const auto type : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                          at::kShort, at::kChar, at::kByte, at::kBool}) {
    // a transposed tensor: views must be of its values in row-major order
    const at::Tensor t = ramp.to(type).t();
    const auto written = to_views({{"t", t}});
    EXPECT_EQ(written.views[0].shape, (std::vector<std::int64_t>{4, 3}));
    EXPECT_TRUE(at::equal(to_tensor(written.views[0]), t)) << at::toString(type);
  }
  EXPECT_EQ(test::error_code_of([] {
              to_views({{"t", at::zeros({1}, at::kComplexFloat)}});
            }),
            ErrorCode::kUnsupported);
}

TEST(Convert, ForeignBoolsBecomeTrueOrFalse) {
  const std::vector<std::uint8_t> bytes = {0, 1, 2, 255};
  const at::Tensor t = to_tensor({"b", ElementType::kBool, {4}, std::as_bytes(std::span(bytes))});
  EXPECT_TRUE(at::equal(t, at::tensor({0, 1, 1, 1}).to(at::kBool)));
  EXPECT_EQ(t.to(at::kLong).sum().item<std::int64_t>(), 3);
}

TEST(CheckShape, NamesBothShapes) {
  const at::Tensor t = at::zeros({2, 3});
  EXPECT_NO_THROW(check_shape(t, {-1, 3}, "x"));
  const auto text = test::error_text_of([&] { check_shape(t, {-1, 4}, "clips"); });
  EXPECT_NE(text.find("clips must have the shape (-1, 4), not (2, 3)"), std::string::npos) << text;
  EXPECT_EQ(test::error_code_of([&] { check_shape(at::Tensor(), {1}, "x"); }), ErrorCode::kShape);
}

TEST(StateDict, ReportsEverythingAtOnceAndChangesNothing) {
  const NamedTensors module = {
      {"a", at::zeros({2})}, {"b", at::zeros({3})}, {"c", at::zeros({4})}, {"d", at::zeros({1})}};
  const auto file = to_views({{"a", at::ones({2})},
                              {"b", at::ones({2})},
                              {"e", at::ones({1})},
                              {"f", at::ones({1})},
                              {"d", at::ones({1}, at::kLong)}});
  const StateDictReport report = compare_state_dict(module, file.views);
  EXPECT_EQ(report.missing, std::vector<std::string>{"c"});
  EXPECT_EQ(report.unexpected, (std::vector<std::string>{"e", "f"}));
  EXPECT_EQ(report.mismatched.size(), 2u);
  const auto text = test::error_text_of([&] { load_state_dict(module, file.views); });
  for (const std::string word :
       {"missing (1)", "unexpected (2)", "mismatched (2)", "b: (2) in the file, (3) in the model",
        "d: I64 in the file, Float in the model"}) {
    EXPECT_NE(text.find(word), std::string::npos) << word << " in " << text;
  }
  for (const auto& [name, t] : module) EXPECT_EQ(t.abs().sum().item<double>(), 0) << name;
}

TEST(StateDict, LoadsInPlaceAndConvertsFloats) {
  const at::Tensor a = at::zeros({2}).requires_grad_(),
                   half = at::tensor({1.5, -2.0}).to(at::kHalf);
  load_state_dict({{"a", a}}, to_views({{"a", half}}).views);
  EXPECT_TRUE(at::equal(a.detach(), at::tensor({1.5F, -2.0F})));
  EXPECT_TRUE(a.requires_grad());
}

TEST(Compare, HandComputedNumbers) {
  const at::Tensor e = at::arange(1, 101, at::kDouble), a = e.clone();
  a[9] += 0.5;
  a[49] -= 0.25;
  const Comparison c = compare_tensors(a, e);
  EXPECT_EQ(c.count, 100);
  EXPECT_EQ(c.max_abs, 0.5);
  EXPECT_EQ(c.max_value, 100);
  EXPECT_EQ(c.relative(), 0.005);
  EXPECT_EQ(c.p50, 0);
  EXPECT_EQ(c.p99, 0.25);
  EXPECT_EQ(c.p999, 0.5);
  EXPECT_EQ(test::error_code_of([&] {
              compare_tensors(a, e.reshape({10, 10}));
            }),
            ErrorCode::kShape);
}

TEST(Compare, SetsFindTheWorstAndRefuseWhatIsNotThere) {
  const at::Tensor one = at::ones({3});
  const auto c = compare_sets({{"a", one}, {"b", one * 1.5}}, {{"a", one}, {"b", one}}, {0.25, 0});
  EXPECT_EQ(c.worst, "b");
  EXPECT_NEAR(c.worst_ratio, 2, 1e-6);
  EXPECT_FALSE(c.ok());
  EXPECT_TRUE(compare_sets({{"a", one}}, {{"a", one}}, {0, 0}).ok());
  EXPECT_FALSE(compare_sets({{"a", one * std::nan("")}}, {{"a", one}}, {1, 1}).ok());
  EXPECT_FALSE(
      compare_sets({{"a", one}}, {{"a", one * std::numeric_limits<float>::infinity()}}, {1, 1})
          .ok());
  EXPECT_FALSE(compare_sets({}, {}, {1, 1}).ok()) << "comparing nothing is no success";
  EXPECT_EQ(test::error_code_of([&] {
              compare_sets({{"a", one}}, {}, {1, 1});
            }),
            ErrorCode::kModel);
  EXPECT_EQ(test::error_code_of([&] {
              compare_sets({}, {{"a", one}}, {1, 1});
            }),
            ErrorCode::kModel);
}

TEST(TorchErrors, BecomeOurs) {
  const auto wrong = [] {
    translate_torch_errors([] { return at::mm(at::zeros({2, 3}), at::zeros({2, 3})); });
  };
  EXPECT_EQ(test::error_code_of(wrong), ErrorCode::kInternal);
  const auto text = test::error_text_of(wrong);
  EXPECT_NE(text.find("LibTorch"), std::string::npos) << text;
  EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  EXPECT_EQ(translate_torch_errors([] { return 3; }), 3);
}

}  // namespace
}  // namespace chordae
