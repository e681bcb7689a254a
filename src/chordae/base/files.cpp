#include "chordae/base/files.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kMark = ".chordae-tmp-";

/// ".chordae-tmp-<host>-": on a shared disk the processes of other machines are left alone.
std::string mark_of_this_machine() {
  char host[256] = {};
  gethostname(host, sizeof host - 1);
  return cat(kMark, host, "-");
}

Error io_error(const std::string& doing, const fs::path& path) {
  return Error(ErrorCode::kIo, cat(doing, " ", path.string(), ": ", system_error_text()));
}

void sync_path(const fs::path& path, int flags) {
  const int fd = open(path.c_str(), flags | O_CLOEXEC);
  if (fd < 0) return;
  const int status = fsync(fd);
  const int saved = errno;
  close(fd);
  errno = saved;
  if (status != 0 && errno != EINVAL) throw io_error("cannot flush", path);
}

}  // namespace

std::string system_error_text() { return std::strerror(errno); }

// Nobody can guess the name, and so nobody can lay a link there in a folder that others may write.
TemporaryPath::TemporaryPath(fs::path target) : target_(std::move(target)) {
  if (!target_.has_filename() && target_.has_parent_path()) target_ = target_.parent_path();  // "folder/"
  std::uint64_t number = 0;
  if (getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) {
    throw io_error("no random numbers to name a temporary file for", target_);
  }
  temporary_ = target_.parent_path() / cat(".", target_.filename().string(), mark_of_this_machine(), getpid(), "-", number);
}

TemporaryPath::~TemporaryPath() {
  if (committed_) return;
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void TemporaryPath::commit() {
  if (fs::is_directory(temporary_)) {
    sync_path(temporary_, O_RDONLY | O_DIRECTORY);
  } else {
    sync_path(temporary_, O_RDONLY);
  }
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) throw io_error("cannot rename to", target_);
  committed_ = true;
  const fs::path folder = target_.parent_path();
  sync_path(folder.empty() ? fs::path(".") : folder, O_RDONLY | O_DIRECTORY);
}

void remove_stale_temporaries(const fs::path& folder) {
  std::error_code ignored;
  const std::string own = mark_of_this_machine();
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    const auto mark = name.rfind(own);
    if (name.empty() || name.front() != '.' || mark == std::string::npos) continue;
    const std::string rest = name.substr(mark + own.size());
    const auto pid = try_parse_int(rest.substr(0, rest.find('-')));
    if (!pid || *pid <= 0) continue;
    if (kill(static_cast<pid_t>(*pid), 0) == 0 || errno == EPERM) continue;  // still running
    fs::remove_all(entry.path(), ignored);
  }
}

void write_file(const fs::path& path, std::span<const std::byte> bytes) {
  TemporaryPath temporary(path);
  const int fd = open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) throw io_error("cannot write", path);
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = write(fd, bytes.data() + done, std::min<std::size_t>(bytes.size() - done, 1u << 30));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const Error error = io_error("cannot write", path);
      close(fd);
      throw error;
    }
    done += static_cast<std::size_t>(n);
  }
  if (close(fd) != 0) throw io_error("cannot write", path);
  temporary.commit();
}

void write_file(const fs::path& path, std::string_view text) {
  write_file(path, std::as_bytes(std::span(text.data(), text.size())));
}

std::vector<std::byte> read_file(const fs::path& path, std::uintmax_t limit) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error("cannot read", path);
  struct Closer {
    int fd;
    ~Closer() { close(fd); }
  } closer{fd};
  struct stat status{};
  if (fstat(fd, &status) != 0) throw io_error("cannot read", path);
  if (S_ISDIR(status.st_mode)) throw Error(ErrorCode::kIo, cat("cannot read ", path.string(), ": it is a folder"));
  if (static_cast<std::uintmax_t>(status.st_size) > limit) {
    throw Error(ErrorCode::kFormat, cat(path.string(), " has ", human_bytes(static_cast<double>(status.st_size)),
                                        ", more than the ", human_bytes(static_cast<double>(limit)), " expected here"));
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(status.st_size));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = read(fd, bytes.data() + done, bytes.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw io_error("cannot read", path);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  bytes.resize(done);
  return bytes;
}

std::string read_text_file(const fs::path& path, std::uintmax_t limit) {
  const auto bytes = read_file(path, limit);
  return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void check_output_file(const fs::path& path, bool force) {
  std::error_code ignored;
  const auto status = fs::symlink_status(path, ignored);
  if (!fs::exists(status)) return;
  if (fs::is_directory(fs::status(path, ignored))) {
    throw Error(ErrorCode::kUsage, cat(path.string(), " is a folder: name a file to write"));
  }
  if (!force) {
    throw Error(ErrorCode::kUsage, cat(path.string(), " exists already: choose another name, or add --force to replace it"));
  }
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error || !fs::is_directory(path)) {
    throw Error(ErrorCode::kIo, cat("cannot create the folder ", path.string(), ": ",
                                    error ? error.message() : std::string("a file of that name is in the way")));
  }
}

MappedFile::MappedFile(const fs::path& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw io_error("cannot read", path);
  struct stat status{};
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    close(fd);
    throw Error(ErrorCode::kIo, cat("cannot read ", path.string(), ": not a regular file"));
  }
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ > 0) {
    void* address = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0);
    if (address == MAP_FAILED) {
      const Error error = io_error("cannot map", path);
      close(fd);
      throw error;
    }
    data_ = static_cast<const std::byte*>(address);
  }
  close(fd);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace chordae
