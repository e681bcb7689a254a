// Whole files: opened from disk, or built in memory and saved in one piece.
#include <fcntl.h>
#include <hdf5.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/hdf5/library.h"

namespace chordae::hdf5 {
namespace {

constexpr const char* kNewFile = "new HDF5 file";
constexpr std::size_t kGrowBytes = std::size_t{1} << 20;
// Superblock version 3 (HDF5 file format specification 3.0, II.A): end of file address.
constexpr std::size_t kEndOfFileOffset = 28;

void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool good = fd >= 0;
  while (good && !bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    good = n >= 0 || errno == EINTR;
    if (n > 0) bytes = bytes.subspan(static_cast<std::size_t>(n));
  }
  const std::string cause = good ? "" : system_error_text();
  if (fd >= 0 && close(fd) != 0 && good) {
    throw Error(ErrorCode::kIo, cat("cannot write ", path.string(), ": ", system_error_text()));
  }
  if (!good) throw Error(ErrorCode::kIo, cat("cannot write ", path.string(), ": ", cause));
}

}  // namespace

// Note [Building files in memory]
// HDF5's in-memory driver asks these callbacks for its buffer. At the close of the file it "frees"
// the buffer, which is kept instead: the finished file, without a copy. Saving it by plain writes
// makes a full disk an ordinary error; HDF5 itself cannot close a file whose flush fails.
struct NewFile::Image {
  void* data = nullptr;
  std::size_t allocated = 0;
  bool closed = false;
  ~Image() { std::free(data); }

  static void* resize(void* old, std::size_t size, H5FD_file_image_op_t, void* self) {
    auto& image = *static_cast<Image*>(self);
    if (old != image.data) return nullptr;
    void* grown = std::realloc(old, size);
    if (grown == nullptr) return nullptr;
    if (size > image.allocated) {
      std::memset(static_cast<char*>(grown) + image.allocated, 0, size - image.allocated);
    }
    image.data = grown;
    image.allocated = size;
    return grown;
  }
  static void* allocate(std::size_t size, H5FD_file_image_op_t op, void* self) {
    return resize(nullptr, size, op, self);
  }
  static void* copy(void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
    return std::memcpy(to, from, size);
  }
  static herr_t keep(void*, H5FD_file_image_op_t op, void* self) {
    if (op == H5FD_FILE_IMAGE_OP_FILE_CLOSE) static_cast<Image*>(self)->closed = true;
    return 0;
  }
  static void* share(void* self) { return self; }
  static herr_t unshare(void*) { return 0; }
};

NewFile::NewFile() : image_(std::make_unique<Image>()) {
  const LibraryLock lock;
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), kNewFile, "plan a file");
  const Handle creation(H5Pcreate(H5P_FILE_CREATE), kNewFile, "plan a file");
  H5FD_file_image_callbacks_t callbacks{Image::allocate, Image::copy,    Image::resize, Image::keep,
                                        Image::share,    Image::unshare, image_.get()};
  if (H5Pset_fapl_core(access.id(), kGrowBytes, false) < 0 ||
      H5Pset_file_image_callbacks(access.id(), &callbacks) < 0 ||
      H5Pset_libver_bounds(access.id(), H5F_LIBVER_V110, H5F_LIBVER_V110) < 0 ||
      H5Pset_fclose_degree(access.id(), H5F_CLOSE_STRONG) < 0 ||
      H5Pset_obj_track_times(creation.id(), false) < 0 ||
      H5Pset_attr_phase_change(creation.id(), 64, 48) < 0) {
    throw library_error(ErrorCode::kInternal, kNewFile, "plan a file");
  }
  // The driver tells files in memory apart by their names, which nothing else sees.
  static std::uint64_t count = 0;
  const std::string name = cat("chordae-", count++);
  file_ = Handle(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), kNewFile,
                 "create it in memory");
}

NewFile::~NewFile() = default;

Group NewFile::root() {
  const LibraryLock lock;
  return Group(Handle(H5Gopen2(file_.id(), "/", H5P_DEFAULT), kNewFile, "open its root"),
               cat(kNewFile, ": /"));
}

void NewFile::save(const std::filesystem::path& path) {
  {
    const LibraryLock lock;
    check_status(H5Fclose(file_.id()), ErrorCode::kInternal, kNewFile, "end it");
  }
  std::uint64_t size = 0;
  if (!image_->closed || image_->allocated < kEndOfFileOffset + sizeof(size)) {
    throw Error(ErrorCode::kInternal, cat(kNewFile, ": the library did not end it"));
  }
  std::memcpy(&size, static_cast<const char*>(image_->data) + kEndOfFileOffset, sizeof(size));
  if (size > image_->allocated) {
    throw Error(ErrorCode::kInternal, cat(kNewFile, ": the library left it incomplete"));
  }
  write_bytes(path, {static_cast<const std::byte*>(image_->data), size});
}

Group open_file(const std::filesystem::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || access(path.c_str(), R_OK) != 0) {
    throw Error(ErrorCode::kIo, cat("cannot read ", path.string(), ": ", system_error_text()));
  }
  if (!S_ISREG(status.st_mode)) {
    throw Error(ErrorCode::kIo, cat("cannot read ", path.string(), ": not a regular file"));
  }
  const LibraryLock lock;
  const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), path.string(),
                    "open it as HDF5");
  // The open root group keeps the file open.
  return Group(Handle(H5Gopen2(file.id(), "/", H5P_DEFAULT), path.string(), "open its root"),
               cat(path.string(), ": /"));
}

}  // namespace chordae::hdf5
