#pragma once
// What a synthetic cohort is to be: how many studies, whose hearts, which scanners and series.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/phantom/person_draw.h"

namespace chordae {

struct SynthConfig {
  std::int64_t studies = 4;
  std::int64_t sites = 3;
  std::int64_t seed = 1;
  // Who
  std::string conditions = "referral";  ///< parse_condition_mix
  std::vector<std::string> only;        ///< these conditions, for everybody
  double repeat_scans = 0;              ///< share of the patients who come back on another day
  std::vector<double> splits{0.7, 0.15, 0.15};      ///< of patients: train, validation, test
  double edv_ml = 0, esv_ml = 0, lvef_percent = 0;  ///< of every left ventricle; 0 = as drawn
  // What is imaged. 0: as the site does it.
  std::int64_t sax_slices = 0, frames = 0, matrix = 0;
  double pixel_mm = 0, slice_gap_mm = 0;
  bool scout = true;
  std::string extra_series = "off";  ///< off, some, on: series that aren't a standard cine
  double realism = 1;  ///< 1 as scanners are, 0 contrasts and textures drawn at random
  // How it is written
  bool replace = false;  ///< an existing cohort at the same place, once the new one is whole
  std::int64_t threads = 0;

  void fields(FieldVisitor& v);  ///< options of `synth`: all but seed, replace and threads
};

/// Errors kConfig (out of range), kUsage (conditions that don't exist or contradict each other).
void check_synth_config(const SynthConfig& config);

PersonOptions person_options(const SynthConfig& config);

}  // namespace chordae
