#include "chordae/cohort/report.h"

#include <algorithm>
#include <array>

#include "chordae/base/strings.h"
#include "chordae/phantom/measures.h"
#include "chordae/phantom/reference_values.h"

namespace chordae {
namespace {

using Sentences = std::vector<std::string>;

template <std::size_t N>
std::string_view one_of(Rng& rng, const std::array<std::string_view, N>& choices) {
  return choices[static_cast<std::size_t>(rng.integer(0, N - 1))];
}

std::string_view one_of(Rng& rng, const std::vector<std::string_view>& choices) {
  return choices[static_cast<std::size_t>(
      rng.integer(0, static_cast<std::int64_t>(choices.size()) - 1))];
}

/// A wording fit for the degree.
std::string_view choose_wording(Rng& rng, const std::vector<Wording>& wordings, double extent) {
  std::vector<std::string_view> fit;
  for (const Wording& w : wordings) {
    if (extent >= w.from && extent <= w.to) fit.push_back(w.text);
  }
  return one_of(rng, fit);
}

/// One reader at work on one heart.
class Reporter {
 public:
  Reporter(const Person& person, const ReportSetting& setting, const Rng& rng)
      : person_(person),
        setting_(setting),
        rng_(rng),
        reading_(read_heart(person, setting.lv_mass_g, rng.split("reading"))),
        words_(person, reading_) {
    for (const Condition* c : condition_table()) {
      if (has_label(*c, person)) present_.push_back(c);
    }
  }

  Report write() {
    Rng layout = rng_.split("layout");
    const bool prose = layout.chance(0.35);  // findings in paragraphs, without headings
    std::string text = cat(
        one_of(layout, std::array<std::string_view, 3>{"CARDIAC MRI", "MRI HEART",
                                                       "CARDIOVASCULAR MAGNETIC RESONANCE"}),
        "\n\n",
        one_of(layout, std::array<std::string_view, 2>{"INDICATION: ", "CLINICAL INFORMATION: "}),
        indication(), "\n\nTECHNIQUE: ", technique(), "\n\nFINDINGS:\n");
    for (const auto& [heading, sentences] : findings()) {
      if (sentences.empty()) continue;
      text += cat(prose ? "" : heading + ": ", join(sentences, " "), "\n");
    }
    text += "\nIMPRESSION:\n";
    const Sentences lines = impression();
    for (std::size_t i = 0; i < lines.size(); ++i) {
      text += lines.size() > 1 ? cat(i + 1, ". ", lines[i], "\n") : lines[i] + "\n";
    }
    return {text + "\n(Synthetic report of a computed phantom.)\n", reading_};
  }

 private:
  const ReferenceValues& normal() const { return reference_; }

  std::string indication() {
    Rng rng = rng_.split("indication");
    std::vector<std::string_view> reasons;
    for (const Affliction& a : person_.conditions) {
      const auto& own = find_condition(a.condition).phrases.indication;
      reasons.insert(reasons.end(), own.begin(), own.end());
    }
    if (reasons.empty()) reasons = find_condition("PureNormal").phrases.indication;
    return cat(setting_.repeated ? "Repeat examination. " : "", one_of(rng, reasons));
  }

  std::string technique() {
    Rng rng = rng_.split("technique");
    std::string text = cat(
        fixed(setting_.field_strength_t, 1), " T. ",
        one_of(rng,
               std::array<std::string_view, 3>{
                   "Balanced steady-state cine imaging in long-axis views and a short-axis stack.",
                   "ECG-gated SSFP cine in two-, three- and four-chamber and short-axis planes.",
                   "Breath-hold cine images in standard planes."}));
    if (setting_.flow) text += " Phase-contrast flow measurement.";
    if (setting_.maps) text += " T1 and T2 mapping.";
    if (setting_.perfusion) text += " First-pass perfusion.";
    if (setting_.late_enhancement) text += " Late gadolinium enhancement.";
    if (!person_.rhythm.atrial_contraction) text += " Irregular rhythm during the examination.";
    return text;
  }

  std::vector<std::pair<std::string, Sentences>> findings() {
    return {{"Left ventricle", left_ventricle()},
            {"Right ventricle", right_ventricle()},
            {"Atria", atria()},
            {"Valves", valves()},
            {"Pericardium", pericardium()},
            {"Late enhancement", setting_.late_enhancement ? enhancement() : Sentences{}},
            {"Other", other()}};
  }

  /// Sentences about the conditions of one section: those there, and some that were looked for.
  Sentences of_section(ReportSection section, double said_absent = 0.6) {
    Sentences out;
    for (const Condition* c : condition_table()) {
      if (c->phrases.section != section || c->name == "PureNormal") continue;
      Rng rng = rng_.split("finding").split(c->name);
      if (is_present(*c)) {
        if (!is_covered(*c)) out.push_back(worded(rng, *c, c->phrases.finding));
      } else if (!c->phrases.absent.empty() && rng.chance(said_absent) && may_deny(*c)) {
        out.emplace_back(one_of(rng, c->phrases.absent));
      }
    }
    return out;
  }

  /// Weak segments are spoken of, whatever weakens them: then wall motion isn't called regular.
  bool may_deny(const Condition& c) const {
    return c.name != "Ischemic.Cardiomyopathy" ||
           wall_motion_words(person_.anatomy.contraction).empty();
  }

  Sentences left_ventricle() {
    Rng rng = rng_.split("left ventricle");
    Sentences out{
        filled(one_of(rng, std::array<std::string_view, 3>{
                               "LVEDV {edv} mL ({edvi} mL/m2), LVESV {esv} mL, LVEF {lvef} %.",
                               "End-diastolic volume {edv} mL, end-systolic volume {esv} mL, "
                               "ejection fraction {lvef} %, mass {mass} g.",
                               "LVEF is {lvef} % (EDV {edv} mL, ESV {esv} mL)."}))};
    out.push_back(function_words(rng, "left", reading_.lvef_percent, normal().lvef_percent));
    // Negations of rare diseases would be odd in most reports: fewer than of sizes.
    for (std::string& s : of_section(ReportSection::kLeftVentricle, 0.3))
      out.push_back(std::move(s));
    const std::string motion = wall_motion_words(person_.anatomy.contraction);
    const bool told = is_present(find_condition("Ischemic.Cardiomyopathy"));
    if (!motion.empty() && !told) {
      out.push_back(cat(one_of(rng, std::array<std::string_view, 2>{"There is ", "Wall motion: "}),
                        motion, "."));
    }
    if (motion.empty() && reading_.lvef_percent < 48 && !is_normal() &&
        !is_present(find_condition("Dilated.Cardiomyopathy"))) {
      out.emplace_back("Global hypokinesia.");
    }
    return out;
  }

  Sentences right_ventricle() {
    Rng rng = rng_.split("right ventricle");
    Sentences out;
    if (rng.chance(0.8)) {
      out.push_back(filled(one_of(
          rng,
          std::array<std::string_view, 2>{
              "RVEDV {rvedv} mL ({rvedvi} mL/m2), RVESV {rvesv} mL, RVEF {rvef} %.",
              "Right ventricular ejection fraction {rvef} %, end-diastolic volume {rvedv} mL."})));
    }
    out.push_back(function_words(rng, "right", reading_.rvef_percent, normal().rvef_percent));
    for (std::string& s : of_section(ReportSection::kRightVentricle, 0.35))
      out.push_back(std::move(s));
    return out;
  }

  std::string function_words(Rng& rng, std::string_view side, double ejection_fraction,
                             const ReferenceRange& range) const {
    // A number a little low by the reader's error makes no disease of a heart called normal.
    const double below = std::min(range.lower() - ejection_fraction, is_normal() ? 3.0 : 100.0);
    const std::string_view how = below > 20   ? "severely reduced"
                                 : below > 10 ? "moderately reduced"
                                 : below > 3  ? "mildly reduced"
                                 : below > 0  ? "at the lower limit of normal"
                                 : ejection_fraction > range.upper() ? "hyperdynamic"
                                                                     : "normal";
    return rng.chance(0.5) ? cat("Systolic function of the ", side, " ventricle is ", how, ".")
                           : capitalised(cat(side, " ventricular systolic function is ", how, "."));
  }

  Sentences atria() {
    Sentences out = of_section(ReportSection::kAtria);
    if (measure(person_).ra_max_index > normal().ra_max_index.upper()) {
      out.push_back(filled("The right atrium is dilated ({ra_index} mL/m2)."));
    }
    return out;
  }

  Sentences valves() {
    Rng rng = rng_.split("valves");
    const HeartAnatomy& a = person_.anatomy;
    Sentences out = of_section(ReportSection::kValves);
    if (a.systolic_anterior_motion > 0.3) {
      out.emplace_back(one_of(
          rng,
          std::array<std::string_view, 2>{
              "Systolic anterior motion of the mitral valve with a dark jet in the outflow tract.",
              "The anterior mitral leaflet moves into the outflow tract in systole."}));
    }
    // A weak right ventricle pumps less as well; the left one grows only with what leaks back.
    const bool leaks = is_present(find_condition("Left.Ventricular.Dilation")) &&
                       a.edv_ml - a.esv_ml > 1.2 * (a.rv_edv_ml - a.rv_esv_ml);
    if (leaks) {
      out.emplace_back(
          "The left ventricle ejects more than the right one, in keeping with valvular "
          "regurgitation.");
    } else if (out.empty()) {
      out.emplace_back(
          one_of(rng, std::array<std::string_view, 3>{"No relevant valve disease.",
                                                      "Aortic and mitral valve open normally.",
                                                      "No visible regurgitant jet."}));
    }
    return out;
  }

  Sentences pericardium() {
    Sentences out;
    const double effusion = person_.anatomy.effusion_mm;
    const bool large = is_present(find_condition("Large.Pericardial.Effusion"));
    if (!large && effusion >= 2) {
      Rng rng = rng_.split("effusion");
      out.push_back(effusion < 5
                        ? std::string(one_of(
                              rng, std::array<std::string_view, 2>{"Trace pericardial effusion.",
                                                                   "Small pericardial effusion."}))
                        : filled("Small to moderate pericardial effusion ({effusion} mm)."));
      return out;
    }
    return of_section(ReportSection::kPericardium, 0.9);
  }

  Sentences enhancement() {
    Rng rng = rng_.split("enhancement");
    const HeartAnatomy& a = person_.anatomy;
    const bool infarct =
        std::any_of(a.contraction.begin(), a.contraction.end(), [](double c) { return c < 0.3; });
    if (a.scar_share >= 0.05 && infarct) {
      return {filled(
          a.scar_share > 0.5
              ? "Late enhancement of more than half of the wall in the {territory} territory."
              : "Subendocardial late enhancement in the {territory} territory.")};
    }
    if (is_present(find_condition("Amyloid")))
      return {"Diffuse late enhancement; the blood pool is dark."};
    return {std::string(
        one_of(rng, std::array<std::string_view, 2>{"No late enhancement.",
                                                    "No focal late gadolinium enhancement."}))};
  }

  Sentences other() {
    Rng rng = rng_.split("other");
    Sentences out = of_section(ReportSection::kChest);
    if (person_.anatomy.ascending_aorta_mm > normal().ascending_aorta_mm.upper()) {
      out.push_back(filled("The ascending aorta is wide ({aorta} mm)."));
    } else if (rng.chance(0.4)) {
      out.push_back(filled("Ascending aorta {aorta} mm."));
    }
    if (person_.anatomy.pulmonary_trunk_mm > normal().pulmonary_trunk_mm.upper()) {
      out.push_back(filled("The pulmonary trunk is dilated ({pulmonary} mm)."));
    }
    if (rng.chance(0.3)) out.emplace_back("No relevant extracardiac finding.");
    return out;
  }

  Sentences impression() {
    Sentences out;
    bool says_function = false;
    for (const Condition* c : present_) {
      if (is_covered(*c)) continue;
      Rng rng = rng_.split("impression").split(c->name);
      const std::string_view text = choose_wording(rng, c->phrases.impression, c->extent(person_));
      says_function =
          says_function || text.find("{lvef}") != std::string_view::npos || c->name == "PureNormal";
      words_.set("degree", std::string(degree_word(c->extent(person_))));
      out.push_back(filled(text));
    }
    if (!says_function) {
      Rng rng = rng_.split("impression").split("function");
      const std::string function =
          function_words(rng, "left", reading_.lvef_percent, normal().lvef_percent);
      out.insert(out.begin(),
                 function.substr(0, function.size() - 1) + filled(" (LVEF {lvef} %)."));
    }
    return out;
  }

  bool is_present(const Condition& c) const {
    return std::find(present_.begin(), present_.end(), &c) != present_.end();
  }
  bool is_normal() const { return is_present(find_condition("PureNormal")); }
  bool is_covered(const Condition& c) const {
    return std::any_of(present_.begin(), present_.end(), [&](const Condition* other) {
      return std::find(other->covers.begin(), other->covers.end(), c.name) != other->covers.end();
    });
  }

  std::string worded(Rng& rng, const Condition& c, const std::vector<Wording>& wordings) {
    const double extent = c.extent(person_);
    words_.set("degree", std::string(degree_word(extent)));
    return filled(choose_wording(rng, wordings, extent));
  }
  std::string filled(std::string_view text) const { return words_.fill(text); }

  const Person& person_;
  ReportSetting setting_;
  Rng rng_;
  Reading reading_;
  ReportWords words_;
  ReferenceValues reference_ = reference_values(person_.female, person_.age_years);
  std::vector<const Condition*> present_;
};

}  // namespace

Report write_report(const Person& person, const ReportSetting& setting, const Rng& rng) {
  return Reporter(person, setting, rng).write();
}

}  // namespace chordae
