#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"

namespace chordae {
namespace {

/// Large is more than 20 mm where it is deepest (Adler et al., Eur Heart J 2015 36:2921); fluid
/// gathers behind the heart of a patient who lies on his back, so the average depth is less.
constexpr double kLimit_mm = 14;

void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  a.effusion_mm = std::max(a.effusion_mm, graded(severity, 15, 32) * rng.uniform(1, 1.1));
  p.rhythm.cycle_ms *= graded(severity, 0.95, 0.75);
  if (severity < 0.6) return;
  // The right heart is pressed upon.
  const double keep = graded(severity, 1, 0.85);
  a.rv_edv_ml *= keep;
  a.rv_esv_ml *= keep;
  a.ra_max_ml *= keep;
  a.ra_min_ml *= keep;
}

double extent(const Person& p) { return extent_between(p.anatomy.effusion_mm, kLimit_mm, 35); }

}  // namespace

extern const Condition kLargePericardialEffusion{
    .name = "Large.Pericardial.Effusion",
    .referral_share = 0.045,
    .screening_share = 0.001,
    .apply = apply,
    .extent = extent,
    .phrases = {
        .section = ReportSection::kPericardium,
        .finding =
            {{"Large circumferential pericardial effusion, about {effusion} mm deep."},
             {"There is a large pericardial effusion ({effusion} mm)."},
             {"Very large effusion around a fast-beating heart, haemodynamic effect possible.", 0.7,
              1}},
        .impression = {{"Large pericardial effusion."},
                       {"Large pericardial effusion ({effusion} mm)."}},
        .absent = {"No pericardial effusion.", "No significant pericardial effusion."},
        .indication = {"Pericardial effusion on echocardiography.",
                       "Dyspnoea, enlarged cardiac silhouette."}}};

}  // namespace chordae
