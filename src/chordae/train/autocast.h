#pragma once
// Matrix products and convolutions in bfloat16 for as long as this lives; parameters, their
// gradients and reductions stay float32. For the forward pass only: backward follows by itself.

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace chordae {

class Autocast {
 public:
  /// Does nothing unless `enabled`. Of the calling thread only.
  Autocast(bool enabled, c10::DeviceType device);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  bool enabled_, was_enabled_ = false;
  c10::DeviceType device_;
  c10::ScalarType was_type_ = c10::ScalarType::Float;
};

}  // namespace chordae
