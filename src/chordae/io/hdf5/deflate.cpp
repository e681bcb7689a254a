#include "chordae/io/hdf5/deflate.h"

#include <libdeflate.h>

#include <memory>
#include <new>

namespace chordae::hdf5 {

std::vector<std::byte> shuffle_bytes(std::span<const std::byte> bytes, std::size_t element_bytes) {
  std::vector<std::byte> out(bytes.size());
  const std::size_t count = bytes.size() / element_bytes;
  for (std::size_t b = 0; b < element_bytes; ++b) {
    std::byte* plane = out.data() + b * count;
    for (std::size_t i = 0; i < count; ++i) plane[i] = bytes[i * element_bytes + b];
  }
  return out;
}

std::vector<std::byte> unshuffle_bytes(std::span<const std::byte> bytes,
                                       std::size_t element_bytes) {
  std::vector<std::byte> out(bytes.size());
  const std::size_t count = bytes.size() / element_bytes;
  for (std::size_t b = 0; b < element_bytes; ++b) {
    const std::byte* plane = bytes.data() + b * count;
    for (std::size_t i = 0; i < count; ++i) out[i * element_bytes + b] = plane[i];
  }
  return out;
}

std::vector<std::byte> deflate(std::span<const std::byte> bytes) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(
      libdeflate_alloc_compressor(kDeflateLevel), libdeflate_free_compressor);
  if (!compressor) throw std::bad_alloc();
  std::vector<std::byte> stream(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()));
  stream.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(),
                                         stream.data(), stream.size()));
  return stream;
}

std::optional<std::vector<std::byte>> inflate(std::span<const std::byte> stream, std::size_t size) {
  const std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> decompressor(
      libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
  if (!decompressor) throw std::bad_alloc();
  std::vector<std::byte> out(size);
  // A null pointer for the actual size: anything but exactly `size` bytes is an error.
  const auto result = libdeflate_zlib_decompress(decompressor.get(), stream.data(), stream.size(),
                                                 out.data(), out.size(), nullptr);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  return out;
}

}  // namespace chordae::hdf5
