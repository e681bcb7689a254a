#pragma once
// Which parameter is trained how: rate, decay, frozen, by patterns over state-dict names.

#include <string>
#include <string_view>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/tensor/convert.h"

namespace chordae {

/// `*` stands for any run of characters, dots included; all else for itself.
bool matches_pattern(std::string_view pattern, std::string_view name);

struct GroupConfig {
  /// Weight decay shrinks what multiplies; scales, offsets and positions are left alone.
  std::vector<std::string> no_decay = {"*bias", "*norm*", "*pos_embed*", "*position*",
                                       "*cls_token*"};
  std::vector<std::string> rate_factors = {};  ///< "text_encoder.*=0.1"; the first match counts
  std::vector<std::string> frozen = {};
  void fields(FieldVisitor& v);
};

/// Parameters that are updated alike.
struct ParameterGroup {
  double rate_factor = 1;
  bool decay = true;
  NamedTensors members;
};

/// Sorts parameters into groups, in order of first appearance, and switches gradients off for
/// frozen ones (which are in no group) and on for the rest. Errors  kConfig: a pattern of
/// `rate_factors` or `frozen` that matches nothing, a factor that is no
///         number, everything frozen
std::vector<ParameterGroup> make_parameter_groups(const NamedTensors& parameters,
                                                  const GroupConfig& config);

}  // namespace chordae
