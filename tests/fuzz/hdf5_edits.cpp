#include "hdf5_edits.h"

#include <hdf5.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

namespace chordae::fuzz {
namespace {

/// The fuzzer's bytes, one decision after another; zeros when they are used up.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> data) : data_(data) {}
  bool empty() const { return data_.empty(); }
  unsigned below(unsigned n) { return byte() % n; }
  unsigned byte() {
    if (data_.empty()) return 0;
    const unsigned value = data_.front();
    data_ = data_.subspan(1);
    return value;
  }
  const std::string& one_of(const std::vector<std::string>& list) {
    static const std::string none = "none";
    return list.empty() ? none : list[below(static_cast<unsigned>(list.size()))];
  }
  std::vector<char> bytes(std::size_t size) {
    std::vector<char> out(size);
    for (char& c : out) c = static_cast<char>(byte());
    return out;
  }

 private:
  std::span<const std::uint8_t> data_;
};

struct Contents {
  std::vector<std::string> objects, arrays;
};

herr_t note_object(hid_t, const char* name, const H5O_info_t* info, void* out) {
  auto& contents = *static_cast<Contents*>(out);
  contents.objects.emplace_back(name);
  if (info->type == H5O_TYPE_DATASET) contents.arrays.emplace_back(name);
  return 0;
}

herr_t note_attribute(hid_t, const char* name, const H5A_info_t*, void* out) {
  static_cast<std::vector<std::string>*>(out)->emplace_back(name);
  return 0;
}

std::vector<std::string> attributes_of(hid_t object) {
  std::vector<std::string> names;
  H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, note_attribute, &names);
  return names;
}

hid_t make_type(Choices& choices) {
  const hid_t numbers[] = {H5T_STD_I8LE,   H5T_STD_U8LE,  H5T_STD_I16LE, H5T_STD_U16BE,
                           H5T_STD_I32LE,  H5T_STD_I64LE, H5T_STD_U64BE, H5T_IEEE_F32LE,
                           H5T_IEEE_F64LE, H5T_IEEE_F64BE};
  const unsigned kind = choices.below(16);
  if (kind < 10) return H5Tcopy(numbers[kind]);
  hid_t type = H5I_INVALID_HID;
  if (kind <= 11) {
    type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, kind == 10 ? H5T_VARIABLE : 1 + choices.byte());
  } else if (kind == 12) {
    type = H5Tenum_create(choices.below(2) == 0 ? H5T_STD_I8LE : H5T_STD_I32LE);
    const std::vector<char> value(8, 1);
    H5Tenum_insert(type, "ONE", value.data());
  } else if (kind == 13) {
    type = H5Tcreate(H5T_OPAQUE, 1 + choices.byte());
  } else if (kind == 14) {
    type = H5Tcreate(H5T_COMPOUND, 16);
    H5Tinsert(type, "r", 0, H5T_IEEE_F64LE);
    H5Tinsert(type, "i", 8, H5T_IEEE_F64LE);
  } else {
    const hsize_t size = 1 + choices.byte();
    type = H5Tarray_create2(H5T_IEEE_F64LE, 1, &size);
  }
  return type;
}

std::vector<hsize_t> make_extents(Choices& choices, unsigned max_rank) {
  std::vector<hsize_t> extents(choices.below(max_rank + 1));
  for (auto& n : extents) {
    n = choices.byte();
    if (n >= 250) n = hsize_t{1} << (n - 250) * 9;
  }
  return extents;
}

hid_t make_space(Choices& choices, const std::vector<hsize_t>& extents) {
  if (choices.below(16) == 15) return H5Screate(H5S_NULL);
  if (extents.empty()) return H5Screate(H5S_SCALAR);
  return H5Screate_simple(static_cast<int>(extents.size()), extents.data(), nullptr);
}

/// Writes as many values as fit into 64 KB; `write` gets a buffer of the type itself.
template <class Write>
void write_values(Choices& choices, hid_t type, hid_t space, const Write& write) {
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  if (count <= 0 || static_cast<std::size_t>(count) > 65536 / H5Tget_size(type)) return;
  if (H5Tis_variable_str(type) > 0) {
    std::vector<char> text = choices.bytes(choices.byte());
    text.push_back('\0');
    const std::vector<const char*> pointers(static_cast<std::size_t>(count), text.data());
    write(pointers.data());
  } else {
    write(choices.bytes(static_cast<std::size_t>(count) * H5Tget_size(type)).data());
  }
}

void replace_attribute(Choices& choices, hid_t object) {
  const std::string name = choices.one_of(attributes_of(object));
  H5Adelete(object, name.c_str());
  if (choices.below(8) == 0) return;
  const hid_t type = make_type(choices);
  hid_t space = make_space(choices, make_extents(choices, 2));
  // The library itself fails to write attributes that do not fit their object's header.
  if (H5Sget_simple_extent_npoints(space) > static_cast<hssize_t>(4096 / H5Tget_size(type))) {
    H5Sclose(space);
    space = H5Screate(H5S_SCALAR);
  }
  const hid_t attribute = H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
  write_values(choices, type, space,
               [&](const void* values) { H5Awrite(attribute, type, values); });
  H5Aclose(attribute);
  H5Sclose(space);
  H5Tclose(type);
}

void copy_attributes(hid_t from, hid_t to) {
  for (const auto& name : attributes_of(from)) {
    const hid_t source = H5Aopen(from, name.c_str(), H5P_DEFAULT);
    const hid_t type = H5Aget_type(source), space = H5Aget_space(source);
    const hid_t target = H5Acreate2(to, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT);
    std::vector<char> values(H5Aget_storage_size(source) + 65536);
    if (H5Tis_variable_str(type) <= 0 && H5Aread(source, type, values.data()) >= 0) {
      H5Awrite(target, type, values.data());
    }
    H5Aclose(target);
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(source);
  }
}

void replace_array(Choices& choices, hid_t file, const std::string& name) {
  const hid_t old = H5Dopen2(file, name.c_str(), H5P_DEFAULT);
  const bool same_type = choices.below(2) == 0, same_extents = choices.below(2) == 0;
  const hid_t type = same_type ? H5Dget_type(old) : make_type(choices);
  const std::vector<hsize_t> extents = make_extents(choices, 4);
  const hid_t space = same_extents ? H5Dget_space(old) : make_space(choices, extents);
  const hid_t plan = H5Pcreate(H5P_DATASET_CREATE);
  const int rank = H5Sget_simple_extent_ndims(space);
  std::vector<hsize_t> chunk(static_cast<std::size_t>(std::max(rank, 0)));
  if (rank > 0) H5Sget_simple_extent_dims(space, chunk.data(), nullptr);
  const unsigned layout = choices.below(6);
  if (layout > 1 && rank > 0) {
    for (auto& n : chunk) n = layout == 2 ? 1 + choices.byte() : std::max<hsize_t>(1, n);
    H5Pset_chunk(plan, rank, chunk.data());
    if (layout > 3) H5Pset_shuffle(plan);
    if (layout > 2) H5Pset_deflate(plan, 1);
  }
  const hid_t made = H5Dcreate2(file, "made", type, space, H5P_DEFAULT, plan, H5P_DEFAULT);
  if (made >= 0) {
    if (layout == 5 && rank > 0 && H5Sget_simple_extent_npoints(space) > 0) {  // a chunk that is not what its filters make
      const std::vector<hsize_t> origin(chunk.size(), 0);
      const auto bytes = choices.bytes(1 + choices.byte());
      H5Dwrite_chunk(made, H5P_DEFAULT, choices.below(4), origin.data(), bytes.size(),
                     bytes.data());
    } else {
      write_values(choices, type, space, [&](const void* values) {
        H5Dwrite(made, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
      });
    }
    copy_attributes(old, made);
    H5Dclose(made);
    H5Ldelete(file, name.c_str(), H5P_DEFAULT);
    H5Lmove(file, "made", file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }
  H5Pclose(plan);
  H5Sclose(space);
  H5Tclose(type);
  H5Dclose(old);
}

void relink(Choices& choices, hid_t file, const Contents& contents) {
  const char* added[] = {"/s02", "/s01/slice_001", "/s01/slice_002", "/s9999999", "/s01/s01"};
  const std::string to = choices.one_of(contents.objects);
  const std::string name =
      choices.below(2) == 0 ? added[choices.below(5)] : choices.one_of(contents.objects);
  if (name == ".") return;
  H5Ldelete(file, name.c_str(), H5P_DEFAULT);
  switch (choices.below(4)) {
    case 0:
    case 1:
      H5Lcreate_hard(file, to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    case 2:
      H5Lcreate_soft(to.c_str(), file, name.c_str(), H5P_DEFAULT, H5P_DEFAULT);
      break;
    default:
      break;
  }
}

}  // namespace

std::filesystem::path edited_hdf5(const std::filesystem::path& good,
                                  std::span<const std::uint8_t> data) {
  namespace fs = std::filesystem;
  static const fs::path path =
      fs::temp_directory_path() / ("chordae-fuzz-" + std::to_string(getpid()) + ".h5");
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  fs::copy_file(good, path, fs::copy_options::overwrite_existing);
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, access);
  Choices choices(data);
  for (int change = 0; change < 8 && !choices.empty(); ++change) {
    Contents contents;
    H5Ovisit(file, H5_INDEX_NAME, H5_ITER_INC, note_object, &contents);
    const unsigned kind = choices.below(4);
    if (kind <= 1) {
      const hid_t object = H5Oopen(file, choices.one_of(contents.objects).c_str(), H5P_DEFAULT);
      replace_attribute(choices, object);
      H5Oclose(object);
    } else if (kind == 2) {
      replace_array(choices, file, choices.one_of(contents.arrays));
    } else {
      relink(choices, file, contents);
    }
  }
  H5Fclose(file);
  H5Pclose(access);
  return path;
}

}  // namespace chordae::fuzz
