#include "chordae/io/hdf5/text_heap.h"

#include <hdf5.h>
#include <unistd.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>

#include "chordae/base/strings.h"
#include "chordae/io/hdf5/library.h"

namespace chordae::hdf5 {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{1} << 28;  // of heaps, and of texts
constexpr std::size_t kHeaderBytes = 16;  // of a collection, and of each object in it

template <class Number>
Number number_at(const void* bytes, std::size_t offset) {
  Number value;
  std::memcpy(&value, static_cast<const char*>(bytes) + offset, sizeof value);
  return value;
}

herr_t keep_references(hid_t from, hid_t, H5T_cdata_t* plan, std::size_t, std::size_t, std::size_t,
                       void*, void*, hid_t) {
  if (plan->command != H5T_CONV_INIT) return 0;
  plan->need_bkg = H5T_BKG_NO;
  return H5Tget_size(from) == kTextReferenceBytes ? 0 : -1;
}

class Heaps {
 public:
  Heaps(const Handle& object, std::string where) : where_(std::move(where)) {
    file_ = Handle(H5Iget_file_id(object.id()), where_, "find its file");
    const Handle plan(H5Fget_create_plist(file_.id()), where_, "find its file");
    void* descriptor = nullptr;
    if (H5Pget_userblock(plan.id(), &base_) < 0 ||
        H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, &descriptor) < 0 ||
        H5Fget_filesize(file_.id(), &file_bytes_) < 0) {
      throw library_error(ErrorCode::kFormat, where_, "find its file");
    }
    descriptor_ = *static_cast<const int*>(descriptor);
  }

  std::string text(const std::byte* reference) {
    const auto length = number_at<std::uint32_t>(reference, 0);
    const auto address = number_at<std::uint64_t>(reference, 4);
    const auto index = number_at<std::uint32_t>(reference, 12);
    if (length == 0 || address == 0) return "";
    const auto& objects = collection(address).objects;
    const auto found = objects.find(index);
    if (found == objects.end() || found->second.size() < length) fail();
    const std::string_view whole = found->second.substr(0, length);
    const std::string_view text = whole.substr(0, whole.find('\0'));
    take(text.size(), text_bytes_);
    return std::string(text);
  }

 private:
  struct Collection {
    std::vector<char> bytes;
    std::map<std::uint32_t, std::string_view> objects;
  };

  [[noreturn]] void fail() const {
    throw Error(ErrorCode::kFormat, cat(where_, ": its texts are not where it says"));
  }

  void take(std::uint64_t bytes, std::uint64_t& left) const {
    if (bytes > left) throw Error(ErrorCode::kFormat, cat(where_, ": text of absurd length"));
    left -= bytes;
  }

  void read(std::uint64_t address, std::span<char> out) const {
    if (address > file_bytes_ || out.size() > file_bytes_ - address) fail();
    while (!out.empty()) {
      const ssize_t n =
          pread(descriptor_, out.data(), out.size(), static_cast<off_t>(base_ + address));
      if (n <= 0) fail();
      out = out.subspan(static_cast<std::size_t>(n));
      address += static_cast<std::uint64_t>(n);
    }
  }

  const Collection& collection(std::uint64_t address) {
    const auto known = collections_.find(address);
    if (known != collections_.end()) return known->second;
    char header[kHeaderBytes];
    read(address, header);
    const auto size = number_at<std::uint64_t>(header, 8);
    if (std::string_view(header, 4) != "GCOL" || size < kHeaderBytes || size > file_bytes_) fail();
    take(size, heap_bytes_);
    Collection& c = collections_[address];
    c.bytes.resize(size);
    read(address, c.bytes);
    for (std::size_t at = kHeaderBytes; size - at >= kHeaderBytes;) {
      const auto index = number_at<std::uint16_t>(c.bytes.data(), at);
      const auto object = number_at<std::uint64_t>(c.bytes.data(), at + 8);
      at += kHeaderBytes;
      if (index == 0) break;  // the free rest
      if (object > size - at) fail();
      c.objects[index] = std::string_view(c.bytes.data() + at, object);
      at += std::min<std::size_t>((object + 7) / 8 * 8, size - at);
    }
    return c;
  }

  std::string where_;
  Handle file_;
  int descriptor_ = -1;
  hsize_t base_ = 0, file_bytes_ = 0;
  std::uint64_t heap_bytes_ = kMaxBytes, text_bytes_ = kMaxBytes;
  std::map<std::uint64_t, Collection> collections_;
};

}  // namespace

Handle text_reference_type(const std::string& where) {
  Handle type(H5Tcreate(H5T_OPAQUE, kTextReferenceBytes), where, "make a reference type");
  static std::once_flag once;
  std::call_once(once, [&] {
    const Handle text(H5Tcopy(H5T_C_S1), where, "make a text type");
    if (H5Tset_size(text.id(), H5T_VARIABLE) < 0 ||
        H5Tregister(H5T_PERS_SOFT, "chordae references", text.id(), type.id(), keep_references) <
            0) {
      throw library_error(ErrorCode::kInternal, where, "prepare for texts of any length");
    }
  });
  return type;
}

std::vector<std::string> read_referenced_texts(const Handle& object,
                                               std::span<const std::byte> references,
                                               const std::string& where) {
  Heaps heaps(object, where);
  std::vector<std::string> texts;
  for (; references.size() >= kTextReferenceBytes;
       references = references.subspan(kTextReferenceBytes)) {
    texts.push_back(heaps.text(references.data()));
  }
  return texts;
}

}  // namespace chordae::hdf5
