#pragma once
// safetensors: an 8-byte little-endian header length, a JSON header, then raw little-endian
// tensors. Read as named byte ranges over a memory map; nothing in the file is executed. No Torch.
// Source: https://github.com/huggingface/safetensors (format section of its README).

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chordae/base/files.h"

namespace chordae {

enum class ElementType { kF64, kF32, kF16, kBF16, kI64, kI32, kI16, kI8, kU8, kBool };
std::size_t element_bytes(ElementType type);
std::string_view element_type_name(ElementType type);  ///< as in the header: "F32", "BF16" …

struct TensorView {
  std::string name;
  ElementType type = ElementType::kF32;
  std::vector<std::int64_t> shape;
  std::span<const std::byte> bytes;  ///< row-major, little-endian
};

/// Valid while the object lives. Errors kFormat for anything that the format does not promise:
/// lying lengths, overlapping or out-of-file ranges, wrong sizes, duplicate names, deep JSON.
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);
  const std::vector<TensorView>& tensors() const { return tensors_; }  ///< in order of name
  const std::map<std::string, std::string>& metadata() const { return metadata_; }

 private:
  MappedFile file_;
  std::vector<TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

/// Tensors are written in the given order; the bytes depend on nothing else. Written aside,
/// renamed.
void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       const std::map<std::string, std::string>& metadata);

/// SHA-256 over names, types, shapes and bytes in order of name: the identity of a set of weights,
/// whatever file format or metadata it came with. Hex.
std::string weights_hash(std::span<const TensorView> tensors);

}  // namespace chordae
