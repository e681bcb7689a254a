#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/phantom/scanner/acquire.h"

namespace chordae {
namespace {

template <class T>
void store(const ScenePicture& picture, const Storage& storage, std::vector<std::byte>& out) {
  constexpr bool kSigned = std::numeric_limits<T>::is_signed;
  const int value_bits = storage.bits - (kSigned ? 1 : 0);
  const double highest = std::ldexp(1.0, value_bits) - 1, lowest = kSigned ? -highest - 1 : 0;
  // The vendor's intercept moves stored values so that the real ones stay.
  const double moved = storage.rescale_intercept / storage.rescale_slope;
  out.resize(picture.signal.size() * sizeof(T));
  for (std::size_t i = 0; i < picture.signal.size(); ++i) {
    const double value =
        std::round(storage.blood_stored * static_cast<double>(picture.signal[i]) - moved);
    const auto stored = static_cast<T>(std::clamp(value, lowest, highest));
    std::memcpy(out.data() + i * sizeof(T), &stored, sizeof(T));
  }
}

}  // namespace

CineSlice quantise(const ScenePicture& picture, const Protocol& protocol, double cycle_ms,
                   std::span<const double> times_ms) {
  const Storage& storage = protocol.storage;
  const int type_bits = 8 * static_cast<int>(pixel_bytes(storage.type));
  if (storage.bits < 2 || storage.bits > type_bits || !(storage.rescale_slope > 0)) {
    throw Error(ErrorCode::kNumeric,
                cat("quantise: ", storage.bits, " bits in ", pixel_type_name(storage.type),
                    ", slope ", storage.rescale_slope));
  }
  CineSlice slice;
  slice.frames = picture.frames;
  slice.rows = picture.rows;
  slice.columns = picture.columns;
  slice.type = storage.type;
  slice.geometry = picture.geometry;
  slice.trigger_time_ms.assign(times_ms.begin(), times_ms.end());
  slice.cycle_ms = cycle_ms;
  slice.rescale_slope = storage.rescale_slope;
  slice.rescale_intercept = storage.rescale_intercept;
  switch (storage.type) {
    case PixelType::kU8:
      store<std::uint8_t>(picture, storage, slice.pixels);
      break;
    case PixelType::kI8:
      store<std::int8_t>(picture, storage, slice.pixels);
      break;
    case PixelType::kU16:
      store<std::uint16_t>(picture, storage, slice.pixels);
      break;
    case PixelType::kI16:
      store<std::int16_t>(picture, storage, slice.pixels);
      break;
  }
  check_slice(slice);
  return slice;
}

}  // namespace chordae
