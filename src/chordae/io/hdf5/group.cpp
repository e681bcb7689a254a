// Groups: what they hold, and how new members are laid out.
#include <hdf5.h>

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/deflate.h"
#include "chordae/io/hdf5/library.h"

namespace chordae::hdf5 {
namespace {

constexpr std::size_t kMaxChunkBytes = 0xffffffff;  // HDF5's own limit

std::string child_where(const std::string& where, const std::string& name) {
  return where.ends_with('/') ? where + name : cat(where, "/", name);
}

herr_t take_name(hid_t, const char* name, const H5L_info_t*, void* names) {
  static_cast<std::vector<std::string>*>(names)->emplace_back(name);
  return 0;
}

// No times, so that equal contents are equal bytes; attributes stay in the object's own header,
// which has a checksum.
void set_object_rules(hid_t plan, const std::string& where) {
  if (H5Pset_obj_track_times(plan, false) < 0 || H5Pset_attr_phase_change(plan, 64, 48) < 0) {
    throw library_error(ErrorCode::kInternal, where, "plan an object");
  }
}

Handle create(const Handle& group, const std::string& where, const std::string& name,
              ElementType type, const Extents& extents, const Handle& plan) {
  const std::string child = child_where(where, name);
  set_object_rules(plan.id(), child);
  check_status(H5Pset_fill_time(plan.id(), H5D_FILL_TIME_NEVER), ErrorCode::kInternal, child,
               "plan an array");
  return Handle(H5Dcreate2(group.id(), name.c_str(), make_type(type, child).id(),
                           make_space(extents, child).id(), H5P_DEFAULT, plan.id(), H5P_DEFAULT),
                child, "create it");
}

}  // namespace

bool Group::has(const std::string& name) const {
  const LibraryLock lock;
  const htri_t exists = H5Lexists(handle_.id(), name.c_str(), H5P_DEFAULT);
  check_status(exists, ErrorCode::kFormat, where_, "look for a member");
  return exists > 0;
}

// Only what lies in this file: a soft or external link could lead anywhere.
void Group::check_child(const std::string& name) const {
  H5L_info_t info{};
  if (!has(name)) {
    throw Error(ErrorCode::kFormat, cat(child_where(where_, name), ": is missing"));
  }
  check_status(H5Lget_info(handle_.id(), name.c_str(), &info, H5P_DEFAULT), ErrorCode::kFormat,
               where_, "read a link");
  if (info.type != H5L_TYPE_HARD) {
    throw Error(ErrorCode::kUnsupported,
                cat(child_where(where_, name), ": is a link to another place"));
  }
}

std::vector<std::string> Group::children() const {
  const LibraryLock lock;
  std::vector<std::string> names;
  hsize_t index = 0;
  check_status(H5Literate(handle_.id(), H5_INDEX_NAME, H5_ITER_INC, &index, take_name, &names),
               ErrorCode::kFormat, where_, "list it");
  std::sort(names.begin(), names.end());
  return names;
}

Group Group::group(const std::string& name) const {
  const LibraryLock lock;
  check_child(name);
  std::string where = child_where(where_, name);
  Handle handle(H5Gopen2(handle_.id(), name.c_str(), H5P_DEFAULT), where, "open it as a group");
  return Group(std::move(handle), std::move(where));
}

Dataset Group::dataset(const std::string& name) const {
  const LibraryLock lock;
  check_child(name);
  std::string where = child_where(where_, name);
  Handle handle(H5Dopen2(handle_.id(), name.c_str(), H5P_DEFAULT), where, "open it as an array");
  return Dataset(std::move(handle), std::move(where));
}

Group Group::create_group(const std::string& name) {
  const LibraryLock lock;
  std::string where = child_where(where_, name);
  const Handle plan(H5Pcreate(H5P_GROUP_CREATE), where, "plan a group");
  set_object_rules(plan.id(), where);
  Handle handle(H5Gcreate2(handle_.id(), name.c_str(), H5P_DEFAULT, plan.id(), H5P_DEFAULT), where,
                "create it");
  return Group(std::move(handle), std::move(where));
}

Dataset Group::create_dataset(const std::string& name, ElementType type, const Extents& extents) {
  const LibraryLock lock;
  const Handle plan(H5Pcreate(H5P_DATASET_CREATE), where_, "plan an array");
  check_status(H5Pset_alloc_time(plan.id(), H5D_ALLOC_TIME_EARLY), ErrorCode::kInternal, where_,
               "plan an array");
  return Dataset(create(handle_, where_, name, type, extents, plan), child_where(where_, name));
}

Dataset Group::write_compressed(const std::string& name, ElementType type, const Extents& extents,
                                std::span<const std::byte> bytes) {
  std::size_t size = type.bytes;
  for (const auto extent : extents) size *= static_cast<std::size_t>(extent);
  if (size != bytes.size() || size == 0 || extents.empty()) {
    throw Error(ErrorCode::kShape, cat(child_where(where_, name), ": extents and bytes differ"));
  }
  if (size > kMaxChunkBytes) {
    throw Error(ErrorCode::kUnsupported,
                cat(child_where(where_, name), ": an array over 4 GiB cannot be one chunk"));
  }
  const bool shuffled = type.bytes > 1;
  const auto stream = shuffled ? deflate(shuffle_bytes(bytes, type.bytes)) : deflate(bytes);

  const LibraryLock lock;
  const Handle plan(H5Pcreate(H5P_DATASET_CREATE), where_, "plan an array");
  const std::vector<hsize_t> chunk(extents.begin(), extents.end());
  if (H5Pset_chunk(plan.id(), static_cast<int>(chunk.size()), chunk.data()) < 0 ||
      (shuffled && H5Pset_shuffle(plan.id()) < 0) || H5Pset_deflate(plan.id(), kDeflateLevel) < 0) {
    throw library_error(ErrorCode::kInternal, where_, "plan an array");
  }
  const Handle dataset = create(handle_, where_, name, type, extents, plan);
  const std::vector<hsize_t> origin(extents.size(), 0);
  check_status(
      H5Dwrite_chunk(dataset.id(), H5P_DEFAULT, 0, origin.data(), stream.size(), stream.data()),
      ErrorCode::kIo, child_where(where_, name), "write its chunk");
  return Dataset(dataset, child_where(where_, name));
}

}  // namespace chordae::hdf5
