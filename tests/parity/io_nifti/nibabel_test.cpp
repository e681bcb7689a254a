// Our NIfTI reader beside nibabel: sizes, orientation, values.
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <sstream>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/nifti/nifti.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(NiftiParity, SizesOrientationAndValuesAreNibabels) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with the packages of requirements.txt");
  const test::ScratchFolder scratch;
  std::string real;
  if (!test::shared_data().empty()) {
    for (const char* name : {"SC-HF-I-05_cine", "SC-N-03_cavity", "SC-HYP-11_cine"}) {
      real += cat(" ", (test::shared_data() / "sunnybrook/two-frame" / name).string(), ".nii.gz");
    }
  }
  const auto run = test::run_command(
      cat(test::python(), " ", (test::source_root() / "tools/reference/nifti_cases.py").string(),
          " ", scratch.path().string(), real));
  ASSERT_EQ(run.status, 0) << run.err;
  std::istringstream lines(read_text_file(scratch / "cases.txt"));
  std::string line;
  int files = 0;
  double worst_affine = 0, worst_value = 0;
  while (std::getline(lines, line)) {
    std::istringstream in(line);
    std::string path;
    in >> path;
    const NiftiImage image = read_nifti(path);
    for (const std::int64_t size : image.size) {
      std::int64_t expected = 0;
      in >> expected;
      EXPECT_EQ(size, expected) << path;
    }
    const Cine cine = make_cine(image);
    for (const Vec3& column : image.affine) {
      for (const double mine : column) {
        double expected = 0;
        in >> expected;
        worst_affine = std::max(worst_affine, std::abs(mine - expected));
      }
    }
    for (int probe = 0; probe < 8; ++probe) {
      std::int64_t x = 0, y = 0, z = 0, t = 0;
      double expected = 0;
      in >> x >> y >> z >> t >> expected;
      const CineSlice& slice = cine.slices[static_cast<std::size_t>(z)];
      std::vector<float> frame(static_cast<std::size_t>(slice.frame_pixels()));
      slice.frame_to_float(t, frame);
      const double mine = frame[static_cast<std::size_t>(y * slice.columns + x)];
      worst_value =
          std::max(worst_value, std::abs(mine - expected) / std::max(1.0, std::abs(expected)));
      // The point of a voxel, as the slice's geometry has it.
      if (image.has_position) {
        const Vec3 at = slice.geometry.point_mm(static_cast<double>(y), static_cast<double>(x));
        const Vec3 wanted = image.affine[3] + static_cast<double>(x) * image.affine[0] +
                            static_cast<double>(y) * image.affine[1] +
                            static_cast<double>(z) * image.affine[2];
        EXPECT_LT(norm(at - wanted), 1e-3) << path;
      }
    }
    EXPECT_FALSE(in.fail()) << path;
    ++files;
  }
  std::cout << files << " files; largest difference: affine " << worst_affine << " mm, value "
            << worst_value << " of its size\n";
  EXPECT_GE(files, 14);
  EXPECT_LT(worst_affine, 1e-9);  // both from the same single-precision header
  EXPECT_LT(worst_value, 2e-3);   // reals in 65,536 steps
}

}  // namespace
}  // namespace chordae
