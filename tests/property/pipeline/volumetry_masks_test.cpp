// Masks on the study's own pixels are those that were measured, and NIfTI brings them back.

#include "chordae/pipeline/volumetry_masks.h"

#include <gtest/gtest.h>

#include "chordae/io/nifti/nifti.h"
#include "support/label_maps.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(VolumetryMasks, AreTheLabelsThatTheMapsCameFrom) {
  ViewSettings s;
  s.sax_slices = 8;
  s.slice_gap_mm = s.thickness_mm = 10;
  s.rows = 80, s.columns = 96;
  s.pixel_mm = 1.6;
  const KnownHeart heart = make_known_heart(s, 12, 5, 2);
  Study study;
  StudySeries series;
  series.id = "s01";
  series.cine = heart.views.front();
  study.series.push_back(series);
  VolumetryDetail detail;
  detail.stack = arrange_stack(study.series[0].cine);
  detail.maps.maps = test::maps_of_labels(detail.stack, heart.labels);
  detail.volumes = compute_stack_volumes(detail.stack, detail.maps.maps);
  Volumetry result;
  result.series_id = "s01";
  const NiftiImage masks = make_masks(study, result, detail);
  EXPECT_EQ(masks.size, (std::array<std::int64_t, 4>{96, 80, 8, 12}));

  // Maps are coarser than the labels: rims differ, no more.
  for (const auto& [label, value] : {std::pair{Label::kLvCavity, 1}, {Label::kLvMyocardium, 2}, {Label::kRvCavity, 3}}) {
    double both = 0, either = 0;
    for (std::int64_t slice = 0; slice < 8; ++slice) {
      for (std::int64_t frame = 0; frame < 12; ++frame) {
        for (std::int64_t pixel = 0; pixel < 96 * 80; ++pixel) {
          const bool truth = heart.labels[static_cast<std::size_t>(slice)][static_cast<std::size_t>(frame * 96 * 80 + pixel)] ==
                             static_cast<std::uint8_t>(label);
          const bool ours = masks.voxels[static_cast<std::size_t>((frame * 8 + slice) * 96 * 80 + pixel)] == static_cast<std::byte>(value);
          both += 2 * (truth && ours);
          either += truth + ours;
        }
      }
    }
    EXPECT_GT(both / either, value == 2 ? 0.88 : 0.94) << value;
  }

  const test::ScratchFolder folder;
  for (const char* name : {"masks.nii", "masks.nii.gz"}) {
    write_nifti(folder / name, masks);
    const NiftiImage again = read_nifti(folder / name);
    EXPECT_EQ(again.voxels, masks.voxels);
    EXPECT_EQ(again.size, masks.size);
    ASSERT_TRUE(again.has_position);
    // The far corner of the last slice lies where the study says.
    const Geometry& last = study.series[0].cine.slices.back().geometry;
    const Vec3 expected = last.point_mm(79, 95);
    const Vec3 at = again.affine[3] + 95.0 * again.affine[0] + 79.0 * again.affine[1] + 7.0 * again.affine[2];
    for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(at[i], expected[i], 0.01);
  }
}

TEST(VolumetryMasks, SlicesOfDifferentSizesAreRefused) {
  ViewSettings s;
  s.sax_slices = 3;
  s.rows = s.columns = 48;
  s.pixel_mm = 3;
  const KnownHeart heart = make_known_heart(s, 4, 5, 2);
  Study study;
  study.series.resize(1);
  study.series[0].id = "s01";
  study.series[0].cine = heart.views.front();
  study.series[0].cine.slices[1].rows = 24;
  Volumetry result;
  result.series_id = "s01";
  EXPECT_EQ(test::error_code_of([&] { make_masks(study, result, {}); }), ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace chordae
