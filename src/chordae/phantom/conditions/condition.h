#pragma once
// What a condition is: how often it is met, what it does to a heart, when a heart counts as having
// it, how reports speak of it. One file a condition, one line in table.cpp.

#include <span>
#include <string_view>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// One way of saying it, fit for a degree of 0 (just so) to 1 (as bad as is seen). Words in braces
/// are filled in by the report: {degree}, {edvi}, {wall} … (cohort/report_words.h).
struct Wording {
  std::string_view text;
  double from = 0, to = 1;
};

/// Where in the findings it is spoken of.
enum class ReportSection { kLeftVentricle, kRightVentricle, kAtria, kValves, kPericardium, kChest };

struct Phrases {
  ReportSection section = ReportSection::kLeftVentricle;
  std::vector<Wording> finding;               ///< a sentence of the findings
  std::vector<Wording> impression;            ///< a line of the impression; empty: not worth a line
  std::vector<std::string_view> absent = {};  ///< negations; empty: nobody writes that it is absent
  std::vector<std::string_view> indication;   ///< why such a patient is sent
};

struct Condition {
  std::string_view name;  ///< as in the label table: "Hypertrophic.Cardiomyopathy"
  double referral_share = 0,
         screening_share = 0;      ///< drawn as such, of a clinic's patients, of volunteers
  int youngest = 18, oldest = 88;  ///< of those drawn with it
  double female_share = 0.5;
  std::vector<std::string_view> excludes =
      {};  ///< conditions that contradict it; "*" is every other
  std::vector<std::string_view> covers =
      {};  ///< labels of which a report says nothing beside this one
  /// Changes anatomy and rhythm. Severity 0 to 1; what another condition did stays, where it can.
  void (*apply)(Person&, double severity, Rng);
  /// By how much the finished heart fulfils the definition: negative not at all, 0 just so, 1 as
  /// bad as is seen. A label is this being at least 0, so that labels are true of the anatomy.
  double (*extent)(const Person&);
  Phrases phrases;
};

/// All conditions, in the order in which they are applied.
std::span<const Condition* const> condition_table();

/// Errors kUsage: no such condition (the nearest name is suggested).
const Condition& find_condition(std::string_view name);

/// Whether one person can be given both.
bool are_compatible(const Condition& a, const Condition& b);

/// Whether the finished person counts as having it.
bool has_label(const Condition& condition, const Person& person);

/// The name of a condition that the person was given, or null.
const Affliction* find_affliction(const Person& person, std::string_view condition);

}  // namespace chordae
