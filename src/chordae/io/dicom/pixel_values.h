#pragma once
// Stored pixel cells to plain integers (PS3.5 section 8.1): which bits count, sign, byte order.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "chordae/image/cine.h"

namespace chordae {

struct PixelCell {
  std::int64_t bits_allocated = 16, bits_stored = 16, high_bit = 15;
  bool is_signed = false;
  bool big_endian = false;  ///< 16-bit cells, most significant byte first
  bool swapped_bytes =
      false;            ///< 8-bit cells written as big endian words: neighbours are exchanged
  bool invert = false;  ///< MONOCHROME1
};

/// Errors kUnsupported for other than 8 and 16 bits allocated; kFormat for impossible bit
/// positions.
void check_cell(const PixelCell& cell);
PixelType pixel_type(const PixelCell& cell);
/// `cells` holds whole cells; the result has the same number of bytes, native endian.
std::vector<std::byte> unpack_cells(std::span<const std::byte> cells, const PixelCell& cell);

}  // namespace chordae
