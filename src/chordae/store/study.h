#pragma once
// A study as the store holds it: who (by keyed hash only), which series, and why each one was
// accepted or refused. What is written to and read from one HDF5 file a study
// (docs/formats/study-store.md).

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

/// The decision on one series: a view or a refusal, the rule that decided, the evidence in numbers.
struct Verdict {
  bool accepted = false;
  View view = View::kUnknown;
  std::string rule;    ///< short stable name: "sax-parallel-stack", "too-few-frames"
  std::string reason;  ///< one sentence for a radiographer, no patient value
  std::vector<std::pair<std::string, double>>
      evidence;  ///< named numbers: {"slices", 12}, {"tilt_degrees", 0.01}
};

/// Facts about the acquisition that carry no identity.
struct Acquisition {
  std::string manufacturer, model;
  double field_strength_t = 0;
  double repetition_time_ms = 0, echo_time_ms = 0, flip_angle_degrees = 0;
  double heart_rate_bpm = 0;
  std::string
      series_description;  ///< as in the file; protocol words, scrubbed of control characters
  std::int64_t series_number = 0;
  bool synthetic = false;  ///< marked as synthetic by its writer
};

struct StudySeries {
  std::string id;  ///< "s01", "s02", … in order of series number; stable within a study
  Verdict verdict;
  Acquisition acquisition;
  std::int64_t source_files = 0;  ///< files that made up the series
  std::string source_hash;        ///< of the source files, keyed (PseudonymKey::source_hash), hex
  Cine cine;                      ///< slices are empty where the series was refused
};

struct Study {
  std::string study_key;    ///< keyed hash, base 32, 20 characters; people use its first 4 and up
  std::string patient_key;  ///< keyed hash, base 32, 20 characters
  std::vector<StudySeries> series;
};

}  // namespace chordae
