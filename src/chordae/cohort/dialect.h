#pragma once
// How one make of scanner names, numbers and times its series: what differs between real archives
// although the standard is one. Synthetic throughout: no vendor's name is written.

#include <cstdint>
#include <string>
#include <string_view>

#include "chordae/base/rng.h"
#include "chordae/phantom/scanner/protocol.h"
#include "chordae/phantom/views.h"

namespace chordae {

struct Dialect {
  std::string_view model;           ///< ManufacturerModelName
  bool series_per_slice = false;    ///< a short-axis stack is as many series as slices
  bool phases_first = false;        ///< instances count all slices of one phase, then the next
  bool apex_first = false;          ///< the stack is numbered from the apex
  double first_trigger_share = 0;   ///< TriggerTime of the first frame, in frames
  bool whole_milliseconds = false;  ///< TriggerTime is rounded
  bool spaces_between = true;       ///< SpacingBetweenSlices is written
};

/// By Protocol::vendor.
const Dialect& dialect_of(int vendor);

/// SeriesDescription, one of the make's wordings; the same for all series of a study.
std::string describe(int vendor, SeriesKind kind, View view, Rng rng);

/// SequenceName of a kind, at most 16 characters.
std::string_view sequence_of(int vendor, SeriesKind kind);

}  // namespace chordae
