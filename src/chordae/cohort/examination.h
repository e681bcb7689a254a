#pragma once
// One synthetic examination before any pixel exists: the person, the protocol, the series with
// their planes, and every identifier and tag. Depends on the cohort's seed and the study's number
// only.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/cohort/synth.h"
#include "chordae/io/dicom/write_mr.h"
#include "chordae/phantom/scanner.h"
#include "chordae/phantom/views.h"

namespace chordae {

struct ExaminationSeries {
  SeriesPlan plan;
  std::int64_t frames = 1;  ///< a plane; 1 for the localiser
  std::string folder;       ///< relative to the study's: "02_cine_sax"
  MrInstance tags;          ///< what all instances of the series share
};

struct Examination {
  std::int64_t number = 0;  ///< from 1
  Person person;
  Protocol protocol;
  SynthStudyTruth truth;
  std::vector<ExaminationSeries> series;
  Rng rng;  ///< its pixels' streams are split from this
};

Examination plan_examination(const SynthConfig& config, std::int64_t number);

/// The file of frame `t` of `slice`, the `plane`th of the series; `pixels` are the frame's stored
/// values.
MrInstance frame_instance(const ExaminationSeries& series, const CineSlice& slice,
                          std::size_t plane, std::int64_t t, std::span<const std::uint16_t> pixels);

}  // namespace chordae
