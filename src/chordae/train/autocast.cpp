#include "chordae/train/autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

namespace chordae {

Autocast::Autocast(bool enabled, c10::DeviceType device) : enabled_(enabled), device_(device) {
  if (!enabled_) return;
  was_enabled_ = at::autocast::is_autocast_enabled(device_);
  was_type_ = at::autocast::get_autocast_dtype(device_);
  at::autocast::set_autocast_enabled(device_, true);
  at::autocast::set_autocast_dtype(device_, at::kBFloat16);
  at::autocast::increment_nesting();
}

Autocast::~Autocast() {
  if (!enabled_) return;
  // Cached bfloat16 copies of weights would outlive the next update.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
  at::autocast::set_autocast_dtype(device_, was_type_);
  at::autocast::set_autocast_enabled(device_, was_enabled_);
}

}  // namespace chordae
