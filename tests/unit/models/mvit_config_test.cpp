#include "chordae/models/mvit_config.h"

#include <gtest/gtest.h>

#include "chordae/models/video_encoder.h"
#include "support/test_support.h"

namespace chordae {
namespace {

std::filesystem::path toml_of(const std::string& name) {
  return test::source_root() / "configs/models" / (name + ".toml");
}

TEST(VideoEncoderConfig, BuiltinsAndFilesAgree) {
  ASSERT_EQ(video_encoder_names(),
            (std::vector<std::string>{"mvit_b_16x4", "mvit_b_32x3", "mvit_small", "mvit_tiny"}));
  for (const auto& name : video_encoder_names()) {
    VideoEncoderConfig builtin = load_video_encoder_config(name);
    VideoEncoderConfig file = load_video_encoder_config(toml_of(name).string());
    EXPECT_EQ(to_toml(fields_of(builtin)), to_toml(fields_of(file))) << name;
    EXPECT_NO_THROW(check_video_encoder_config(builtin)) << name;
  }
}

TEST(VideoEncoderConfig, UnknownNamesAreAnErrorWithASuggestion) {
  const auto text = test::error_text_of([] { load_video_encoder_config("mvit_smal"); });
  EXPECT_NE(text.find("did you mean \"mvit_small\""), std::string::npos) << text;
  EXPECT_EQ(test::error_code_of([] { load_video_encoder_config("nowhere"); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([] { load_video_encoder_config("nowhere.toml"); }), ErrorCode::kIo);
}

TEST(VideoEncoderConfig, TheModelMustTakeWhatTheTransformMakes) {
  VideoEncoderConfig c = load_video_encoder_config("mvit_tiny");
  c.transform.frames = 16;
  EXPECT_EQ(test::error_code_of([&] { check_video_encoder_config(c); }), ErrorCode::kConfig);
}

// Heads, queries, keys of each block as published for the model: reference facts, section 4.2.
struct Row {
  std::int64_t heads, queries, keys, width, width_out;
};
std::vector<Row> rows_of(const MvitConfig& c) {
  std::vector<Row> rows;
  for (const auto& b : mvit_shape(c).blocks) {
    const Grid keys = pooled_grid(b.in, {3, 3, 3}, b.key_value_stride.value());
    rows.push_back({b.heads, b.out.tokens() + 1, keys.tokens() + 1, b.width, b.width_out});
  }
  return rows;
}
void expect_rows(const std::vector<Row>& got, const std::vector<Row>& wanted) {
  ASSERT_EQ(got.size(), wanted.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    EXPECT_EQ(got[i].heads, wanted[i].heads) << i;
    EXPECT_EQ(got[i].queries, wanted[i].queries) << i;
    EXPECT_EQ(got[i].keys, wanted[i].keys) << i;
    EXPECT_EQ(got[i].width, wanted[i].width) << i;
    EXPECT_EQ(got[i].width_out, wanted[i].width_out) << i;
  }
}

TEST(MvitShape, BlocksOf16x4) {
  std::vector<Row> wanted = {{1, 25089, 393, 96, 192},
                             {2, 6273, 1569, 192, 192},
                             {2, 6273, 393, 192, 384},
                             {4, 1569, 1569, 384, 384}};
  for (int i = 4; i < 13; ++i) wanted.push_back({4, 1569, 393, 384, 384});
  wanted.push_back({4, 1569, 393, 384, 768});
  wanted.push_back({8, 393, 1569, 768, 768});
  wanted.push_back({8, 393, 393, 768, 768});
  expect_rows(rows_of(load_video_encoder_config("mvit_b_16x4").mvit), wanted);
}

TEST(MvitShape, BlocksOf32x3) {
  std::vector<Row> wanted = {{1, 50177, 785, 96, 192},
                             {2, 12545, 3137, 192, 192},
                             {2, 12545, 785, 192, 384},
                             {4, 3137, 3137, 384, 384}};
  for (int i = 4; i < 13; ++i) wanted.push_back({4, 3137, 785, 384, 384});
  wanted.push_back({4, 3137, 785, 384, 768});
  wanted.push_back({8, 785, 3137, 768, 768});
  wanted.push_back({8, 785, 785, 768, 768});
  expect_rows(rows_of(load_video_encoder_config("mvit_b_32x3").mvit), wanted);
}

TEST(MvitShape, ImpossibleShapesAreConfigErrors) {
  const auto code = [](auto change) {
    MvitConfig c;
    change(c);
    return test::error_code_of([&] { mvit_shape(c); });
  };
  EXPECT_EQ(code([](auto& c) { c.num_heads = 5; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.dim_mul = {2, 2}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.dim_mul = {2, 2, 1.0 / 7}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.dim_mul_blocks = {0, 3, 14}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.pool_q_blocks = {1, 3, 16}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.pool_q_blocks = {3, 1, 14}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.pool_q_stride = {1, 2, 2}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.pool_kernel = {3, 2, 3}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.pool_kv_stride_adaptive = {1, 8}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.patch_kernel = {33, 7, 7}; }), ErrorCode::kConfig);
  EXPECT_EQ(code([](auto& c) { c.patch_stride = {}; }), ErrorCode::kConfig);
  // windows of 4 and kernels of 3 at stride 3 give 19 and 18 on a side of 54
  EXPECT_EQ(code([](auto& c) {
              c.pool_q_stride = {1, 3, 3, 1, 2, 2, 1, 2, 2};
              c.crop_size = 216;
            }),
            ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
