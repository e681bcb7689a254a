#pragma once
// Strict loading of named tensors into a module's: nothing is loaded unless everything fits, and
// the report names every tensor that doesn't, at once.

#include <span>
#include <string>
#include <vector>

#include "chordae/tensor/convert.h"

namespace chordae {

struct StateDictReport {
  std::vector<std::string> missing;     ///< the module has it, the file doesn't
  std::vector<std::string> unexpected;  ///< the file has it, the module doesn't
  std::vector<std::string> mismatched;  ///< "name: (2, 3) in the file, (3, 2) in the model"
  bool ok() const { return missing.empty() && unexpected.empty() && mismatched.empty(); }
  std::string text() const;
};

/// Compares names and shapes, and that floating point meets floating point.
StateDictReport compare_state_dict(const NamedTensors& module, std::span<const TensorView> file);

/// Copies the file's values into the module's tensors, converting between floating-point types.
/// Errors  kModel with the whole report; the module is unchanged then
void load_state_dict(const NamedTensors& module, std::span<const TensorView> file);

}  // namespace chordae
