#include "chordae/tensor/state_dict.h"

#include <torch/torch.h>

#include <map>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

std::string list_text(std::string_view title, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  return cat("\n  ", title, " (", names.size(), "):\n    ", join(names, "\n    "));
}

}  // namespace

std::string StateDictReport::text() const {
  if (ok()) return "all tensors fit";
  return cat("the weights do not fit the model:", list_text("missing", missing),
             list_text("unexpected", unexpected), list_text("mismatched", mismatched));
}

StateDictReport compare_state_dict(const NamedTensors& module, std::span<const TensorView> file) {
  StateDictReport report;
  std::map<std::string, const TensorView*> rest;
  for (const auto& view : file) rest.emplace(view.name, &view);
  for (const auto& [name, tensor] : module) {
    const auto found = rest.find(name);
    if (found == rest.end()) {
      report.missing.push_back(name);
      continue;
    }
    const TensorView& view = *found->second;
    if (tensor.sizes() != at::IntArrayRef(view.shape)) {
      report.mismatched.push_back(cat(name, ": ", shape_text(view.shape), " in the file, ",
                                      shape_text(tensor.sizes()), " in the model"));
    } else if (tensor.is_floating_point() != at::isFloatingType(scalar_type(view.type))) {
      report.mismatched.push_back(cat(name, ": ", element_type_name(view.type), " in the file, ",
                                      at::toString(tensor.scalar_type()), " in the model"));
    }
    rest.erase(found);
  }
  for (const auto& [name, view] : rest) report.unexpected.push_back(printable(name));
  return report;
}

void load_state_dict(const NamedTensors& module, std::span<const TensorView> file) {
  const StateDictReport report = compare_state_dict(module, file);
  if (!report.ok()) throw Error(ErrorCode::kModel, report.text());
  std::map<std::string, const TensorView*> views;
  for (const auto& view : file) views.emplace(view.name, &view);
  const at::NoGradGuard no_grad;
  for (const auto& [name, tensor] : module) at::Tensor(tensor).copy_(to_tensor(*views.at(name)));
}

}  // namespace chordae
