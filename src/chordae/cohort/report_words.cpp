#include "chordae/cohort/report_words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/measures.h"

namespace chordae {
namespace {

int whole(double value) { return static_cast<int>(std::lround(value)); }

/// The arteries in whose territories at least two segments hardly move.
std::string territory_words(const SegmentValues& contraction,
                            const std::array<std::string_view, 3>& artery_names,
                            std::string_view otherwise) {
  std::array<int, 3> still{};
  for (std::size_t s = 0; s < contraction.size(); ++s) {
    still[static_cast<std::size_t>(supplying_artery(s))] += contraction[s] < 0.4;
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < still.size(); ++i) {
    if (still[i] >= 2) names.emplace_back(artery_names[i]);
  }
  return names.empty() ? std::string(otherwise) : listed(names);
}

}  // namespace

std::string listed(const std::vector<std::string>& items) {
  if (items.size() < 2) return items.empty() ? "" : items.front();
  return cat(join(std::span(items).first(items.size() - 1), ", "), " and ", items.back());
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string_view degree_word(double extent) {
  return extent < 0.33 ? "mild" : extent < 0.67 ? "moderate" : "severe";
}

std::string segment_words(std::size_t segment) {
  const std::string name(segment_name(segment));
  return segment == 16 ? name : name + " segment";
}

std::string wall_motion_words(const SegmentValues& contraction) {
  struct Kind {
    std::string_view name;
    double from, to;
  };
  // Below 0.2 of the ordinary inward motion nobody sees any; outward is dyskinesia.
  constexpr std::array kKinds{Kind{"dyskinesia", -9, -0.05}, Kind{"akinesia", -0.05, 0.2},
                              Kind{"hypokinesia", 0.2, 0.65}};
  std::vector<std::string> parts;
  for (const Kind& kind : kKinds) {
    std::vector<std::string> segments;
    bool apex = false;
    for (std::size_t s = 0; s < contraction.size(); ++s) {
      if (contraction[s] < kind.from || contraction[s] >= kind.to) continue;
      if (s == 16) {
        apex = true;
      } else {
        segments.emplace_back(segment_name(s));
      }
    }
    if (segments.empty() && !apex) continue;
    std::string where =
        segments.empty() ? "" : listed(segments) + (segments.size() > 1 ? " segments" : " segment");
    if (apex) where += where.empty() ? "apex" : " and of the apex";
    parts.push_back(cat(kind.name, " of the ", where));
  }
  return join(parts, ", ");
}

Reading read_heart(const Person& person, double lv_mass_g, Rng rng) {
  const HeartAnatomy& a = person.anatomy;
  const Measures m = measure(person);
  Reading r;
  const double lvef = std::clamp(a.lvef_percent() + rng.truncated_normal(0, 3, -8, 8), 4.0, 88.0);
  r.lvef_percent = rng.chance(0.25) ? 5 * whole(lvef / 5) : whole(lvef);
  const double edv = a.edv_ml * rng.truncated_normal(1, 0.05, 0.85, 1.15);
  r.lv_edv_ml = whole(edv);
  r.lv_esv_ml = whole(edv * (1 - 0.01 * lvef));
  r.lv_mass_g = whole(lv_mass_g * rng.truncated_normal(1, 0.07, 0.8, 1.2));
  const double rvef = std::clamp(a.rvef_percent() + rng.truncated_normal(0, 4, -10, 10), 4.0, 85.0);
  r.rvef_percent = whole(rvef);
  const double rv_edv = a.rv_edv_ml * rng.truncated_normal(1, 0.06, 0.82, 1.18);
  r.rv_edv_ml = whole(rv_edv);
  r.rv_esv_ml = whole(rv_edv * (1 - 0.01 * rvef));
  r.la_index = whole(m.la_max_index * rng.truncated_normal(1, 0.06, 0.85, 1.15));
  r.ra_index = whole(m.ra_max_index * rng.truncated_normal(1, 0.07, 0.82, 1.18));
  r.wall_mm = whole(m.thickest_mm + rng.normal(0, 0.5));
  return r;
}

ReportWords::ReportWords(const Person& person, const Reading& reading) {
  const HeartAnatomy& a = person.anatomy;
  const double surface = person.body_surface_m2();
  set("lvef", cat(reading.lvef_percent));
  set("edv", cat(reading.lv_edv_ml));
  set("esv", cat(reading.lv_esv_ml));
  set("edvi", cat(whole(reading.lv_edv_ml / surface)));
  set("mass", cat(reading.lv_mass_g));
  set("rvef", cat(reading.rvef_percent));
  set("rvedv", cat(reading.rv_edv_ml));
  set("rvesv", cat(reading.rv_esv_ml));
  set("rvedvi", cat(whole(reading.rv_edv_ml / surface)));
  set("la_index", cat(reading.la_index));
  set("ra_index", cat(reading.ra_index));
  set("wall", cat(reading.wall_mm));
  set("wall_segment", std::string(segment_words(measure(person).thickest_segment)));
  set("rv_wall", cat(whole(a.rv_wall_mm)));
  set("effusion", cat(whole(1.4 * a.effusion_mm)));  // where it is deepest
  set("aorta", cat(whole(a.ascending_aorta_mm)));
  set("root", cat(whole(a.aortic_root_mm)));
  set("pulmonary", cat(whole(a.pulmonary_trunk_mm)));
  set("heart_rate", cat(whole(person.heart_rate_bpm())));
  set("territory", territory_words(a.contraction, {"LAD", "RCA", "LCX"}, "coronary"));
  set("arteries", territory_words(a.contraction,
                                  {"left anterior descending artery", "right coronary artery",
                                   "left circumflex artery"},
                                  "coronary arteries"));
  set("segments", wall_motion_words(a.contraction));
  set("valve", a.prosthetic_aortic && a.prosthetic_mitral ? "aortic and mitral"
               : a.prosthetic_mitral                      ? "mitral"
                                                          : "aortic");
}

std::string ReportWords::fill(std::string_view text) const {
  std::string out;
  while (true) {
    const std::size_t open = text.find('{'), close = text.find('}');
    out += text.substr(0, open);
    if (open == std::string_view::npos) return out;
    const std::string word(text.substr(open + 1, close - open - 1));
    const auto found = words_.find(lower(word));
    if (found == words_.end())
      throw Error(ErrorCode::kInternal, cat("a report has no word ", word));
    out += found->first == word ? found->second : capitalised(found->second);
    text.remove_prefix(close + 1);
  }
}

}  // namespace chordae
