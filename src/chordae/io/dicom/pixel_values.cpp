#include "chordae/io/dicom/pixel_values.h"

#include <cstring>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

// A cell's bits to its value in `cell`'s own width; two's complement where signed.
struct Decode {
  explicit Decode(const PixelCell& cell)
      : shift(static_cast<unsigned>(cell.high_bit + 1 - cell.bits_stored)),
        mask((1U << cell.bits_stored) - 1U),
        sign(cell.is_signed ? 1U << (cell.bits_stored - 1) : 0U),
        invert(cell.invert) {}

  std::uint32_t operator()(std::uint32_t raw) const {
    std::uint32_t value = (raw >> shift) & mask;
    if (invert) value = ~value & mask;  // unsigned: largest - v; signed: -1 - v
    return (value ^ sign) - sign;       // extends the sign; does nothing where unsigned
  }

  unsigned shift;
  std::uint32_t mask, sign;
  bool invert;
};

}  // namespace

void check_cell(const PixelCell& cell) {
  if (cell.bits_allocated != 8 && cell.bits_allocated != 16) {
    throw Error(ErrorCode::kUnsupported,
                cat("pixels of ", cell.bits_allocated, " bits: 8 and 16 are supported"));
  }
  if (cell.bits_stored < 1 || cell.bits_stored > cell.bits_allocated ||
      cell.high_bit >= cell.bits_allocated || cell.high_bit + 1 < cell.bits_stored) {
    throw Error(ErrorCode::kFormat, cat("impossible pixel bits: ", cell.bits_stored, " stored of ",
                                        cell.bits_allocated, ", high bit ", cell.high_bit));
  }
}

PixelType pixel_type(const PixelCell& cell) {
  if (cell.bits_allocated == 8) return cell.is_signed ? PixelType::kI8 : PixelType::kU8;
  return cell.is_signed ? PixelType::kI16 : PixelType::kU16;
}

std::vector<std::byte> unpack_cells(std::span<const std::byte> cells, const PixelCell& cell) {
  check_cell(cell);
  const Decode decode(cell);
  std::vector<std::byte> out(cells.size());
  if (cell.bits_allocated == 8) {
    const std::size_t paired = cells.size() & ~std::size_t{1};
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t from = cell.swapped_bytes && i < paired ? i ^ 1 : i;
      out[i] = static_cast<std::byte>(decode(std::to_integer<std::uint32_t>(cells[from])));
    }
    return out;
  }
  const std::size_t low = cell.big_endian ? 1 : 0;
  for (std::size_t i = 0; i + 1 < cells.size(); i += 2) {
    const std::uint32_t raw = std::to_integer<std::uint32_t>(cells[i + 1 - low]) << 8 |
                              std::to_integer<std::uint32_t>(cells[i + low]);
    const auto value = static_cast<std::uint16_t>(decode(raw));
    std::memcpy(out.data() + i, &value, sizeof value);
  }
  return out;
}

}  // namespace chordae
