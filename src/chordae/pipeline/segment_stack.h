#pragma once
// The heart segmenter over a short-axis stack: finds the heart by its beat, looks, centres on what
// it saw along one axis, and looks again until the centres stay.

#include <optional>
#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/pipeline/heart_model.h"
#include "chordae/pipeline/sax_stack.h"
#include "chordae/pipeline/slice_maps.h"

namespace chordae {

struct SegmentConfig {
  std::int64_t passes = 3;         ///< at most; the first one looks where the heart finder says
  std::int64_t rotations = 4;      ///< quarter turns that the last pass averages over: 1, 2 or 4
  bool fine_beat = true;           ///< two clips a slice, half a moment apart: end-systole is short
  std::string precision = "auto";  ///< "fp32", "bf16", "auto": bf16 where the processor has it
  std::int64_t threads = 0;
  void fields(FieldVisitor& v);  ///< without threads: an option of every command
};

struct StackMaps {
  std::vector<SliceMaps> maps;  ///< one a slice of the stack
  int passes = 0;
  double last_move_mm = 0;  ///< largest, of a slice's centre, before the last pass
};

/// A ventricle that is larger than most is looked at with larger pixels, so that its clip holds it.
/// Same numbers on any number of threads (every clip by itself on one thread).
/// Absent where the heart cannot be found: nothing moves, or the network sees no cavity anywhere.
/// Errors  kNumeric (weights that give values that are not finite), kCancelled
std::optional<StackMaps> segment_stack(const SaxStack& stack, const HeartModel& model,
                                       const SegmentConfig& config);

/// One slice of any view, on one thread. Errors as make_segmenter_clip, kNumeric as above
SliceMaps segment_slice(const CineSlice& slice, const ClipGrid& grid, const HeartModel& model,
                        std::int64_t rotations, bool bf16, bool fine_beat);

/// What `precision` comes to on this processor.
bool wants_bf16(const SegmentConfig& config);

/// Whether this processor multiplies bfloat16 faster than float32 (AVX-512 BF16 or AMX).
bool has_fast_bf16();

}  // namespace chordae
