#include "chordae/io/hdf5/library.h"

#include <hdf5.h>

#include <bit>
#include <type_traits>

#include "chordae/base/strings.h"

namespace chordae::hdf5 {
namespace {

static_assert(std::is_same_v<hid_t, std::int64_t>);
static_assert(std::endian::native == std::endian::little,
              "chunks are written as they lie in memory");

std::recursive_mutex& library_mutex() {
  static std::recursive_mutex mutex;
  return mutex;
}

herr_t take_first(unsigned n, const H5E_error2_t* record, void* text) {
  if (n == 0 && record->desc != nullptr) *static_cast<std::string*>(text) = record->desc;
  return 0;
}

// The innermost record is the cause; the system's own words stand in it as "error message = '...'".
std::string innermost_error() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &text);
  H5Eclear2(H5E_DEFAULT);
  return text;
}

}  // namespace

LibraryLock::LibraryLock() : guard_(library_mutex()) {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Error library_error(ErrorCode code, const std::string& where, std::string_view doing) {
  constexpr std::string_view kMark = "error message = '";
  const std::string cause = innermost_error();
  const auto mark = cause.find(kMark);
  if (mark != std::string::npos && cause.find("errno = 0") == std::string::npos) {
    const auto begin = mark + kMark.size();
    const std::string words = cause.substr(begin, cause.find('\'', begin) - begin);
    return Error(ErrorCode::kIo, cat(where, ": cannot ", doing, ": ", printable(words)));
  }
  const std::string_view advice =
      code == ErrorCode::kFormat ? "; the file is damaged or not of this kind" : "";
  return Error(code, cat(where, ": cannot ", doing, advice, " (HDF5: ", printable(cause), ")"));
}

void check_status(std::int64_t status, ErrorCode code, const std::string& where,
                  std::string_view doing) {
  if (status < 0) throw library_error(code, where, doing);
}

Handle::Handle(std::int64_t id, const std::string& where, const char* doing) {
  if (id < 0) throw library_error(ErrorCode::kFormat, where, doing);
  id_ = std::shared_ptr<const std::int64_t>(new std::int64_t(id), [](const std::int64_t* held) {
    const LibraryLock lock;
    if (H5Iis_valid(*held) > 0) H5Idec_ref(*held);
    H5Eclear2(H5E_DEFAULT);
    delete held;
  });
}

std::int64_t Handle::id() const { return id_ ? *id_ : H5I_INVALID_HID; }

Handle make_type(ElementType type, const std::string& where) {
  hid_t id = H5I_INVALID_HID;
  switch (type.kind) {
    case ElementType::Kind::kText:
      id = H5Tcopy(H5T_C_S1);
      if (id < 0 || H5Tset_size(id, type.bytes) < 0 || H5Tset_strpad(id, H5T_STR_NULLPAD) < 0 ||
          H5Tset_cset(id, H5T_CSET_UTF8) < 0) {
        throw library_error(ErrorCode::kInternal, where, "make a text type");
      }
      return Handle(id, where, "make a text type");
    case ElementType::Kind::kFloat:
      id = type.bytes == 4 ? H5T_IEEE_F32LE : H5T_IEEE_F64LE;
      break;
    case ElementType::Kind::kUnsigned:
      id = type.bytes == 1   ? H5T_STD_U8LE
           : type.bytes == 2 ? H5T_STD_U16LE
           : type.bytes == 4 ? H5T_STD_U32LE
                             : H5T_STD_U64LE;
      break;
    case ElementType::Kind::kSigned:
      id = type.bytes == 1   ? H5T_STD_I8LE
           : type.bytes == 2 ? H5T_STD_I16LE
           : type.bytes == 4 ? H5T_STD_I32LE
                             : H5T_STD_I64LE;
      break;
  }
  return Handle(H5Tcopy(id), where, "make a number type");
}

Handle make_space(const Extents& extents, const std::string& where) {
  if (extents.empty()) return Handle(H5Screate(H5S_SCALAR), where, "make a dataspace");
  const std::vector<hsize_t> sizes(extents.begin(), extents.end());
  return Handle(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), where,
                "make a dataspace");
}

std::optional<ElementType> describe_type(std::int64_t type_id) {
  using Kind = ElementType::Kind;
  const std::size_t bytes = H5Tget_size(type_id);
  switch (H5Tget_class(type_id)) {
    case H5T_INTEGER:
      if (bytes != 1 && bytes != 2 && bytes != 4 && bytes != 8) return std::nullopt;
      return ElementType{H5Tget_sign(type_id) == H5T_SGN_NONE ? Kind::kUnsigned : Kind::kSigned,
                         bytes};
    case H5T_FLOAT:
      if (bytes != 4 && bytes != 8) return std::nullopt;
      return ElementType{Kind::kFloat, bytes};
    case H5T_STRING:
      if (H5Tis_variable_str(type_id) != 0 || bytes == 0) return std::nullopt;
      return ElementType{Kind::kText, bytes};
    default:
      return std::nullopt;
  }
}

Extents describe_space(std::int64_t space_id, const std::string& where) {
  const int rank = H5Sget_simple_extent_ndims(space_id);
  check_status(rank, ErrorCode::kFormat, where, "read the number of axes");
  if (H5Sget_simple_extent_type(space_id) == H5S_NULL) {
    throw Error(ErrorCode::kFormat, cat(where, ": has no values"));
  }
  std::vector<hsize_t> sizes(static_cast<std::size_t>(rank));
  check_status(H5Sget_simple_extent_dims(space_id, sizes.data(), nullptr), ErrorCode::kFormat,
               where, "read the extents");
  Extents extents;
  for (const hsize_t size : sizes) {
    if (size > static_cast<hsize_t>(INT64_MAX)) {
      throw Error(ErrorCode::kFormat, cat(where, ": an absurd extent of ", size));
    }
    extents.push_back(static_cast<std::int64_t>(size));
  }
  return extents;
}

}  // namespace chordae::hdf5
