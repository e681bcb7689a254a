#include "chordae/io/nifti/nifti.h"

#include <gtest/gtest.h>

#include <limits>
#include <numeric>

#include "chordae/base/files.h"
#include "support/nifti_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::NiftiMaker;

template <class T>
NiftiMaker small(std::int16_t type, bool big_endian = false) {
  NiftiMaker m(big_endian);
  std::vector<T> values(4 * 3 * 2 * 5);
  std::iota(values.begin(), values.end(), T{1});
  m.sizes({4, 3, 2, 5}).spacing(1.5f, 1.25f, 8).voxels(type, values);
  return m;
}

/// Every real value of the cine in order of the file.
std::vector<float> values_of(const Cine& cine) {
  std::vector<float> out;
  for (std::int64_t t = 0; t < cine.slices[0].frames; ++t) {
    for (const CineSlice& slice : cine.slices) {
      std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
      slice.frame_to_float(t, frame);
      out.insert(out.end(), frame.begin(), frame.end());
    }
  }
  return out;
}

template <class T>
void expect_counts(std::int16_t type) {
  for (const bool big : {false, true}) {
    const Cine cine = make_cine(parse_nifti(small<T>(type, big).bytes()));
    ASSERT_EQ(cine.slices.size(), 2u);
    EXPECT_EQ(cine.slices[0].frames, 5);
    EXPECT_EQ(cine.slices[0].rows, 3);
    EXPECT_EQ(cine.slices[0].columns, 4);
    const auto values = values_of(cine);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_EQ(values[i], static_cast<float>(i + 1)) << type << (big ? " big" : " little");
    }
  }
}

TEST(Nifti, EveryTypeInBothEndiansIsExact) {
  expect_counts<std::uint8_t>(2);
  expect_counts<std::int8_t>(256);
  expect_counts<std::int16_t>(4);
  expect_counts<std::uint16_t>(512);
  expect_counts<std::int32_t>(8);
  expect_counts<float>(16);
  expect_counts<double>(64);
}

TEST(Nifti, SlopeAndRealValuesAreKept) {
  auto m = small<std::int16_t>(4);
  m.put<float>(112, 0.5f).put<float>(116, -3);
  const auto scaled = values_of(make_cine(parse_nifti(m.bytes())));
  EXPECT_EQ(scaled[9], 0.5f * 10 - 3);

  NiftiMaker real;
  std::vector<float> values = {-1.25f, 0, 3.5f, 1e6f};
  real.sizes({2, 2}).voxels(std::int16_t{16}, values).put<float>(112, 0);
  const auto back = values_of(make_cine(parse_nifti(real.bytes())));
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(back[i], values[i], 1e6 / 65535);
}

TEST(Nifti, OrientationIsTurnedToTheDicomFrame) {
  auto m = small<std::int16_t>(4);
  // x runs to the left (-R), y to the back (-A), z up: DICOM's own axes.
  m.sform({-1.5f, 0, 0, 10, 0, -1.25f, 0, 20, 0, 0, 8, 30});
  const Cine cine = make_cine(parse_nifti(m.bytes()));
  const Geometry& g = cine.slices[1].geometry;
  EXPECT_TRUE(g.has_position);
  EXPECT_EQ(g.row_direction, (Vec3{1, 0, 0}));
  EXPECT_EQ(g.column_direction, (Vec3{0, 1, 0}));
  EXPECT_EQ(g.origin_mm, (Vec3{-10, -20, 38}));
  EXPECT_EQ(g.column_spacing_mm, 1.5);
  EXPECT_EQ(g.row_spacing_mm, 1.25);
  EXPECT_EQ(g.spacing_between_slices_mm, 8);

  // Sheared: spacing is kept, positions are not believed.
  m.sform({1.5f, 1, 0, 0, 0, 1.25f, 0, 0, 0, 0, 8, 0});
  EXPECT_FALSE(make_cine(parse_nifti(m.bytes())).slices[0].geometry.has_position);
  // None at all: the voxel sizes are all there is.
  const Geometry plain = make_cine(parse_nifti(small<std::int16_t>(4).bytes())).slices[0].geometry;
  EXPECT_FALSE(plain.has_position);
  EXPECT_EQ(plain.row_spacing_mm, 1.25);
  EXPECT_EQ(plain.spacing_between_slices_mm, 8);
}

TEST(Nifti, FilesAreReadPlainAndCompressed) {
  const test::ScratchFolder scratch;
  const auto m = small<std::uint8_t>(2);
  write_file(scratch / "a.nii", m.bytes());
  EXPECT_EQ(read_nifti(scratch / "a.nii").count(), 120);
  ASSERT_EQ(test::run_command("gzip -k '" + (scratch / "a.nii").string() + "'").status, 0);
  EXPECT_EQ(read_nifti(scratch / "a.nii.gz").voxels, read_nifti(scratch / "a.nii").voxels);
  write_file(scratch / "b.nii", "no header");
  EXPECT_EQ(test::error_code_of([&] { read_nifti(scratch / "b.nii"); }), ErrorCode::kFormat);
  EXPECT_EQ(test::error_code_of([&] { read_nifti(scratch / "c.nii"); }), ErrorCode::kIo);
}

}  // namespace
}  // namespace chordae
