#pragma once
// Synthetic studies on disk: beating hearts of the phantom room, imaged and written as DICOM with
// plausible tags, and a table of the truth. Everything is marked synthetic.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "chordae/base/config.h"

namespace chordae {

struct SynthConfig {
  std::int64_t studies = 4;
  std::int64_t seed = 1;
  std::int64_t sax_slices = 10;
  std::int64_t frames = 20;
  std::int64_t matrix = 160;  ///< rows and columns
  double pixel_mm = 1.8;
  double slice_gap_mm = 10;  ///< centre to centre; widened to reach base to apex
  bool scout = true;         ///< also a localiser series, which ingest must refuse
  bool replace = false;                ///< an existing cohort at the same place, once the new one is whole
  std::int64_t threads = 0;
  void fields(FieldVisitor& v);       ///< without seed and threads: options of every command
};

struct SynthStudyTruth {
  std::string study_uid, patient_id;  ///< 2.25.…, SYN-<seed>-000001
  std::string folder;                 ///< relative to the cohort
  double edv_ml = 0, esv_ml = 0, lvef_percent = 0, heart_rate_bpm = 0;
};

/// Writes `<out>/<patient>/<series>/<n>.dcm` and `<out>/truth.csv`. Same seed, same bytes, on any
/// number of threads. `on_study` is called as each one ends (from any thread, one at a time). The
/// cohort is written aside and renamed, so that nothing is half-written. Errors kConfig (impossible
/// values), kUsage (`out` holds something), kIo (disk full), kCancelled.
std::vector<SynthStudyTruth> write_cohort(
    const std::filesystem::path& out, const SynthConfig& config,
    const std::function<void(const SynthStudyTruth&)>& on_study = {});

}  // namespace chordae
