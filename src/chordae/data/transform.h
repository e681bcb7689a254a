#pragma once
// From a stored slice (T, H, W) to an encoder's input (C, T, H, W), as tensor operations. The
// transform is part of a model's identity: its configuration travels with the weights.
//   paper     uniform temporal subsampling, (x - 0.45) / 0.225, short side 264 bilinear, centre crop
//             224, / 255 (in this order: reference-system section 6)
//   physical  fixed mm per pixel, crop centred on the heart, intensity scaled by percentiles

#include <ATen/core/Tensor.h>

#include <optional>
#include <string>

#include "chordae/image/cine.h"
#include "chordae/image/heart_finder.h"
#include "chordae/tensor/transform_config.h"

namespace chordae {

/// trunc(linspace(0, t - 1, n)), repeating frames where t < n (pytorchvideo UniformTemporalSubsample).
std::vector<std::int64_t> uniform_frames(std::int64_t t, std::int64_t n);

/// Shapes  returns (3, config.frames, config.crop_size, config.crop_size) float32, three equal channels
/// `heart` centres the physical crop; absent: the picture's centre.
/// Errors  kNumeric for physical without pixel spacing
at::Tensor transform_clip(const CineSlice& slice, const TransformConfig& config,
                          const std::optional<HeartLocation>& heart = {});

}  // namespace chordae
