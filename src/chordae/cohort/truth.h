#pragma once
// What is known of a synthetic study, and its table: truth.csv, one row a study, columns as listed
// in docs/formats/cohort.md.

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "chordae/cohort/report_words.h"
#include "chordae/phantom/person.h"
#include "chordae/phantom/truth.h"

namespace chordae {

struct StudyTruth {
  std::string study_uid;   ///< 2.25.…
  std::string patient_id;  ///< SYN-<seed>-000001
  std::string folder;      ///< relative to the cohort; the report's name too
  std::string accession_number, split;
  std::string repeat_of;  ///< study_uid of the patient's first study; empty: this is it
  std::int64_t site = 1;  ///< from 1
  std::string model;      ///< ManufacturerModelName: a make of scanner
  double field_strength_t = 1.5;
  Person person;
  HeartTruth heart;  ///< measured on the beating surfaces; atria as stated
  Reading reading;   ///< the reader's numbers of the report
};

struct TruthColumn {
  std::string name, unit, help;
  std::function<std::string(const StudyTruth&)> value;
};

/// All columns, in order.
const std::vector<TruthColumn>& truth_columns();

std::string truth_header();                      ///< with its end of line
std::string truth_row(const StudyTruth& truth);  ///< with its end of line

}  // namespace chordae
