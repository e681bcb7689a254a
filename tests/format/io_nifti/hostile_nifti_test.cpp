// NIfTI headers that lie.
#include <gtest/gtest.h>

#include <limits>

#include "chordae/base/rng.h"
#include "chordae/io/nifti/nifti.h"
#include "support/nifti_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::NiftiMaker;

NiftiMaker good() {
  NiftiMaker m;
  m.sizes({2, 2, 2, 2}).spacing(1, 1, 1).voxels(std::int16_t{4}, std::vector<std::int16_t>(16, 7));
  return m;
}

ErrorCode code_of(const NiftiMaker& m) {
  return test::error_code_of([&] { make_cine(parse_nifti(m.bytes())); });
}

TEST(HostileNifti, LyingSizesAreRefused) {
  EXPECT_EQ(code_of(good().sizes({2, 2, 2, 3})), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().sizes({32767, 32767, 32767, 32767})), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().sizes({2, 0, 2, 2})), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().sizes({2, -2, 2, 2})), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().sizes({2, 2, 2, 2, 3})), ErrorCode::kUnsupported);
  EXPECT_EQ(code_of(good().put<std::int16_t>(40, 0)), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().put<std::int16_t>(40, 9)), ErrorCode::kFormat);
}

TEST(HostileNifti, OtherHeadersAreNamed) {
  EXPECT_EQ(code_of(good().put<std::int32_t>(0, 540)), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().put<std::int32_t>(344, 0x0031696e)), ErrorCode::kUnsupported);  // "ni1"
  EXPECT_EQ(code_of(good().put<std::int32_t>(344, 0)), ErrorCode::kFormat);
  EXPECT_EQ(code_of(good().put<std::int16_t>(70, 32)), ErrorCode::kUnsupported);   // complex
  EXPECT_EQ(code_of(good().put<std::int16_t>(70, 128)), ErrorCode::kUnsupported);  // RGB
  for (std::size_t size = 0; size < 352; size += 7) {
    const auto whole = good().bytes();
    EXPECT_EQ(test::error_code_of([&] { parse_nifti(std::span(whole).first(size)); }),
              ErrorCode::kFormat);
  }
}

TEST(HostileNifti, NumbersThatAreNone) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  EXPECT_EQ(code_of(good().sform({nan, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0})), ErrorCode::kFormat);
  NiftiMaker voxels = good();
  voxels.voxels(std::int16_t{16}, std::vector<float>(16, nan));
  EXPECT_EQ(code_of(voxels), ErrorCode::kNumeric);
  // Unknown spacing, slope and offset have their ordinary meanings.
  auto odd = good();
  odd.spacing(nan, infinite, 0).put<float>(112, nan).put<float>(108, nan);
  const Cine cine = make_cine(parse_nifti(odd.bytes()));
  EXPECT_EQ(cine.slices[0].geometry.column_spacing_mm, 0);
  EXPECT_EQ(cine.slices[0].to_float()[0], 7);
  // A quaternion longer than 1 is rounded down, not the root of a negative number.
  auto quaternion = good();
  quaternion.put<std::int16_t>(252, 1).put<float>(256, 1.0f).put<float>(260, 0.5f);
  EXPECT_NO_THROW(make_cine(parse_nifti(quaternion.bytes())));
}

TEST(HostileNifti, RandomDamageIsAnErrorOrAPicture) {
  Rng rng(6);
  for (int i = 0; i < 5000; ++i) {
    auto bytes = good().bytes();
    for (int k = 0; k < 4; ++k) {
      bytes[static_cast<std::size_t>(rng.integer(0, 351))] =
          static_cast<std::byte>(rng.integer(0, 255));
    }
    try {
      for (const CineSlice& slice : make_cine(parse_nifti(bytes)).slices) check_slice(slice);
    } catch (const Error&) {
    }
  }
}

}  // namespace
}  // namespace chordae
