#pragma once
// NIfTI-1 files for tests, byte by byte: independent of the reader.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace chordae::test {

class NiftiMaker {
 public:
  using Bytes = std::vector<std::byte>;
  explicit NiftiMaker(bool big_endian = false) : big_(big_endian), bytes_(352, std::byte{0}) {
    put<std::int32_t>(0, 348);
    std::memcpy(bytes_.data() + 344, "n+1", 3);
    put<float>(108, 352);
    put<float>(76, 1);
    bytes_[123] = std::byte{2 | 16};  // mm, ms
  }

  template <class T>
  NiftiMaker& put(std::size_t at, T value) {
    auto raw = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes_[at + i] = raw[big_ ? sizeof(T) - 1 - i : i];
    return *this;
  }
  NiftiMaker& sizes(std::vector<std::int16_t> sizes) {
    put<std::int16_t>(40, static_cast<std::int16_t>(sizes.size()));
    for (std::size_t i = 0; i < 7; ++i) {
      put<std::int16_t>(42 + 2 * i, i < sizes.size() ? sizes[i] : std::int16_t{1});
    }
    return *this;
  }
  NiftiMaker& spacing(float x, float y, float z) {
    return put<float>(80, x).put<float>(84, y).put<float>(88, z);
  }
  /// Rows of the sform matrix.
  NiftiMaker& sform(const std::array<float, 12>& rows) {
    put<std::int16_t>(254, 1);
    for (std::size_t i = 0; i < 12; ++i) put<float>(280 + 4 * i, rows[i]);
    return *this;
  }
  template <class T>
  NiftiMaker& voxels(std::int16_t type, const std::vector<T>& values) {
    put<std::int16_t>(70, type).put<std::int16_t>(72, static_cast<std::int16_t>(8 * sizeof(T)));
    bytes_.resize(352 + values.size() * sizeof(T));
    for (std::size_t i = 0; i < values.size(); ++i) put<T>(352 + i * sizeof(T), values[i]);
    return *this;
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  bool big_;
  Bytes bytes_;
};

}  // namespace chordae::test
