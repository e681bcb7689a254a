#pragma once
// The long-axis views of a study beside its short-axis stack: the same network outlines ventricle,
// atrium and aorta in them, and where a slice of the stack cuts a view says whether that slice
// still lies within the ventricle at each moment: the base descends by a centimetre or more in
// systole (phantom/anatomy/heart_anatomy.h), through slices that stay where they are.

#include <optional>
#include <string>
#include <vector>

#include "chordae/pipeline/segment_stack.h"
#include "chordae/pipeline/stack_volumes.h"

namespace chordae {

/// One long-axis view, outlined about the ventricle.
struct LongAxisView {
  std::string series_id;
  const CineSlice* cine = nullptr;  ///< of the study, which must outlive this
  SliceMaps maps;                   ///< with `outflow`
};

/// What the views say about the slices of a stack.
struct LongAxisEvidence {
  std::size_t views = 0;  ///< that agree with the stack about the ventricle's width
  /// (S, T): ventricle's share of what blood the views see in the slice about the axis, 0 to 1;
  /// negative where they see too little to say.
  std::vector<std::vector<double>> ventricle_share;
  /// The mitral plane at end-diastole above the outermost slice that shows ventricle, mm along the
  /// stack; above half a gap the stack does not cover the base.
  std::optional<double> base_beyond_stack_mm;
};

/// The accepted 2CH, 3CH and 4CH series that lie along the axis of the ventricle found in the
/// stack. None for a stack or series without positions or pixel spacing. Errors  as segment_slice
std::vector<LongAxisView> segment_long_axis(const Study& study, const SaxStack& stack,
                                            const StackMaps& maps, const StackVolumes& volumes,
                                            const HeartModel& model, const SegmentConfig& config);

/// Pixels of the views are counted to the slice in whose half-gap they lie, 25 mm about the axis:
/// the right atrium lies further. A view whose ventricle is not as wide as the stack's says
/// nothing.
LongAxisEvidence compare_long_axis(const SaxStack& stack, const StackMaps& maps,
                                   const StackVolumes& volumes,
                                   const std::vector<LongAxisView>& views);

}  // namespace chordae
