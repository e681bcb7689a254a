#pragma once
// Between weights on disk (TensorView: bytes, no Torch) and at::Tensor.

#include <ATen/core/Tensor.h>

#include <string>
#include <utility>
#include <vector>

#include "chordae/weights/safetensors.h"

namespace chordae {

using NamedTensors = std::vector<std::pair<std::string, at::Tensor>>;

at::ScalarType scalar_type(ElementType type);
/// Errors  kUnsupported for types that safetensors files of this program never hold (complex …)
ElementType element_type(at::ScalarType type);

/// A copy on the CPU that owns its memory.
at::Tensor to_tensor(const TensorView& view);

/// Contiguous CPU tensors, with the views of them that `write_safetensors` takes. Views live as
/// long as `keep`.
struct WritableTensors {
  std::vector<at::Tensor> keep;
  std::vector<TensorView> views;
};
WritableTensors to_views(const NamedTensors& tensors);

/// All tensors of a file, in order of name.
NamedTensors read_tensors(const SafetensorsFile& file);

/// "(2, 3, 16)"
std::string shape_text(at::IntArrayRef shape);

/// Errors  kShape naming `what`, the shape wanted and the one given; -1 in `wanted` matches any
/// size
void check_shape(const at::Tensor& tensor, at::IntArrayRef wanted, std::string_view what);

}  // namespace chordae
