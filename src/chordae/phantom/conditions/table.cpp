#include <algorithm>
#include <array>
#include <string>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/conditions/condition.h"

// In the order in which they are applied: left ventricle, what presses on it, right ventricle,
// atria, surgery.
// clang-format off
#define CHORDAE_CONDITIONS(X) \
  X(kPureNormal) \
  X(kLeftVentricularDilation) \
  X(kDilatedCardiomyopathy) \
  X(kIschemicCardiomyopathy) \
  X(kLeftVentricularHypertrophy) \
  X(kHypertrophicCardiomyopathy) \
  X(kAmyloid) \
  X(kLargePericardialEffusion) \
  X(kRightVentricularDilation) \
  X(kRightVentricularHypertrophy) \
  X(kArrhythmogenicRightVentricle) \
  X(kLeftAtrialDilation) \
  X(kPreviousSurgery) \
  X(kProstheticValve)
// clang-format on

namespace chordae {

#define CHORDAE_DECLARE(condition) extern const Condition condition;
CHORDAE_CONDITIONS(CHORDAE_DECLARE)
#undef CHORDAE_DECLARE

std::span<const Condition* const> condition_table() {
#define CHORDAE_ADDRESS(condition) &condition,
  static constexpr std::array kTable{CHORDAE_CONDITIONS(CHORDAE_ADDRESS)};
#undef CHORDAE_ADDRESS
  return kTable;
}

const Condition& find_condition(std::string_view name) {
  std::vector<std::string> names;
  for (const Condition* c : condition_table()) {
    if (c->name == name) return *c;
    names.emplace_back(c->name);
  }
  const auto near = try_suggest(name, names);
  throw Error(ErrorCode::kUsage, cat("there is no condition ", printable(name),
                                     near ? cat(": did you mean ", *near, "?")
                                          : cat(": there are ", join(names, ", "))));
}

bool are_compatible(const Condition& a, const Condition& b) {
  const auto refuses = [](const Condition& one, const Condition& other) {
    return std::any_of(one.excludes.begin(), one.excludes.end(), [&](std::string_view name) {
      return name == other.name || (name == "*" && &one != &other);
    });
  };
  return !refuses(a, b) && !refuses(b, a);
}

bool has_label(const Condition& condition, const Person& person) {
  return condition.extent(person) >= 0;
}

const Affliction* find_affliction(const Person& person, std::string_view condition) {
  for (const Affliction& a : person.conditions) {
    if (a.condition == condition) return &a;
  }
  return nullptr;
}

}  // namespace chordae
