// Files exchanged with the original safetensors library, every element type, both ways.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "chordae/base/strings.h"
#include "chordae/tensor/convert.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(SafetensorsParity, TheirsIsReadAndOursIsReadByThem) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
  const test::ScratchFolder folder;
  const auto script = test::source_root() / "tools/reference/safetensors_exchange.py";
  const auto exchange = [&](const std::string& action, const std::string& file) {
    return test::run_command(
        cat(test::python(), " ", script.string(), " ", action, " ", (folder / file).string()));
  };
  auto run = exchange("write", "theirs");
  ASSERT_EQ(run.status, 0) << run.err;

  const SafetensorsFile theirs(folder / "theirs");
  EXPECT_EQ(theirs.metadata().at("unit"), "mm");
  EXPECT_EQ(theirs.metadata().at("text"), "quote \" line\nend é");
  const NamedTensors tensors = read_tensors(theirs);
  ASSERT_EQ(tensors.size(), 12u);
  const at::Tensor ramp = at::arange(24);
  const std::map<std::string, at::ScalarType> types = {
      {"f64", at::kDouble},    {"f32", at::kFloat}, {"f16", at::kHalf},
      {"bf16", at::kBFloat16}, {"i64", at::kLong},  {"i32", at::kInt},
      {"i16", at::kShort},     {"i8", at::kChar},   {"u8", at::kByte}};
  for (const auto& [name, tensor] : tensors) {
    if (types.contains(name)) {
      ASSERT_EQ(tensor.scalar_type(), types.at(name)) << name;
      const at::Tensor wanted = tensor.is_floating_point() ? at::div(ramp, 8) : ramp;
      EXPECT_TRUE(at::equal(tensor, wanted.reshape({2, 3, 4}).to(tensor.scalar_type()))) << name;
    } else if (name == "bool") {
      EXPECT_TRUE(at::equal(tensor, ramp.remainder(3).eq(0)));
    } else if (name == "scalar") {
      EXPECT_EQ(tensor.dim(), 0);
      EXPECT_EQ(tensor.item<float>(), 2.5F);
    } else {
      EXPECT_EQ(tensor.sizes(), (at::IntArrayRef{0, 5})) << name;
    }
  }
  // In order of name: odd lengths come before wide types, so nothing is aligned by chance.
  write_safetensors(folder / "ours", to_views(tensors).views, theirs.metadata());
  run = exchange("check", "ours");
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "equal\n");
}

}  // namespace
}  // namespace chordae
