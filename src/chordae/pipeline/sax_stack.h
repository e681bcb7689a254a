#pragma once
// The short-axis stack as volumetry needs it: which series of a study it is, and where its slices
// lie along one normal, whatever order, side up or repetition they came in. Of the pixels it is
// only asked whether there is anything in them.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chordae/image/cine.h"
#include "chordae/image/heart_votes.h"
#include "chordae/store/study.h"

namespace chordae {

/// One slice on the plane of its stack (mm along the first slice's rows and columns).
struct StackSlice {
  std::size_t index = 0;             ///< within the series
  const CineSlice* cine = nullptr;   ///< of the series, which must outlive this
  double position_mm = 0;            ///< along the stack's normal
  double row_mm = 0, column_mm = 0;  ///< pixel spacing, nominal where unknown
  PlanePoint corner;                 ///< of pixel (0, 0)
  PlanePoint per_row, per_column;

  /// Where pixel (row, column), which may be fractional, lies on the plane, and back.
  PlanePoint point(double row, double column) const;
  std::pair<double, double> pixel(const PlanePoint& at) const;
};

struct SaxStack {
  std::vector<StackSlice> slices;  ///< by position; repeats of a position are neighbours
  double gap_mm = 0;               ///< median between neighbouring positions
  bool spacing_known = false;      ///< pixel spacing and gap: volumes mean something
  std::vector<std::pair<std::size_t, std::string>> left_out;  ///< slice index and why
};

/// Pixel spacing of a slice, mm between rows and between columns; where unknown, as if it showed 350 mm
/// along its longer side.
std::pair<double, double> pixel_spacing_mm(const CineSlice& slice);

/// Why a slice of one frame is left out.
inline constexpr const char* kOneFrame = "one frame only";

/// Leaves out slices of one frame, blank, with times or spacings that are not finite, tilted
/// against the others, far from them, or of another pixel spacing by more than a factor of 2. A
/// series without positions is taken as evenly spaced in the order given, one picture above the
/// other.
///
/// Errors  kShape as check_slice
SaxStack arrange_stack(const Cine& sax);

/// Positions closer than this share of the gap are one position, imaged again.
inline constexpr double kSamePosition = 0.3;

/// Slices at different positions.
std::size_t count_positions(const SaxStack& stack);

/// The accepted short-axis series to measure: the one that covers most of the heart, then the one
/// with more frames a slice, then the later one (an acquisition is repeated for a reason).
/// Absent if the study has none.
std::optional<std::size_t> choose_sax_series(const Study& study);

}  // namespace chordae
