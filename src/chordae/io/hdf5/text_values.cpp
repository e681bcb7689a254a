#include "chordae/io/hdf5/text_values.h"

#include <hdf5.h>

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/library.h"
#include "chordae/io/hdf5/text_heap.h"

namespace chordae::hdf5 {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{1} << 28;

}  // namespace

std::vector<std::string> read_text_values(
    const Handle& object, std::int64_t type_id, std::size_t elements, const std::string& where,
    const std::function<void(std::int64_t memory_type, void* out)>& read) {
  if (elements == 0) return {};
  if (H5Tis_variable_str(type_id) > 0) {
    if (elements > kMaxTextBytes / kTextReferenceBytes) {
      throw Error(ErrorCode::kFormat, cat(where, ": too many texts"));
    }
    std::vector<std::byte> references(elements * kTextReferenceBytes);
    read(text_reference_type(where).id(), references.data());
    return read_referenced_texts(object, references, where);
  }
  const std::size_t width = H5Tget_size(type_id);
  if (width == 0 || width > kMaxTextBytes / elements) {
    throw Error(ErrorCode::kFormat, cat(where, ": text of absurd length"));
  }
  // The file's own type, so that HDF5 converts neither padding nor character set.
  const Handle type(H5Tcopy(type_id), where, "read its type");
  std::vector<char> packed(width * elements);
  read(type.id(), packed.data());
  return unpack_texts(packed, width);
}

std::size_t text_width(std::span<const std::string> values) {
  std::size_t width = 1;
  for (const auto& value : values) width = std::max(width, value.size());
  return width;
}

std::vector<char> pack_texts(std::span<const std::string> values, std::size_t width) {
  std::vector<char> packed(std::max<std::size_t>(1, values.size() * width), '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::copy_n(values[i].data(), std::min(width, values[i].size()),
                packed.begin() + static_cast<std::ptrdiff_t>(i * width));
  }
  return packed;
}

std::vector<std::string> unpack_texts(std::span<const char> packed, std::size_t width) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i + width <= packed.size(); i += width) {
    std::string value(packed.data() + i, width);
    value.erase(value.find_last_not_of('\0') + 1);
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace chordae::hdf5
