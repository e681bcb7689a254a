#pragma once
// Numbers and texts to bytes and back, for the records of this room: integers and doubles as eight
// little-endian bytes, texts and float arrays with their length before them.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "chordae/base/error.h"

namespace chordae {

class ByteWriter {
 public:
  template <class Number>
  void number(Number value) {
    static_assert(sizeof(Number) == 8);
    append(&value, sizeof(value));
  }
  void text(const std::string& value) {
    number(static_cast<std::int64_t>(value.size()));
    append(value.data(), value.size());
  }
  void floats(const std::vector<float>& values) {
    number(static_cast<std::int64_t>(values.size()));
    append(values.data(), values.size() * sizeof(float));
  }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  void append(const void* data, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
  }
  std::vector<std::byte> bytes_;
};

/// Errors kFormat where the bytes end too early.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class Number>
  Number number() {
    static_assert(sizeof(Number) == 8);
    Number value;
    std::memcpy(&value, take(1, sizeof(value)), sizeof(value));
    return value;
  }
  std::string text() {
    const auto size = number<std::uint64_t>();
    const std::byte* data = take(size, 1);
    return {reinterpret_cast<const char*>(data), size};
  }
  std::vector<float> floats() {
    const auto count = number<std::uint64_t>();
    const std::byte* data = take(count, sizeof(float));
    std::vector<float> values(count);
    if (count > 0) std::memcpy(values.data(), data, count * sizeof(float));
    return values;
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  const std::byte* take(std::size_t count, std::size_t element_bytes) {
    if (count > bytes_.size() / element_bytes)
      throw Error(ErrorCode::kFormat, "a record is cut short");
    const std::byte* data = bytes_.data();
    bytes_ = bytes_.subspan(count * element_bytes);
    return data;
  }
  std::span<const std::byte> bytes_;
};

}  // namespace chordae
