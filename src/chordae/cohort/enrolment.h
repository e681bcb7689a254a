#pragma once
// Which patient a study is of, where it is scanned, to which split it belongs. A function of the
// seed and the study's number: a larger cohort begins as a smaller one does.

#include <cstdint>
#include <string_view>

#include "chordae/cohort/synth_config.h"

namespace chordae {

struct Enrolment {
  std::int64_t study = 0;    ///< from 1
  std::int64_t patient = 0;  ///< the number of the patient's first study
  bool repeated = false;     ///< the patient's second study, which follows the first
  std::int64_t site = 0;     ///< from 0
  std::string_view split;    ///< train, validation, test: the same for all studies of a patient
};

Enrolment enrol(const SynthConfig& config, std::int64_t study);

/// The patient as this study finds them: the heart is the same on another day, its rate not quite.
/// `with_body` as PersonOptions::body.
Person enrolled_person(const SynthConfig& config, const Enrolment& enrolment,
                       bool with_body = true);

/// The stream that everything of this study but the person comes from.
Rng study_stream(const SynthConfig& config, std::int64_t study);

}  // namespace chordae
