#pragma once
// What tools/reference/wordpiece_lines.py has written: hard lines, and hashes of what Hugging Face
// `tokenizers` makes of them.

#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/text/tokenizer.h"

namespace chordae::test {

inline std::vector<std::string> read_lines(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at + 4 <= bytes.size();) {
    std::uint32_t size;
    std::memcpy(&size, bytes.data() + at, 4);
    lines.push_back(bytes.substr(at + 4, size));
    at += 4 + size;
  }
  return lines;
}

inline std::string short_hash(std::span<const std::byte> bytes) {
  const Sha256Digest digest = sha256(bytes);
  return std::string(reinterpret_cast<const char*>(digest.data()), 4);
}

inline std::string hash_of_words(std::string_view text, const NormalizerOptions& options) {
  std::string words;
  split_words(normalize(text, options), [&](std::string_view word) {
    words += word;
    words += '\n';
  });
  return short_hash(std::as_bytes(std::span(words)));
}

inline std::string hash_of_ids(std::span<const TokenId> ids) {
  static_assert(std::endian::native == std::endian::little);
  return short_hash(std::as_bytes(ids));
}

/// FOLDER/pairs.json; in pairs_test.cpp.
void compare_pairs(const std::filesystem::path& folder);

}  // namespace chordae::test
