#pragma once
// SHA-256 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104): source hashes, model hashes, keyed names of
// patients and studies.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace chordae {

using Sha256Digest = std::array<std::uint8_t, 32>;

class Sha256 {
 public:
  Sha256();
  void update(std::span<const std::byte> bytes);
  void update(std::string_view text);
  Sha256Digest finish();

 private:
  void compress(const std::uint8_t* block, std::size_t blocks);
  std::array<std::uint32_t, 8> state_;
  std::array<std::uint8_t, 64> buffer_{};
  std::uint64_t length_ = 0;
};

Sha256Digest sha256(std::span<const std::byte> bytes);
Sha256Digest sha256(std::string_view text);
Sha256Digest hmac_sha256(std::span<const std::byte> key, std::string_view text);

std::string hex(const Sha256Digest& digest);
/// Crockford base 32 (no I L O U) of the leading bits: short names that people can read out.
std::string base32_name(const Sha256Digest& digest, int characters);

}  // namespace chordae
