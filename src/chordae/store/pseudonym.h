#pragma once
// Patients and studies appear in a store under keyed hashes only: the first 100 bits of
// HMAC-SHA-256(key, kind + ":" + identifier) in Crockford base 32. The key is 32 random bytes in a
// file readable by its owner only; without it names cannot be recomputed from identifiers, and two
// stores with the same key agree on names.

#include <array>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace chordae {

class PseudonymKey {
 public:
  /// Reads the key file, or creates it (mode 0600, from the system's random source).
  /// Errors kIo; kFormat if it is not 64 hex digits; kConfig if others may read it.
  static PseudonymKey open_or_create(const std::filesystem::path& path);
  /// Kept nowhere: for a look at a study that stores nothing.
  static PseudonymKey make_random();
  static PseudonymKey from_bytes(
      const std::array<std::byte, 32>& bytes);  ///< for tests and fixed cohorts

  std::string patient_key(std::string_view patient_identifier) const;  ///< 20 characters
  std::string study_key(std::string_view study_instance_uid) const;    ///< 20 characters
  /// HMAC-SHA-256(key, "source:" + digests) in hex, 64 characters: names a series' files without
  /// letting who has the files, but not the key, find it in a store.
  std::string source_hash(std::string_view digests) const;
  /// Names the key itself without revealing it: 8 characters. Kept in each store.
  std::string fingerprint() const;

 private:
  std::array<std::byte, 32> bytes_{};
};

}  // namespace chordae
