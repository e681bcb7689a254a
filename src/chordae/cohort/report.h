#pragma once
// A plain radiology report of a synthetic study, in the order that the SCMR asks for (Hundley et
// al., JCMR 2022 24:29): indication, technique, findings, impression. Written from the truth, with
// a reader's numbers, a few phrasings a finding, and negations of what was looked for.

#include <string>

#include "chordae/base/rng.h"
#include "chordae/cohort/report_words.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// What the report needs to know besides the person.
struct ReportSetting {
  double field_strength_t = 1.5;
  double lv_mass_g = 120;
  bool late_enhancement = false, flow = false, perfusion = false, maps = false;
  bool repeated = false;  ///< the patient was here before
};

struct Report {
  std::string text;  ///< plain ASCII, lines ended by \n
  Reading reading;
};

/// Same person, setting and rng, same report.
Report write_report(const Person& person, const ReportSetting& setting, const Rng& rng);

}  // namespace chordae
