#pragma once
// Normal numbers by the million, for noise: the ziggurat of Marsaglia and Tsang (J Stat Softw
// 2000;5:8) with layer, sign and value from separate bits (Doornik 2005). About 24 bits fine.

#include "chordae/base/rng.h"

namespace chordae {

class NormalStream {
 public:
  explicit NormalStream(const Rng& rng) : rng_(rng) {}
  float next();  ///< mean 0, SD 1

 private:
  float tail(bool negative);
  Rng rng_;
};

}  // namespace chordae
