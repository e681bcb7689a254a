#pragma once
// From a stored slice (T, H, W) to an encoder's input (C, T, H, W), as tensor operations. The
// transform is part of a model's identity: its configuration travels with the weights.
//   paper     the reference's stored frame (short side 480 by nearest neighbour, centre 360:
//             reference-system section 3.1), uniform temporal subsampling, (x - 0.45) / 0.225,
//             short side 264 bilinear, centre crop 224, / 255 (in this order: section 6). What is
//             left is the middle 63.6 % of the short side.
//   physical  fixed mm per pixel, crop centred on the heart, intensity scaled by percentiles

#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "chordae/image/cine.h"
#include "chordae/image/heart_finder.h"
#include "chordae/tensor/transform_config.h"

namespace chordae {

/// trunc(linspace(0, t - 1, n)), repeating frames where t < n (pytorchvideo
/// UniformTemporalSubsample). Errors  kShape unless both are positive
std::vector<std::int64_t> uniform_frames(std::int64_t t, std::int64_t n);

/// The three channels are one picture seen three times (an expanded view, stride 0 over C): a clip
/// costs a third until clips are stacked to a batch, which copies.
///
/// paper     x is the value as stored: the reference reads pixels without rescale slope or
/// intercept.
///           `stored_side` 0 leaves the stored frame out: for pictures that are one already.
///           A picture whose scaled short side is smaller than the crop is padded with zeros before
///           the division, as torchvision's CenterCrop does.
/// physical  real values, antialiased bilinear; the percentiles are taken over the part of the crop
///           that lies on the picture and become 0 and 1, values beyond are clipped; off the
///           picture 0. `heart` centres the crop; absent: the picture's centre.
///
/// Shapes  returns (3, config.frames, config.crop_size, config.crop_size) float32, three equal
/// channels Errors  as check_slice; kNumeric for physical without pixel spacing; kShape for paper
/// on a picture
///         more than 16 times as long as wide; kConfig for an unknown kind or impossible numbers,
///         such as a stored_crop over stored_side
at::Tensor transform_clip(const CineSlice& slice, const TransformConfig& config,
                          const std::optional<HeartLocation>& heart = {});

}  // namespace chordae
