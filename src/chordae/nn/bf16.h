#pragma once
// bfloat16 for kernels without Torch: its 16 bits, widened on reading.

#include <bit>
#include <cstdint>

namespace chordae {

struct Bf16 {
  std::uint16_t bits;
};

inline float widen(float v) { return v; }
inline double widen(double v) { return v; }
inline float widen(Bf16 v) { return std::bit_cast<float>(static_cast<std::uint32_t>(v.bits) << 16); }

}  // namespace chordae
