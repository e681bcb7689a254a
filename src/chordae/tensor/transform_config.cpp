#include "chordae/tensor/transform_config.h"

namespace chordae {

void TransformConfig::fields(FieldVisitor& v) {
  v.field({.name = "kind", .help = "how a clip is prepared", .choices = {"paper", "physical"}},
          kind);
  v.field({.name = "frames", .help = "frames a clip", .min = 1, .max = 512}, frames);
  v.field({.name = "crop_size",
           .help = "rows and columns of the result",
           .unit = "pixels",
           .min = 8,
           .max = 1024},
          crop_size);
  v.field({.name = "stored_side",
           .help = "paper: shorter side of the stored frame, 0 = as it is",
           .unit = "pixels",
           .min = 0,
           .max = 2048},
          stored_side);
  v.field({.name = "stored_crop",
           .help = "paper: centre of the stored frame that is kept",
           .unit = "pixels",
           .min = 8,
           .max = 2048},
          stored_crop);
  v.field({.name = "short_side",
           .help = "paper: shorter side before the crop",
           .unit = "pixels",
           .min = 8,
           .max = 2048},
          short_side);
  v.field({.name = "mean", .help = "paper: subtracted"}, mean);
  v.field({.name = "sd", .help = "paper: divided by", .min = 1e-12}, sd);
  v.field({.name = "scale", .help = "paper: divided by, last", .min = 1e-12}, scale);
  v.field({.name = "mm_per_pixel",
           .help = "physical: size of a pixel",
           .unit = "mm",
           .min = 0.1,
           .max = 20},
          mm_per_pixel);
  v.field(
      {.name = "low_percentile", .help = "physical: becomes 0", .unit = "%", .min = 0, .max = 100},
      low_percentile);
  v.field(
      {.name = "high_percentile", .help = "physical: becomes 1", .unit = "%", .min = 0, .max = 100},
      high_percentile);
}

}  // namespace chordae
