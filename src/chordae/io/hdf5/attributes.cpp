// Attributes of groups and datasets.
#include <hdf5.h>

#include <algorithm>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/library.h"
#include "chordae/io/hdf5/text_values.h"

namespace chordae::hdf5 {
namespace {

// Far above anything that is written here, far below what could hurt.
constexpr std::int64_t kMaxElements = std::int64_t{1} << 20;

struct OpenAttribute {
  Handle attribute, type, space;
  std::string where;
  std::size_t elements = 0;
  H5T_class_t type_class = H5T_NO_CLASS;
};

// HDF5 takes memory for what an attribute promises.
void check_promise(const OpenAttribute& a) {
  const Handle file(H5Iget_file_id(a.attribute.id()), a.where, "find its file");
  hsize_t file_bytes = 0;
  check_status(H5Fget_filesize(file.id(), &file_bytes), ErrorCode::kFormat, a.where,
               "size its file");
  std::size_t promised = 0;
  if (__builtin_mul_overflow(H5Tget_size(a.type.id()), a.elements, &promised) ||
      promised > file_bytes) {
    throw Error(ErrorCode::kFormat, cat(a.where, ": promises more data than the file holds"));
  }
}

OpenAttribute open_attribute(const Handle& node, const std::string& node_where,
                             const std::string& name) {
  OpenAttribute a;
  a.where = cat(node_where, ", attribute \"", name, "\"");
  const htri_t exists = H5Aexists(node.id(), name.c_str());
  check_status(exists, ErrorCode::kFormat, a.where, "look for it");
  if (exists == 0) throw Error(ErrorCode::kFormat, cat(a.where, ": is missing"));
  a.attribute = Handle(H5Aopen(node.id(), name.c_str(), H5P_DEFAULT), a.where, "open it");
  a.type = Handle(H5Aget_type(a.attribute.id()), a.where, "read its type");
  a.space = Handle(H5Aget_space(a.attribute.id()), a.where, "read its extents");
  a.type_class = H5Tget_class(a.type.id());
  const Extents extents = describe_space(a.space.id(), a.where);
  const std::int64_t elements = extents.empty() ? 1 : extents[0];
  if (extents.size() > 1 || elements > kMaxElements) {
    throw Error(ErrorCode::kFormat, cat(a.where, ": has too many values"));
  }
  a.elements = static_cast<std::size_t>(elements);
  check_promise(a);
  return a;
}

Error wrong_type(const OpenAttribute& a, std::string_view expected) {
  return Error(ErrorCode::kFormat, cat(a.where, ": is not ", expected));
}

void read_values(const OpenAttribute& a, hid_t memory_type, void* out) {
  check_status(H5Aread(a.attribute.id(), memory_type, out), ErrorCode::kFormat, a.where, "read it");
}

// HDF5 believes that the names of an enumeration stand for values of its own size.
bool is_byte_enumeration(const OpenAttribute& a) {
  const Handle base(H5Tget_super(a.type.id()), a.where, "read its type");
  return H5Tget_class(base.id()) == H5T_INTEGER && H5Tget_size(base.id()) == 1 &&
         H5Tget_size(a.type.id()) == 1;
}

void write_values(const Handle& node, const std::string& node_where, const std::string& name,
                  hid_t type, const Extents& extents, const void* values) {
  const std::string where = cat(node_where, ", attribute \"", name, "\"");
  const Handle space = make_space(extents, where);
  const Handle attribute(
      H5Acreate2(node.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), where,
      "create it");
  check_status(H5Awrite(attribute.id(), type, values), ErrorCode::kIo, where, "write it");
}

std::vector<std::string> read_attribute_texts(const OpenAttribute& a) {
  if (a.type_class != H5T_STRING) throw wrong_type(a, "text");
  return read_text_values(a.attribute, a.type.id(), a.elements, a.where,
                          [&](hid_t memory_type, void* out) { read_values(a, memory_type, out); });
}

}  // namespace

Node::Node(Handle handle, std::string where)
    : handle_(std::move(handle)), where_(std::move(where)) {}

bool Node::has_attribute(const std::string& name) const {
  const LibraryLock lock;
  const htri_t exists = H5Aexists(handle_.id(), name.c_str());
  check_status(exists, ErrorCode::kFormat, where_, "look for an attribute");
  return exists > 0;
}

std::string Node::text(const std::string& name) const {
  const LibraryLock lock;
  const OpenAttribute a = open_attribute(handle_, where_, name);
  if (a.elements != 1) throw wrong_type(a, "one text");
  return read_attribute_texts(a).front();
}

std::vector<std::string> Node::texts(const std::string& name) const {
  const LibraryLock lock;
  return read_attribute_texts(open_attribute(handle_, where_, name));
}

std::int64_t Node::integer(const std::string& name) const {
  const LibraryLock lock;
  const OpenAttribute a = open_attribute(handle_, where_, name);
  if (a.type_class != H5T_INTEGER || a.elements != 1) throw wrong_type(a, "one integer");
  std::int64_t value = 0;
  read_values(a, H5T_NATIVE_INT64, &value);
  return value;
}

double Node::number(const std::string& name) const {
  const auto values = numbers(name);
  if (values.size() != 1) {
    throw Error(ErrorCode::kFormat, cat(where_, ", attribute \"", name, "\": is not one number"));
  }
  return values.front();
}

std::vector<double> Node::numbers(const std::string& name) const {
  const LibraryLock lock;
  const OpenAttribute a = open_attribute(handle_, where_, name);
  if (a.type_class != H5T_FLOAT && a.type_class != H5T_INTEGER) throw wrong_type(a, "a number");
  std::vector<double> values(a.elements);
  if (!values.empty()) read_values(a, H5T_NATIVE_DOUBLE, values.data());
  return values;
}

// h5py stores a bool as an enumeration of one signed byte with the names FALSE and TRUE.
bool Node::flag(const std::string& name) const {
  const LibraryLock lock;
  const OpenAttribute a = open_attribute(handle_, where_, name);
  if (a.elements != 1) throw wrong_type(a, "true or false");
  std::int64_t value = -1;
  if (a.type_class == H5T_INTEGER) {
    read_values(a, H5T_NATIVE_INT64, &value);
  } else if (a.type_class == H5T_ENUM && is_byte_enumeration(a)) {
    std::int8_t byte = -1;
    read_values(a, a.type.id(), &byte);
    value = byte;
  }
  if (value != 0 && value != 1) throw wrong_type(a, "true or false");
  return value == 1;
}

void Node::set_text(const std::string& name, const std::string& value) {
  const LibraryLock lock;
  const ElementType type{ElementType::Kind::kText, std::max<std::size_t>(1, value.size())};
  write_values(handle_, where_, name, make_type(type, where_).id(), {}, value.c_str());
}

void Node::set_texts(const std::string& name, std::span<const std::string> values) {
  const LibraryLock lock;
  const std::size_t width = text_width(values);
  const auto packed = pack_texts(values, width);
  const Handle type = make_type({ElementType::Kind::kText, width}, where_);
  write_values(handle_, where_, name, type.id(), {static_cast<std::int64_t>(values.size())},
               packed.data());
}

void Node::set_integer(const std::string& name, std::int64_t value) {
  const LibraryLock lock;
  write_values(handle_, where_, name, H5T_STD_I64LE, {}, &value);
}

void Node::set_number(const std::string& name, double value) {
  const LibraryLock lock;
  write_values(handle_, where_, name, H5T_IEEE_F64LE, {}, &value);
}

void Node::set_numbers(const std::string& name, std::span<const double> values) {
  const LibraryLock lock;
  const double none = 0;
  write_values(handle_, where_, name, H5T_IEEE_F64LE, {static_cast<std::int64_t>(values.size())},
               values.empty() ? &none : values.data());
}

void Node::set_flag(const std::string& name, bool value) {
  const LibraryLock lock;
  const Handle type(H5Tenum_create(H5T_STD_I8LE), where_, "make a true-or-false type");
  for (const std::int8_t member : {std::int8_t{0}, std::int8_t{1}}) {
    check_status(H5Tenum_insert(type.id(), member == 0 ? "FALSE" : "TRUE", &member),
                 ErrorCode::kInternal, where_, "make a true-or-false type");
  }
  const std::int8_t byte = value ? 1 : 0;
  write_values(handle_, where_, name, type.id(), {}, &byte);
}

}  // namespace chordae::hdf5
