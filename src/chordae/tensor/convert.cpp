#include "chordae/tensor/convert.h"

#include <torch/torch.h>

#include <array>
#include <cstring>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::array<std::pair<ElementType, at::ScalarType>, 10> kTypes{
    {{ElementType::kF64, at::kDouble},
     {ElementType::kF32, at::kFloat},
     {ElementType::kF16, at::kHalf},
     {ElementType::kBF16, at::kBFloat16},
     {ElementType::kI64, at::kLong},
     {ElementType::kI32, at::kInt},
     {ElementType::kI16, at::kShort},
     {ElementType::kI8, at::kChar},
     {ElementType::kU8, at::kByte},
     {ElementType::kBool, at::kBool}}};

}  // namespace

at::ScalarType scalar_type(ElementType type) {
  for (const auto& [ours, torchs] : kTypes) {
    if (ours == type) return torchs;
  }
  throw Error(ErrorCode::kInternal, "an element type without a Torch type");
}

ElementType element_type(at::ScalarType type) {
  for (const auto& [ours, torchs] : kTypes) {
    if (torchs == type) return ours;
  }
  throw Error(ErrorCode::kUnsupported,
              cat("tensors of type ", at::toString(type), " cannot be stored"));
}

at::Tensor to_tensor(const TensorView& view) {
  // A file's byte may be any value; C++ and Torch promise nothing for a bool that is neither 0
  // nor 1.
  const bool is_bool = view.type == ElementType::kBool;
  at::Tensor tensor = at::empty(view.shape, is_bool ? at::kByte : scalar_type(view.type));
  if (tensor.nbytes() != view.bytes.size()) {
    throw Error(ErrorCode::kShape,
                cat("tensor \"", printable(view.name), "\": its bytes do not fit its shape"));
  }
  if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
  return is_bool ? tensor.ne(0) : tensor;
}

WritableTensors to_views(const NamedTensors& tensors) {
  WritableTensors out;
  for (const auto& [name, tensor] : tensors) {
    at::Tensor plain = tensor.detach().to(at::kCPU).contiguous();
    const std::span bytes(static_cast<const std::byte*>(plain.const_data_ptr()), plain.nbytes());
    out.views.push_back({name, element_type(plain.scalar_type()), plain.sizes().vec(), bytes});
    out.keep.push_back(std::move(plain));
  }
  return out;
}

NamedTensors read_tensors(const SafetensorsFile& file) {
  NamedTensors out;
  for (const auto& view : file.tensors()) out.emplace_back(view.name, to_tensor(view));
  return out;
}

std::string shape_text(at::IntArrayRef shape) {
  std::string out = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) out += cat(i > 0 ? ", " : "", shape[i]);
  return out + ")";
}

void check_shape(const at::Tensor& tensor, at::IntArrayRef wanted, std::string_view what) {
  bool fits = tensor.defined() && tensor.dim() == static_cast<std::int64_t>(wanted.size());
  for (std::size_t i = 0; fits && i < wanted.size(); ++i) {
    fits = wanted[i] == -1 || wanted[i] == tensor.size(static_cast<std::int64_t>(i));
  }
  if (fits) return;
  throw Error(ErrorCode::kShape, cat(what, " must have the shape ", shape_text(wanted), ", not ",
                                     tensor.defined() ? shape_text(tensor.sizes()) : "none"));
}

}  // namespace chordae
