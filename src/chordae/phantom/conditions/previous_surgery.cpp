#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"

namespace chordae {
namespace {

/// Wires in the breastbone; the septum often moves less after the pericardium was opened.
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  a.sternal_wires = true;
  if (!rng.chance(0.5)) return;
  for (const std::size_t septal : {1, 2, 7, 8}) {
    a.contraction[septal] = std::min(a.contraction[septal], graded(severity, 0.85, 0.6));
  }
}

double extent(const Person& p) {
  const Affliction* drawn = find_affliction(p, "Previous.Surgery");
  return !p.anatomy.sternal_wires ? -1 : drawn ? drawn->severity : 0.5;
}

}  // namespace

extern const Condition kPreviousSurgery{
    .name = "Previous.Surgery",
    .referral_share = 0.15,
    .screening_share = 0.005,
    .youngest = 30,
    .female_share = 0.35,
    .apply = apply,
    .extent = extent,
    .phrases = {.section = ReportSection::kChest,
                .finding = {{"Signal voids from sternal wires after previous cardiac surgery."},
                            {"Status post sternotomy with susceptibility artefacts."}},
                .impression = {{"Status after cardiac surgery."},
                               {"Postoperative appearance after sternotomy."}},
                .indication = {"Follow-up after cardiac surgery.",
                               "After bypass surgery, function requested."}}};

}  // namespace chordae
