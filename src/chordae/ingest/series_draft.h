#pragma once
// What one study's headers say before any pixel is read: which files are one series, which are one
// slice of it, which are there twice. A SeriesInstanceUID may hold several series (a scout and a
// cine that differ in SeriesNumber; planes in several directions), so it is one key among others.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "chordae/base/ledger.h"
#include "chordae/ingest/scan.h"
#include "chordae/store/study.h"

namespace chordae {

/// Distances that neighbouring slices of a short-axis stack may have.
constexpr double kNearestSliceMm = 3, kFarthestSliceMm = 25;

/// One picture: frame `frame` of the study's file number `file`.
struct FrameSource {
  std::size_t file = 0;
  std::int64_t frame = 0;
};

/// The pictures at one position.
struct SliceDraft {
  Geometry geometry;
  double position_mm = 0;                ///< along the normal of the series
  std::vector<FrameSource> frames = {};  ///< in order of time once ordered
  std::vector<double> times_ms = {};     ///< one a frame; empty = unknown
  double cycle_ms = 0;
};

struct SeriesDraft {
  std::vector<std::size_t> files;  ///< that made it up, ascending; copies left out
  std::vector<SliceDraft> slices;  ///< ascending along the normal
  std::int64_t orientations = 1;   ///< more than one only where it is no cine
  bool ordered = true;             ///< false: nothing tells the order of its frames
  std::vector<std::pair<std::string, double>> evidence;
  Verdict verdict;

  const DicomInstance& first(const SourceFiles& study) const { return study[files.front()].header; }
  std::int64_t max_frames() const;
  std::int64_t min_frames() const;
};

/// Drops copies, and of a series that is there in two versions one; sorts the files so that nothing
/// depends on the order in which they were found. What is dropped goes to the ledger.
SourceFiles canonical_files(SourceFiles files, SkipLedger& ledger);

/// The series of one study, frames ordered, single slices joined to stacks, ordered by series
/// number. `study` as `canonical_files` returns it.
std::vector<SeriesDraft> draft_series(const SourceFiles& study, std::int64_t min_frames,
                                      std::int64_t min_stack_slices, SkipLedger& ledger);

/// Gathers slices of parallel planes along their common normal, ascending.
void sort_slices(std::vector<SliceDraft>& slices, const Vec3& normal);

/// By ImageType: phase or velocity instead of magnitude; both may share a series.
bool is_phase_picture(const DicomInstance& instance);

/// Angle between the row directions and between the column directions, degrees; the larger.
double orientation_difference_degrees(const Geometry& a, const Geometry& b);

}  // namespace chordae
