#include "chordae/tensor/compare.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <sstream>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {

Comparison compare_tensors(const at::Tensor& actual, const at::Tensor& expected) {
  check_shape(actual, expected.sizes(), "the compared tensor");
  const at::NoGradGuard no_grad;
  const at::Tensor a = actual.to(at::kCPU, at::kDouble).flatten();
  const at::Tensor e = expected.to(at::kCPU, at::kDouble).flatten();
  Comparison out;
  out.count = e.numel();
  if (out.count == 0) return out;
  out.finite = at::isfinite(a).all().item<bool>() && at::isfinite(e).all().item<bool>();
  if (!out.finite) {
    out.max_abs = std::numeric_limits<double>::infinity();
    return out;
  }
  const at::Tensor error = (a - e).abs().contiguous();
  out.max_value = e.abs().max().item<double>();
  std::span values(error.mutable_data_ptr<double>(), static_cast<std::size_t>(out.count));
  out.max_abs = *std::ranges::max_element(values);
  const auto percentile = [&](double share) {
    const auto rank =
        static_cast<std::ptrdiff_t>(std::ceil(share * static_cast<double>(values.size()))) - 1;
    const auto at = values.begin() + std::max<std::ptrdiff_t>(rank, 0);
    std::nth_element(values.begin(), at, values.end());
    return *at;
  };
  out.p50 = percentile(0.5);
  out.p99 = percentile(0.99);
  out.p999 = percentile(0.999);
  return out;
}

std::string SetComparison::text() const {
  std::ostringstream out;
  out.precision(3);
  out << tensors << " tensors; nearest to its limit: " << worst << ", error/limit " << worst_ratio
      << " (max error " << worst_comparison.max_abs << ", relative " << worst_comparison.relative()
      << ", 99 % below " << worst_comparison.p99 << ")";
  return out.str();
}

SetComparison compare_sets(const NamedTensors& actual, const NamedTensors& expected,
                           const Limit& limit) {
  std::map<std::string, at::Tensor> rest(expected.begin(), expected.end());
  SetComparison out;
  for (const auto& [name, tensor] : actual) {
    const auto found = rest.find(name);
    if (found == rest.end())
      throw Error(ErrorCode::kModel, cat("nothing to compare \"", name, "\" with"));
    const Comparison c = compare_tensors(tensor, found->second);
    const double allowed = limit.relative * c.max_value + limit.absolute;
    const double ratio = !c.finite        ? std::numeric_limits<double>::infinity()
                         : c.max_abs == 0 ? 0.0
                                          : c.max_abs / allowed;
    if (out.tensors == 0 || ratio > out.worst_ratio) {
      out.worst = name;
      out.worst_ratio = ratio;
      out.worst_comparison = c;
    }
    ++out.tensors;
    rest.erase(found);
  }
  if (!rest.empty())
    throw Error(ErrorCode::kModel,
                cat("\"", rest.begin()->first, "\" and ", rest.size() - 1, " more are not there"));
  return out;
}

}  // namespace chordae
