#pragma once
// HDF5 files: groups, attributes, arrays. The only room that includes HDF5's headers.
//
// A new file is built in memory and saved in one piece, so HDF5 never sees a full disk; equal calls
// give equal bytes (no times, one pinned format version). HDF5 is not thread-safe: each call here
// holds one lock of the process, but compression and inflation run outside it.
//
// Errors   every function: kFormat for damaged or foreign contents, kIo for what the system
// refuses,
//          kUnsupported for valid HDF5 that is not read here (other filters, external storage).

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chordae::hdf5 {

/// Type of one array element; little-endian in the file. Text has a fixed width, padded with zeros.
struct ElementType {
  enum class Kind { kUnsigned, kSigned, kFloat, kText };
  Kind kind = Kind::kUnsigned;
  std::size_t bytes = 1;
  bool operator==(const ElementType&) const = default;
};
inline constexpr ElementType kInt64{ElementType::Kind::kSigned, 8};
inline constexpr ElementType kFloat32{ElementType::Kind::kFloat, 4};
inline constexpr ElementType kFloat64{ElementType::Kind::kFloat, 8};

using Extents = std::vector<std::int64_t>;

/// One identifier of the HDF5 library, released with its last copy.
class Handle {
 public:
  Handle() = default;
  /// Takes over `id`; `where` and `doing` name it in the error thrown if it is not valid.
  Handle(std::int64_t id, const std::string& where, const char* doing);
  std::int64_t id() const;

 private:
  std::shared_ptr<const std::int64_t> id_;
};

/// A group or a dataset: what has attributes. A getter's error is kFormat where the attribute is
/// missing or of another type.
class Node {
 public:
  bool has_attribute(const std::string& name) const;
  std::string text(const std::string& name) const;
  std::int64_t integer(const std::string& name) const;
  double number(const std::string& name) const;
  bool flag(const std::string& name) const;
  std::vector<double> numbers(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;

  void set_text(const std::string& name, const std::string& value);
  void set_integer(const std::string& name, std::int64_t value);
  void set_number(const std::string& name, double value);
  void set_flag(const std::string& name, bool value);  ///< a bool in h5py
  void set_numbers(const std::string& name, std::span<const double> values);
  void set_texts(const std::string& name, std::span<const std::string> values);

  /// "file.h5: /s01/slice_000", for messages.
  const std::string& where() const { return where_; }

 protected:
  Node(Handle handle, std::string where);
  Handle handle_;
  std::string where_;
};

class Dataset : public Node {
 public:
  Dataset(Handle handle, std::string where);

  /// Absent for a kind of element that is not read here (compound, reference, text of any length).
  const std::optional<ElementType>& type() const { return type_; }
  const Extents& extents() const { return extents_; }
  /// Size of the whole array. Errors kFormat if its extents overflow or `type()` is absent.
  std::size_t byte_size() const;

  /// The whole array, native endian. Errors also kFormat if the file holds less than it promises
  /// (checked before memory is taken) or has more than `limit` bytes.
  std::vector<std::byte> read(std::size_t limit) const;
  /// Rows [first, first + count) along the first axis, for arrays that are not compressed as one.
  void read_rows(std::int64_t first, std::int64_t count, std::span<std::byte> out) const;
  void write_rows(std::int64_t first, std::int64_t count, std::span<const std::byte> rows);
  /// Error kFormat if the file holds less than it promises; for a caller that takes memory before
  /// `read_rows`, which checks too.
  void check_stored() const;
  /// A (R) array of text, of fixed width or of any length.
  std::vector<std::string> read_texts() const;

 private:
  void check_rows(std::int64_t first, std::int64_t count, std::size_t bytes) const;
  std::optional<std::vector<std::byte>> read_single_chunk(std::size_t size) const;

  std::optional<ElementType> type_;
  Extents extents_;
  mutable bool is_checked_ = false;  // by `check_stored`, under the lock
};

class Group : public Node {
 public:
  Group(Handle handle, std::string where) : Node(std::move(handle), std::move(where)) {}

  bool has(const std::string& name) const;
  std::vector<std::string> children() const;  ///< names, ascending
  Group group(const std::string& name) const;
  Dataset dataset(const std::string& name) const;

  Group create_group(const std::string& name);
  /// Plain rows, to be filled by `write_rows`: for arrays that are read in parts.
  Dataset create_dataset(const std::string& name, ElementType type, const Extents& extents);
  /// The whole array as one chunk: byte shuffle (elements over one byte), then deflate.
  Dataset write_compressed(const std::string& name, ElementType type, const Extents& extents,
                           std::span<const std::byte> bytes);

 private:
  void check_child(const std::string& name) const;
};

/// A file being built in memory.
class NewFile {
 public:
  NewFile();
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  Group root();
  /// Ends the file and writes its bytes to `path` (a temporary name: there is no rename here).
  void save(const std::filesystem::path& path);

 private:
  struct Image;
  std::unique_ptr<Image> image_;
  Handle file_;
};

/// Opens an existing file for reading.
Group open_file(const std::filesystem::path& path);

}  // namespace chordae::hdf5
