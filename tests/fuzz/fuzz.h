#pragma once
// What the fuzzers share: a chordae::Error is a fine answer, anything else is a finding.

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <span>

#include "chordae/base/error.h"

namespace chordae::fuzz {

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
  return std::as_bytes(std::span(data, size));
}

/// The input as a file in memory-backed storage, for parsers that open paths.
inline std::filesystem::path as_file(const std::uint8_t* data, std::size_t size,
                                     const char* ending) {
  static const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                            ("chordae-fuzz-" + std::to_string(getpid()) + ending);
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  return path;
}

template <class Body>
int accept_errors(const Body& body) {
  try {
    body();
  } catch (const Error&) {
  }
  return 0;
}

}  // namespace chordae::fuzz
