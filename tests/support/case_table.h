#pragma once
// Reference cases by name of function: {"function", inputs ..., "value": {name: number or null}}.
// A null says that the result is empty. Every number is compared; p-values relatively.

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "support/reference_values.h"

namespace chordae::test {

using NamedNumbers = std::map<std::string, std::optional<double>>;
using CaseTable = std::map<std::string, std::function<NamedNumbers(const nlohmann::json&)>>;

/// Each function of `table` beside the cases of its name; none may be left without a partner.
inline void compare_cases(const std::string& reference, const CaseTable& table) {
  const auto values = reference_values(reference);
  std::map<std::string, std::unique_ptr<Margin>> margins;
  for (const auto& [function, body] : table)
    margins[function] = std::make_unique<Margin>(reference + " " + function);
  std::size_t row = 0;
  for (const auto& c : values["cases"]) {
    const std::string function = c["function"];
    const std::string what = function + " #" + std::to_string(row++) + " ";
    ASSERT_TRUE(table.contains(function)) << function;
    const NamedNumbers ours = table.at(function)(c);
    EXPECT_EQ(ours.size(), c["value"].size()) << what;
    for (const auto& [name, theirs] : c["value"].items()) {
      ASSERT_TRUE(ours.contains(name)) << what << name;
      const auto own = ours.at(name);
      ASSERT_EQ(own.has_value(), !theirs.is_null()) << what << name << ": empty on one side only";
      if (own) margins[function]->compare(*own, theirs, what + name, name == "p" && theirs != 0.0);
    }
  }
}

}  // namespace chordae::test
