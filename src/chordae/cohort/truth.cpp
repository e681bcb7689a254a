#include "chordae/cohort/truth.h"

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/io/csv/csv.h"
#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/measures.h"

namespace chordae {
namespace {

using Value = std::function<std::string(const StudyTruth&)>;

/// A number of the anatomy.
template <class Number>
Value of_heart(Number HeartAnatomy::*field) {
  return [field](const StudyTruth& t) {
    return shortest(static_cast<double>(t.person.anatomy.*field));
  };
}

template <class Get>
Value number(Get get) {
  return [get](const StudyTruth& t) { return shortest(static_cast<double>(get(t))); };
}

void add_study(std::vector<TruthColumn>& c) {
  c.push_back({"study_uid", "", "StudyInstanceUID", [](const auto& t) { return t.study_uid; }});
  c.push_back({"patient_id", "", "PatientID", [](const auto& t) { return t.patient_id; }});
  c.push_back({"folder", "", "of the study, relative to the cohort; also the name of its report",
               [](const auto& t) { return t.folder; }});
  c.push_back(
      {"edv_ml", "mL", "left ventricular end-diastolic volume", of_heart(&HeartAnatomy::edv_ml)});
  c.push_back(
      {"esv_ml", "mL", "left ventricular end-systolic volume", of_heart(&HeartAnatomy::esv_ml)});
  c.push_back({"lvef_percent", "%", "left ventricular ejection fraction",
               number([](const StudyTruth& t) { return t.person.anatomy.lvef_percent(); })});
  c.push_back({"heart_rate_bpm", "/min", "heart rate",
               number([](const StudyTruth& t) { return t.person.heart_rate_bpm(); })});
  c.push_back({"accession_number", "", "AccessionNumber",
               [](const auto& t) { return t.accession_number; }});
  c.push_back({"split", "", "train, validation or test; the same for all studies of a patient",
               [](const auto& t) { return t.split; }});
  c.push_back({"repeat_of", "", "study_uid of the patient's first study, where this is the second",
               [](const auto& t) { return t.repeat_of; }});
  c.push_back(
      {"site", "", "number of the scanner, from 1", [](const auto& t) { return cat(t.site); }});
  c.push_back({"vendor", "", "make of scanner that the files imitate (ManufacturerModelName)",
               [](const auto& t) { return t.model; }});
  c.push_back({"field_strength_t", "T", "MagneticFieldStrength",
               number([](const StudyTruth& t) { return t.field_strength_t; })});
}

void add_person(std::vector<TruthColumn>& c) {
  c.push_back({"sex", "", "F or M",
               [](const auto& t) { return std::string(1, t.person.female ? 'F' : 'M'); }});
  c.push_back({"age_years", "years", "age",
               number([](const StudyTruth& t) { return t.person.age_years; })});
  c.push_back({"height_cm", "cm", "height",
               number([](const StudyTruth& t) { return t.person.height_cm; })});
  c.push_back({"weight_kg", "kg", "weight",
               number([](const StudyTruth& t) { return t.person.weight_kg; })});
  c.push_back({"body_surface_m2", "m2", "body surface (Mosteller)",
               number([](const StudyTruth& t) { return t.person.body_surface_m2(); })});
  c.push_back({"rhythm", "", "sinus or atrial fibrillation", [](const auto& t) {
                 return std::string(t.person.rhythm.atrial_contraction ? "sinus"
                                                                       : "atrial fibrillation");
               }});
}

void add_heart(std::vector<TruthColumn>& c) {
  c.push_back({"lv_mass_g", "g", "left ventricular mass at end-diastole, without papillary muscles",
               number([](const StudyTruth& t) { return t.heart.mass_g; })});
  c.push_back({"rv_edv_ml", "mL", "right ventricular end-diastolic volume",
               of_heart(&HeartAnatomy::rv_edv_ml)});
  c.push_back({"rv_esv_ml", "mL", "right ventricular end-systolic volume",
               of_heart(&HeartAnatomy::rv_esv_ml)});
  c.push_back({"rvef_percent", "%", "right ventricular ejection fraction",
               number([](const StudyTruth& t) { return t.person.anatomy.rvef_percent(); })});
  c.push_back({"la_max_ml", "mL", "left atrium with appendage, largest",
               of_heart(&HeartAnatomy::la_max_ml)});
  c.push_back({"la_min_ml", "mL", "left atrium with appendage, smallest",
               of_heart(&HeartAnatomy::la_min_ml)});
  c.push_back({"ra_max_ml", "mL", "right atrium with appendage, largest",
               of_heart(&HeartAnatomy::ra_max_ml)});
  c.push_back({"ra_min_ml", "mL", "right atrium with appendage, smallest",
               of_heart(&HeartAnatomy::ra_min_ml)});
  c.push_back({"mitral_descent_mm", "mm", "of the mitral annulus along the long axis, ED to ES",
               of_heart(&HeartAnatomy::descent_mm)});
  c.push_back({"rv_wall_mm", "mm", "right ventricular free wall at end-diastole",
               of_heart(&HeartAnatomy::rv_wall_mm)});
  c.push_back({"effusion_mm", "mm", "average depth of pericardial fluid",
               of_heart(&HeartAnatomy::effusion_mm)});
  c.push_back({"aortic_root_mm", "mm", "inner diameter", of_heart(&HeartAnatomy::aortic_root_mm)});
  c.push_back(
      {"ascending_aorta_mm", "mm", "inner diameter", of_heart(&HeartAnatomy::ascending_aorta_mm)});
  c.push_back(
      {"pulmonary_trunk_mm", "mm", "inner diameter", of_heart(&HeartAnatomy::pulmonary_trunk_mm)});
  c.push_back({"thickest_wall_mm", "mm", "largest of wall_mm_1 to wall_mm_17",
               number([](const StudyTruth& t) {
                 return *std::max_element(t.heart.wall_ed_mm.begin(), t.heart.wall_ed_mm.end());
               })});
  for (std::size_t s = 0; s < 17; ++s) {
    c.push_back(
        {cat("wall_mm_", s + 1), "mm", cat("wall at end-diastole, ", segment_name(s)),
         number([s](const StudyTruth& t) { return t.heart.wall_ed_mm[s]; })});
  }
  for (std::size_t s = 0; s < 17; ++s) {
    c.push_back({cat("motion_", s + 1), "",
                 cat("inward motion, 1 ordinary, 0 none, below 0 outward, ", segment_name(s)),
                 number([s](const StudyTruth& t) { return t.person.anatomy.contraction[s]; })});
  }
  for (std::size_t s = 0; s < 17; ++s) {
    c.push_back({cat("inward_mm_", s + 1), "mm",
                 cat("endocardium towards the long axis, ED to ES, ", segment_name(s)),
                 number([s](const StudyTruth& t) { return t.heart.inward_mm[s]; })});
  }
  for (std::size_t s = 0; s < 17; ++s) {
    c.push_back({cat("thickening_percent_", s + 1), "%",
                 cat("of the wall, ED to ES, ", segment_name(s)),
                 number([s](const StudyTruth& t) { return t.heart.thickening_percent[s]; })});
  }
}

void add_reading(std::vector<TruthColumn>& c) {
  c.push_back({"reported_lvef_percent", "%", "the report's, with a reader's error",
               number([](const StudyTruth& t) { return t.reading.lvef_percent; })});
  c.push_back({"reported_edv_ml", "mL", "the report's",
               number([](const StudyTruth& t) { return t.reading.lv_edv_ml; })});
  c.push_back({"reported_esv_ml", "mL", "the report's",
               number([](const StudyTruth& t) { return t.reading.lv_esv_ml; })});
  c.push_back({"reported_rvef_percent", "%", "the report's",
               number([](const StudyTruth& t) { return t.reading.rvef_percent; })});
}

void add_labels(std::vector<TruthColumn>& columns) {
  for (const Condition* c : condition_table()) {
    columns.push_back(
        {std::string(c->name), "", "1 where the anatomy fulfils the definition, else 0",
         [c](const StudyTruth& t) { return std::string(has_label(*c, t.person) ? "1" : "0"); }});
  }
  for (const Condition* c : condition_table()) {
    if (c->name == "PureNormal") continue;
    columns.push_back({cat(c->name, ".severity"), "",
                       "0 just so, 1 as bad as is seen; empty without the label",
                       [c](const StudyTruth& t) {
                         const double extent = c->extent(t.person);
                         return extent >= 0 ? shortest(extent) : std::string();
                       }});
  }
}

std::vector<TruthColumn> make_columns() {
  std::vector<TruthColumn> columns;
  add_study(columns);
  add_person(columns);
  add_heart(columns);
  add_reading(columns);
  add_labels(columns);
  return columns;
}

}  // namespace

const std::vector<TruthColumn>& truth_columns() {
  static const std::vector<TruthColumn> columns = make_columns();
  return columns;
}

std::string truth_header() {
  std::string line;
  for (const TruthColumn& c : truth_columns()) line += (line.empty() ? "" : ",") + csv_cell(c.name);
  return line + "\n";
}

std::string truth_row(const StudyTruth& truth) {
  std::string line;
  for (const TruthColumn& c : truth_columns())
    line += (line.empty() ? "" : ",") + csv_cell(c.value(truth));
  return line + "\n";
}

}  // namespace chordae
