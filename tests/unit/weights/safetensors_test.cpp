#include "chordae/weights/safetensors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

template <class T>
std::span<const std::byte> bytes_of(const std::vector<T>& values) {
  return std::as_bytes(std::span(values));
}

struct Example {
  std::vector<float> a = {1, 2, 3, 4, 5, 6};
  std::vector<std::int64_t> b = {-1};
  std::vector<std::uint8_t> c = {1, 0, 1};
  std::vector<float> none;
  std::vector<TensorView> views = {{"z.weight", ElementType::kF32, {2, 3}, bytes_of(a)},
                                   {"flags", ElementType::kBool, {3}, bytes_of(c)},
                                   {"step", ElementType::kI64, {}, bytes_of(b)},
                                   {"empty", ElementType::kF32, {0, 4}, bytes_of(none)}};
};

bool equal(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::ranges::equal(a, b);
}

TEST(Safetensors, WrittenTensorsAreReadBack) {
  const test::ScratchFolder folder;
  const Example example;
  const std::map<std::string, std::string> metadata = {{"b", "line\n\"two\""}, {"a", "é"}};
  write_safetensors(folder / "x.safetensors", example.views, metadata);
  const SafetensorsFile file(folder / "x.safetensors");
  EXPECT_EQ(file.metadata(), metadata);
  ASSERT_EQ(file.tensors().size(), 4u);
  const std::array<std::string, 4> order = {"empty", "flags", "step", "z.weight"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(file.tensors()[i].name, order[i]);
    const auto original = std::ranges::find(example.views, order[i], &TensorView::name);
    EXPECT_EQ(file.tensors()[i].type, original->type);
    EXPECT_EQ(file.tensors()[i].shape, original->shape);
    EXPECT_TRUE(equal(file.tensors()[i].bytes, original->bytes));
  }
}

// The whole file by hand: length 64, JSON padded with spaces to a multiple of eight, one tensor.
TEST(Safetensors, BytesAreThoseOfTheFormat) {
  const test::ScratchFolder folder;
  const std::vector<std::uint8_t> values = {7, 8};
  const std::vector<TensorView> views = {{"w", ElementType::kU8, {2}, bytes_of(values)}};
  write_safetensors(folder / "x", views, {});
  std::string wanted = R"({"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}})";
  wanted.resize(56, ' ');
  wanted.insert(0, std::string("\x38\0\0\0\0\0\0\0", 8));
  wanted.append("\x07\x08");
  EXPECT_EQ(read_text_file(folder / "x"), wanted);
}

TEST(Safetensors, AnEmptyFileOfTensorsIsAllowed) {
  const test::ScratchFolder folder;
  write_safetensors(folder / "x", {}, {});
  EXPECT_TRUE(SafetensorsFile(folder / "x").tensors().empty());
}

TEST(Safetensors, WhatCannotBeReadBackIsNotWritten) {
  const test::ScratchFolder folder;
  const std::vector<float> a = {1, 2};
  const auto code = [&](std::vector<TensorView> views,
                        std::map<std::string, std::string> metadata = {}) {
    return test::error_code_of([&] { write_safetensors(folder / "x", views, metadata); });
  };
  const TensorView good = {"a", ElementType::kF32, {2}, bytes_of(a)};
  EXPECT_EQ(code({good, good}), ErrorCode::kInternal);
  EXPECT_EQ(code({{"a", ElementType::kF32, {3}, bytes_of(a)}}), ErrorCode::kShape);
  EXPECT_EQ(code({{"__metadata__", ElementType::kF32, {2}, bytes_of(a)}}), ErrorCode::kInternal);
  EXPECT_EQ(code({good}, {{"a", "\xff"}}), ErrorCode::kInternal);
  EXPECT_FALSE(std::filesystem::exists(folder / "x"));
}

TEST(WeightsHash, DependsOnContentAndNotOnOrderOrFile) {
  Example example;
  const std::string hash = weights_hash(example.views);
  std::vector<TensorView> other(example.views.rbegin(), example.views.rend());
  EXPECT_EQ(weights_hash(other), hash);
  const test::ScratchFolder folder;
  write_safetensors(folder / "x", other, {{"k", "v"}});
  EXPECT_EQ(weights_hash(SafetensorsFile(folder / "x").tensors()), hash);

  const auto changed = [&](auto change) {
    auto views = example.views;
    change(views);
    return weights_hash(views) != hash;
  };
  const std::vector<float> nudged = {1, 2, 3, 4, 5, 6.0000005F};
  EXPECT_TRUE(changed([](auto& v) { v[0].shape = {3, 2}; }));
  EXPECT_TRUE(changed([](auto& v) { v[0].name = "z.weighs"; }));
  EXPECT_TRUE(changed([](auto& v) { v[1].type = ElementType::kU8; }));
  EXPECT_TRUE(changed([&](auto& v) { v[0].bytes = bytes_of(nudged); }));
  EXPECT_TRUE(changed([](auto& v) { v.pop_back(); }));
}

TEST(WeightsHash, IsSha256OfTheDocumentedStream) {
  const std::vector<std::uint8_t> values = {'A', 'B'};
  const std::vector<TensorView> views = {{"w", ElementType::kU8, {2, 1}, bytes_of(values)}};
  EXPECT_EQ(weights_hash(views), hex(sha256("1:w U8 2:2,1,AB")));
}

}  // namespace
}  // namespace chordae
