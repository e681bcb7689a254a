#include "chordae/weights/safetensors.h"

#include <algorithm>
#include <cstring>

#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/weights/safetensors_header.h"

namespace chordae {
namespace {

constexpr std::uint64_t kMaxHeader = 100'000'000;  // the limit of the original reader

std::uint64_t read_u64(std::span<const std::byte> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

[[noreturn]] void fail(std::string message) { throw Error(ErrorCode::kFormat, std::move(message)); }

/// The tensors must tile the bytes after the header: no gap, no overlap, nothing outside.
void check_tiling(std::vector<SafetensorsHeader::Entry>& entries, std::uint64_t data_size) {
  std::ranges::sort(entries, {}, [](const auto& e) { return std::pair(e.begin, e.end); });
  std::uint64_t at = 0;
  for (const auto& e : entries) {
    const std::string name = cat("tensor \"", printable(e.name), "\" ");
    if (e.end < e.begin || e.end > data_size) fail(name + "lies outside the file");
    if (e.begin < at) fail(name + "overlaps another tensor");
    if (e.begin > at) fail(name + "follows bytes that belong to no tensor");
    if (e.end - e.begin != tensor_bytes(e.type, e.shape))
      fail(name + "has a byte range that does not fit its shape");
    at = e.end;
  }
  if (at != data_size) fail("bytes at the end of the file belong to no tensor");
}

}  // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : file_(path) {
  try {
    const auto bytes = file_.bytes();
    if (bytes.size() < 8) fail("too short for a safetensors file");
    const std::uint64_t header_size = read_u64(bytes);
    if (header_size > kMaxHeader) fail("the header length is over 100 MB: not a safetensors file");
    if (header_size > bytes.size() - 8) fail("the header is cut off");
    const std::string_view json(reinterpret_cast<const char*>(bytes.data()) + 8, header_size);
    SafetensorsHeader header = parse_safetensors_header(json);
    const auto data = bytes.subspan(8 + header_size);
    check_tiling(header.entries, data.size());
    metadata_ = std::move(header.metadata);
    for (auto& e : header.entries) {
      tensors_.push_back(
          {std::move(e.name), e.type, std::move(e.shape), data.subspan(e.begin, e.end - e.begin)});
    }
    std::ranges::sort(tensors_, {}, &TensorView::name);
  } catch (Error& e) {
    e.add_context(cat("reading ", path.string()));
    throw;
  }
}

std::string weights_hash(std::span<const TensorView> tensors) {
  std::vector<const TensorView*> sorted;
  for (const auto& t : tensors) sorted.push_back(&t);
  std::ranges::sort(sorted, {}, [](const TensorView* t) -> std::string_view { return t->name; });
  // Every variable part is preceded by its length, so that no two sets give the same stream.
  Sha256 hash;
  for (const auto* t : sorted) {
    hash.update(cat(t->name.size(), ":", t->name, " ", element_type_name(t->type), " ",
                    t->shape.size(), ":"));
    for (const auto size : t->shape) hash.update(cat(size, ","));
    hash.update(t->bytes);
  }
  return hex(hash.finish());
}

}  // namespace chordae
