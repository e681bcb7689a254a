#pragma once
// The JSON header of a safetensors file, parsed as a stream of events: depth and count are limited
// as they come, nothing is allocated for what the format does not hold. Private to this room.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/weights/safetensors.h"

namespace chordae {

struct SafetensorsHeader {
  struct Entry {
    std::string name;
    ElementType type = ElementType::kF32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0, end = 0;  ///< bytes after the header
  };
  std::vector<Entry> entries;  ///< as in the file
  std::map<std::string, std::string> metadata;
};

/// Errors  kFormat: syntax, duplicate keys, wrong kinds, absent keys; kUnsupported: an element type
///         that this program does not know.
SafetensorsHeader parse_safetensors_header(std::string_view json);

/// Bytes that a tensor takes. Errors kFormat: negative sizes or a product beyond 2^63.
std::uint64_t tensor_bytes(ElementType type, const std::vector<std::int64_t>& shape);

}  // namespace chordae
