#pragma once
// NIfTI-1 (https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h): a 348-byte header, then
// voxels with x running fastest. Coordinates come out in the DICOM patient frame (LPS); the file's
// are RAS.

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

enum class NiftiType : std::int16_t {
  kU8 = 2,
  kI16 = 4,
  kI32 = 8,
  kF32 = 16,
  kF64 = 64,
  kI8 = 256,
  kU16 = 512,
};

struct NiftiImage {
  std::array<std::int64_t, 4> size{1, 1, 1, 1};  ///< x, y, slice, frame
  std::array<double, 4> spacing{};               ///< mm, mm, mm, ms; 0 = unknown
  NiftiType type = NiftiType::kI16;
  double slope = 1, intercept = 0;  ///< real value = slope * stored + intercept
  bool has_position = false;        ///< the header orients the volume (sform or qform)
  std::array<Vec3, 4> affine{};     ///< LPS: steps along x, y, slice; then the first voxel's centre
  std::vector<std::byte> voxels;    ///< native endian, x fastest

  std::int64_t count() const { return size[0] * size[1] * size[2] * size[3]; }
};
std::size_t voxel_bytes(NiftiType type);

/// True if a file's first bytes (348 or more) are a NIfTI-1 header of a single file.
bool looks_like_nifti(std::span<const std::byte> prefix);

/// Orientation: sform if its code is not 0, else qform, else none (the standard's methods 3, 2, 1).
/// Errors  kFormat: sizes that are not positive or that the bytes do not hold, orientation that is
///         not finite; kUnsupported: another type of voxel, more than four axes
NiftiImage parse_nifti(std::span<const std::byte> bytes);

/// A .nii or .nii.gz file; any compression that archives may have. Errors as above, kIo
NiftiImage read_nifti(const std::filesystem::path& path);

/// A .nii, or a .nii.gz by its ending, written aside and renamed. Errors  kIo, kShape: voxels that are not
/// as many as the sizes say
void write_nifti(const std::filesystem::path& path, const NiftiImage& image);

/// (x, y, slice, frame) as a short-axis stack: x runs along the columns, y along the rows. Times
/// are unknown. Values that do not fit 16 bits are stored as 65,536 steps between smallest and
/// largest, with rescale values that undo it; whole numbers that fit are kept exactly. Errors
/// kNumeric: voxels that are not finite
Cine make_cine(const NiftiImage& image);

}  // namespace chordae
