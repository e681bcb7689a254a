#pragma once
// Synthetic cohorts on disk: beating hearts of the phantom room, imaged by scanners of several
// makes and written as DICOM with plausible tags, a report each, and a table of the truth
// (docs/formats/cohort.md). Everything is marked synthetic.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "chordae/cohort/synth_config.h"
#include "chordae/cohort/truth.h"

namespace chordae {

/// Writes `<out>/<folder>/<series>/<n>.dcm`, `<out>/reports/<folder>.txt`, `<out>/reports.csv` and
/// `<out>/truth.csv`. Same seed, same bytes, on any number of threads. `on_study` is called for
/// each study in order, once it is on disk. The cohort is written aside and renamed, so that
/// nothing is half-written. Errors kConfig (impossible values), kUsage (`out` holds something;
/// conditions that contradict each other), kIo (disk full), kCancelled.
void write_cohort(const std::filesystem::path& out, const SynthConfig& config,
                  const std::function<void(const StudyTruth&)>& on_study = {});

/// Errors kUsage: a cohort can't be put at `out` (write_cohort says the same before it starts).
void check_cohort_place(const std::filesystem::path& out, bool replace);

/// What a cohort would hold, without rendering it.
struct CohortSize {
  std::int64_t studies = 0, patients = 0, series = 0, instances = 0;
  double bytes = 0;                                           ///< of the instances, about
  std::map<std::string, std::int64_t> labels, splits, makes;  ///< studies with each
};
CohortSize measure_cohort(const SynthConfig& config);

}  // namespace chordae
