#pragma once
// Whole synthetic studies through the same code that real ones go through: errors whose truth is known.

#include <cstdint>
#include <vector>

#include "chordae/phantom/stream.h"
#include "chordae/pipeline/volumetry.h"

namespace chordae {

/// One synthetic study that training never saw, measured.
struct CheckedStudy {
  double lvef_percent = 0, edv_ml = 0, esv_ml = 0, mass_g = 0;  ///< true
  std::int64_t frames = 0;                                      ///< a slice
  Volumetry found;
};

/// A study of the stream as ingest would leave it, 12 bits: a series for each view that it holds.
Study synthetic_study(const StreamStudy& study);

/// What data sets make of studies: in two of five the slices without ventricle at end-diastole are left out,
/// in one of four only the frames of end-diastole and end-systole are kept.
void thin_out(Study& study, const StreamStudy& made, Rng rng);

/// Measures `studies` synthetic studies of a stream of their own, thinned out.
std::vector<CheckedStudy> check_on_synthetic(const HeartModel& model, std::int64_t studies, double realism,
                                             std::uint64_t seed, int threads);

}  // namespace chordae
