#pragma once
// A vector of the processor: as many doubles as PaddedRows pads to. For .cpp files that are compiled with
// -Wno-psabi: such vectors stay within a file.

#include <cstring>

#include "chordae/stats/padded_rows.h"

namespace chordae::stats {

inline constexpr std::size_t kLanes = PaddedRows::kLanes;
using Vector = double __attribute__((vector_size(kLanes * sizeof(double))));

inline Vector load(const double* from) {
  Vector v;
  std::memcpy(&v, from, sizeof v);
  return v;
}

}  // namespace chordae::stats
