#include <algorithm>
#include <array>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/conditions/effects.h"

namespace chordae {
namespace {

/// A metal valve, most of them through a sternotomy, the rest by catheter.
void apply(Person& p, double severity, Rng rng) {
  HeartAnatomy& a = p.anatomy;
  const std::size_t which = rng.choose(std::array{0.6, 0.3, 0.1});
  a.prosthetic_aortic = a.prosthetic_aortic || which != 1;
  a.prosthetic_mitral = a.prosthetic_mitral || which != 0;
  if (which != 0 || rng.chance(0.7)) a.sternal_wires = true;
  if (which != 0) {  // the mitral disease before it left its mark
    enlarge_left_atrium(a, p.body_surface_m2() * graded(severity, 45, 85),
                        graded(severity, 40, 22));
  }
  a.systolic_anterior_motion = 0;
}

double extent(const Person& p) {
  const Affliction* drawn = find_affliction(p, "Prosthetic.Valve");
  return !p.anatomy.prosthetic_aortic && !p.anatomy.prosthetic_mitral ? -1
         : drawn                                                      ? drawn->severity
                                                                      : 0.5;
}

}  // namespace

extern const Condition kProstheticValve{
    .name = "Prosthetic.Valve",
    .referral_share = 0.045,
    .screening_share = 0.002,
    .youngest = 40,
    .female_share = 0.4,
    .apply = apply,
    .extent = extent,
    .phrases = {.section = ReportSection::kValves,
                .finding = {{"Prosthetic {valve} valve with signal void."},
                            {"Susceptibility artefact from a {valve} valve prosthesis."}},
                .impression = {{"{Valve} valve prosthesis in place."},
                               {"Status after {valve} valve replacement."}},
                .indication = {"After valve replacement, function requested.",
                               "Follow-up of a valve prosthesis."}}};

}  // namespace chordae
