#include "chordae/cohort/enrolment.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace chordae {
namespace {

/// A patient is scanned at most twice, so a repeat follows a first scan: whether a study is one
/// depends on the run of chances before it, back to the last that came out as no.
bool is_repeat(const SynthConfig& config, std::int64_t study) {
  std::int64_t run = 0;
  while (study - run > 1 &&
         study_stream(config, study - run).split("repeat").uniform() < config.repeat_scans)
    ++run;
  return run % 2 == 1;
}

}  // namespace

Rng study_stream(const SynthConfig& config, std::int64_t study) {
  return Rng(static_cast<std::uint64_t>(config.seed))
      .split("study", static_cast<std::uint64_t>(study));
}

Enrolment enrol(const SynthConfig& config, std::int64_t study) {
  constexpr std::array<std::string_view, 3> kSplits{"train", "validation", "test"};
  Enrolment e{.study = study,
              .patient = study,
              .repeated = is_repeat(config, study),
              .site = 0,
              .split = {}};
  if (e.repeated) --e.patient;
  const Rng patient = study_stream(config, e.patient);
  e.site = patient.split("site").integer(0, config.sites - 1);
  if (e.repeated && config.sites > 1) {
    e.site = (e.site + 1 + study_stream(config, study).split("site").integer(0, config.sites - 2)) %
             config.sites;
  }
  e.split = kSplits[patient.split("split").choose(config.splits)];
  return e;
}

Person enrolled_person(const SynthConfig& config, const Enrolment& e, bool with_body) {
  PersonOptions options = person_options(config);
  options.body = with_body;
  Person p = draw_person(study_stream(config, e.patient).split("person"), options);
  if (!e.repeated) return p;
  Rng day = study_stream(config, e.study).split("another day");
  p.rhythm.cycle_ms =
      std::round(std::clamp(p.rhythm.cycle_ms * day.uniform(0.9, 1.1), 450.0, 1400.0));
  return p;
}

}  // namespace chordae
