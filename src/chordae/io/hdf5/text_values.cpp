#include "chordae/io/hdf5/text_values.h"

#include <hdf5.h>

#include <algorithm>
#include <memory>
#include <new>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/library.h"

namespace chordae::hdf5 {
namespace {

constexpr std::size_t kMaxTextBytes = std::size_t{1} << 28;

// Where HDF5 puts texts of any length. Many elements may name one long text of the file, and each
// gets a copy: the sum is limited, whatever the file says.
class TextArena {
 public:
  static void* allocate(std::size_t size, void* self) {
    auto& arena = *static_cast<TextArena*>(self);
    if (size > arena.left_) return nullptr;
    arena.left_ -= size;
    try {
      return arena.blocks_.emplace_back(std::make_unique<char[]>(size)).get();
    } catch (const std::bad_alloc&) {
      return nullptr;  // through HDF5's C no exception passes
    }
  }
  static void release(void*, void*) {}  // with the arena

 private:
  std::size_t left_ = kMaxTextBytes;
  std::vector<std::unique_ptr<char[]>> blocks_;
};

std::vector<std::string> read_any_length(hid_t type_id, std::size_t elements,
                                         const std::string& where, const ReadTexts& read) {
  if (elements > kMaxTextBytes / sizeof(char*)) {
    throw Error(ErrorCode::kFormat, cat(where, ": too many texts"));
  }
  const Handle type(H5Tcopy(type_id), where, "read its type");
  const Handle plan(H5Pcreate(H5P_DATASET_XFER), where, "plan a transfer");
  TextArena arena;
  check_status(H5Pset_vlen_mem_manager(plan.id(), TextArena::allocate, &arena, TextArena::release,
                                       &arena),
               ErrorCode::kInternal, where, "plan a transfer");
  std::vector<char*> pointers(elements, nullptr);
  read(type.id(), plan.id(), pointers.data());
  std::vector<std::string> values;
  values.reserve(elements);
  for (const char* pointer : pointers) values.emplace_back(pointer == nullptr ? "" : pointer);
  return values;
}

}  // namespace

std::vector<std::string> read_text_values(std::int64_t type_id, std::size_t elements,
                                          const std::string& where, const ReadTexts& read) {
  if (elements == 0) return {};
  if (H5Tis_variable_str(type_id) > 0) return read_any_length(type_id, elements, where, read);
  const std::size_t width = H5Tget_size(type_id);
  if (width == 0 || width > kMaxTextBytes / elements) {
    throw Error(ErrorCode::kFormat, cat(where, ": text of absurd length"));
  }
  // The file's own type, so that HDF5 converts neither padding nor character set.
  const Handle type(H5Tcopy(type_id), where, "read its type");
  std::vector<char> packed(width * elements);
  read(type.id(), H5P_DEFAULT, packed.data());
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
