#include "chordae/train/parameter_groups.h"

#include <torch/torch.h>

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::ranges::any_of(patterns,
                             [&](const auto& pattern) { return matches_pattern(pattern, name); });
}

struct RateRule {
  std::string pattern;
  double factor = 1;
};

RateRule parse_rate_rule(const std::string& text) {
  const auto equals = text.rfind('=');
  const auto factor = equals == std::string::npos
                          ? std::nullopt
                          : try_parse_double(trim(std::string_view(text).substr(equals + 1)));
  if (!factor || !(*factor > 0)) {
    throw Error(ErrorCode::kConfig,
                cat("rate_factors: \"", printable(text),
                    "\" is not written as pattern=factor with a factor over 0"));
  }
  return {std::string(trim(std::string_view(text).substr(0, equals))), *factor};
}

// A pattern without effect is a spelling mistake that would train what should stand still.
void check_effect(const NamedTensors& parameters, const std::string& pattern,
                  std::string_view field) {
  if (std::ranges::any_of(parameters,
                          [&](const auto& p) { return matches_pattern(pattern, p.first); }))
    return;
  throw Error(ErrorCode::kConfig,
              cat(field, ": no parameter matches \"", printable(pattern), "\""));
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view name) {
  // Greedy with one step back: the last star takes one more character after a mismatch.
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

void GroupConfig::fields(FieldVisitor& v) {
  v.field({.name = "no_decay", .help = "names (with *) of parameters without weight decay"},
          no_decay);
  v.field({.name = "rate_factors",
           .help = "pattern=factor: parameters with another rate; the first match counts"},
          rate_factors);
  v.field({.name = "frozen", .help = "names (with *) of parameters that stay as they are"}, frozen);
}

std::vector<ParameterGroup> make_parameter_groups(const NamedTensors& parameters,
                                                  const GroupConfig& config) {
  std::vector<RateRule> rules;
  for (const auto& text : config.rate_factors) {
    rules.push_back(parse_rate_rule(text));
    check_effect(parameters, rules.back().pattern, "rate_factors");
  }
  for (const auto& pattern : config.frozen) check_effect(parameters, pattern, "frozen");

  std::vector<ParameterGroup> groups;
  for (const auto& [name, parameter] : parameters) {
    const bool frozen = matches_any(config.frozen, name);
    at::Tensor(parameter).set_requires_grad(!frozen);
    if (frozen) continue;
    const auto rule = std::ranges::find_if(
        rules, [&](const RateRule& r) { return matches_pattern(r.pattern, name); });
    const double factor = rule == rules.end() ? 1 : rule->factor;
    const bool decay = !matches_any(config.no_decay, name);
    auto group = std::ranges::find_if(groups, [&](const ParameterGroup& g) {
      return g.rate_factor == factor && g.decay == decay;
    });
    if (group == groups.end()) group = groups.insert(groups.end(), {factor, decay, {}});
    group->members.emplace_back(name, parameter);
  }
  if (groups.empty())
    throw Error(ErrorCode::kConfig, "nothing to train: every parameter is frozen");
  return groups;
}

}  // namespace chordae
