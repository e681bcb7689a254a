#include <algorithm>

#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

void apply(Person&, double, Rng) {}

/// Nothing else found, both ventricles pump within the limits of normal, every segment moves.
double extent(const Person& p) {
  const ReferenceValues r = reference_values(p.female, p.age_years);
  const HeartAnatomy& a = p.anatomy;
  bool normal = a.lvef_percent() >= r.lvef_percent.lower() &&
                a.rvef_percent() >= r.rvef_percent.lower() && a.effusion_mm < 5 &&
                *std::min_element(a.contraction.begin(), a.contraction.end()) >= 0.5 &&
                p.rhythm.atrial_contraction;
  for (const Condition* c : condition_table()) {
    normal = normal && (c->extent == extent || !has_label(*c, p));
  }
  return normal ? 0 : -1;
}

}  // namespace

extern const Condition kPureNormal{
    .name = "PureNormal",
    .referral_share = 0.08,
    .screening_share = 0.75,
    .excludes = {"*"},
    .apply = apply,
    .extent = extent,
    .phrases = {.section = ReportSection::kLeftVentricle,
                .finding = {{"Both ventricles are of normal size and function."},
                            {"Chamber sizes, wall thickness and wall motion are normal."}},
                .impression = {{"Normal cardiac MRI."},
                               {"No structural or functional abnormality of the heart."},
                               {"Cardiac chambers and function within normal limits."}},
                .indication = {"Atypical chest pain.", "Palpitations.", "Family screening.",
                               "Inconclusive echocardiogram."}}};

}  // namespace chordae
