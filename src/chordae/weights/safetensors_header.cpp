#include "chordae/weights/safetensors_header.h"

#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

struct TypeRow {
  ElementType type;
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array<TypeRow, 10> kTypes{{{ElementType::kF64, "F64", 8},
                                          {ElementType::kF32, "F32", 4},
                                          {ElementType::kF16, "F16", 2},
                                          {ElementType::kBF16, "BF16", 2},
                                          {ElementType::kI64, "I64", 8},
                                          {ElementType::kI32, "I32", 4},
                                          {ElementType::kI16, "I16", 2},
                                          {ElementType::kI8, "I8", 1},
                                          {ElementType::kU8, "U8", 1},
                                          {ElementType::kBool, "BOOL", 1}}};

const TypeRow& row_of(ElementType type) {
  for (const auto& row : kTypes) {
    if (row.type == type) return row;
  }
  throw Error(ErrorCode::kInternal, "an element type without a row");
}

[[noreturn]] void fail(std::string message) { throw Error(ErrorCode::kFormat, std::move(message)); }

/// {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …,
///  "__metadata__": {"key": "text", …}}
class HeaderReader : public nlohmann::json_sax<nlohmann::json> {
 public:
  SafetensorsHeader header;

  bool null() override { unexpected("null"); }
  bool boolean(bool) override { unexpected("a truth value"); }
  bool number_float(double, const std::string&) override { unexpected("a fraction"); }
  bool binary(binary_t&) override { unexpected("binary data"); }
  bool number_integer(std::int64_t) override { unexpected("a negative number"); }

  bool number_unsigned(std::uint64_t value) override {
    if (place_ != Place::kShape && place_ != Place::kOffsets) unexpected("a number");
    if (numbers_.size() >= kMaxRank) fail("a tensor has more than 64 dimensions");
    if (value > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
      fail("a size or an offset is over 2^63");
    numbers_.push_back(static_cast<std::int64_t>(value));
    return true;
  }

  bool string(std::string& text) override {
    if (place_ == Place::kMetadata) {
      header.metadata[key_] = text;
    } else if (place_ == Place::kTensor && key_ == "dtype") {
      set_type(text);
    } else {
      unexpected("text");
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (place_ == Place::kOutside) {
      place_ = Place::kTop;
    } else if (place_ == Place::kTop && key_ == "__metadata__") {
      place_ = Place::kMetadata;
      keys_.clear();
    } else if (place_ == Place::kTop) {
      place_ = Place::kTensor;
      keys_.clear();
      entry_ = {};
      entry_.name = key_;
    } else {
      unexpected("an object");
    }
    return true;
  }

  bool key(std::string& text) override {
    auto& seen = place_ == Place::kTop ? names_ : keys_;
    if (!seen.insert(text).second)
      fail(cat("\"", printable(text), "\" stands twice in the header"));
    if (place_ == Place::kTensor && text != "dtype" && text != "shape" && text != "data_offsets") {
      fail(cat("tensor \"", printable(entry_.name), "\" has an unknown key \"", printable(text),
               "\""));
    }
    key_ = text;
    return true;
  }

  bool end_object() override {
    if (place_ == Place::kTensor) {
      if (keys_.size() != 3)
        fail(cat("tensor \"", printable(entry_.name), "\" lacks dtype, shape or data_offsets"));
      header.entries.push_back(std::move(entry_));
    }
    place_ = place_ == Place::kTop ? Place::kOutside : Place::kTop;
    return true;
  }

  bool start_array(std::size_t) override {
    if (place_ != Place::kTensor || key_ == "dtype") unexpected("a list");
    place_ = key_ == "shape" ? Place::kShape : Place::kOffsets;
    numbers_.clear();
    return true;
  }

  bool end_array() override {
    if (place_ == Place::kShape) {
      entry_.shape = numbers_;
    } else {
      if (numbers_.size() != 2)
        fail(cat("tensor \"", printable(entry_.name), "\": data_offsets must hold two numbers"));
      entry_.begin = static_cast<std::uint64_t>(numbers_[0]);
      entry_.end = static_cast<std::uint64_t>(numbers_[1]);
    }
    place_ = Place::kTensor;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::detail::exception&) override {
    fail(cat("the header is not valid JSON at byte ", position));
  }

 private:
  enum class Place { kOutside, kTop, kMetadata, kTensor, kShape, kOffsets };
  static constexpr std::size_t kMaxRank = 64;

  [[noreturn]] void unexpected(std::string_view what) const {
    fail(cat("the header holds ", what, " where the format has none",
             place_ == Place::kOutside ? std::string() : cat(", near \"", printable(key_), "\"")));
  }

  void set_type(const std::string& text) {
    for (const auto& row : kTypes) {
      if (row.name == text) {
        entry_.type = row.type;
        return;
      }
    }
    throw Error(ErrorCode::kUnsupported,
                cat("tensor \"", printable(entry_.name), "\" has the unknown element type \"",
                    printable(text, 16), "\""));
  }

  Place place_ = Place::kOutside;
  std::string key_;
  std::set<std::string> names_, keys_;
  SafetensorsHeader::Entry entry_;
  std::vector<std::int64_t> numbers_;
};

}  // namespace

std::size_t element_bytes(ElementType type) { return row_of(type).bytes; }
std::string_view element_type_name(ElementType type) { return row_of(type).name; }

std::uint64_t tensor_bytes(ElementType type, const std::vector<std::int64_t>& shape) {
  std::int64_t bytes = static_cast<std::int64_t>(element_bytes(type));
  for (const std::int64_t size : shape) {
    if (size < 0) fail("a tensor has a negative size");
    if (__builtin_mul_overflow(bytes, size, &bytes))
      fail("a tensor's sizes multiply to more than 2^63 bytes");
  }
  return static_cast<std::uint64_t>(bytes);
}

SafetensorsHeader parse_safetensors_header(std::string_view json) {
  if (json.empty() || json.front() != '{') fail("the header does not begin with \"{\"");
  HeaderReader reader;
  nlohmann::json::sax_parse(json, &reader);
  return std::move(reader.header);
}

}  // namespace chordae
