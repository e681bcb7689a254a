#include "chordae/store/pseudonym.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr int kNameCharacters = 20;
constexpr int kFingerprintCharacters = 8;
constexpr std::string_view kHexDigits = "0123456789abcdef";

using KeyBytes = std::array<std::byte, 32>;

Error key_error(ErrorCode code, const fs::path& path, std::string_view problem) {
  return Error(code, cat("the key file ", path.string(), " ", problem));
}

KeyBytes random_bytes() {
  KeyBytes bytes{};
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = getrandom(bytes.data() + done, bytes.size() - done, 0);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0)
      throw Error(ErrorCode::kIo, cat("no random numbers from the system: ", system_error_text()));
    done += static_cast<std::size_t>(n);
  }
  return bytes;
}

std::string to_text(const KeyBytes& bytes) {
  std::string text;
  for (const std::byte b : bytes) {
    text += kHexDigits[std::to_integer<unsigned>(b) >> 4];
    text += kHexDigits[std::to_integer<unsigned>(b) & 15];
  }
  return text + "\n";
}

// Complete or not there at all, and never over a key that another process made meanwhile: the text
// goes to a private temporary file, which is then linked to the name (link(2) does not replace).
void create_key_file(const fs::path& path) {
  const TemporaryPath temporary(path);
  unlink(temporary.path().c_str());
  const int fd = open(temporary.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    throw key_error(ErrorCode::kIo, path, cat("cannot be created: ", system_error_text()));
  const std::string text = to_text(random_bytes());
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fchmod(fd, 0600) == 0 && fsync(fd) == 0;
  const std::string cause = written ? "" : system_error_text();
  close(fd);
  if (!written) throw key_error(ErrorCode::kIo, path, cat("cannot be written: ", cause));
  if (link(temporary.path().c_str(), path.c_str()) != 0 && errno != EEXIST) {
    throw key_error(ErrorCode::kIo, path, cat("cannot be created: ", system_error_text()));
  }
}

KeyBytes read_key_file(const fs::path& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0) {
    throw key_error(ErrorCode::kIo, path, cat("cannot be read: ", system_error_text()));
  }
  if (!S_ISREG(status.st_mode)) throw key_error(ErrorCode::kFormat, path, "is not a regular file");
  if ((status.st_mode & 077) != 0) {
    throw key_error(ErrorCode::kConfig, path,
                    "may be read or changed by others than its owner: run chmod 600 on it");
  }
  const std::string text = read_text_file(path, 1024);
  const std::string digits = lower(trim(text));
  KeyBytes bytes{};
  if (digits.size() != 2 * bytes.size() ||
      digits.find_first_not_of(kHexDigits) != std::string::npos) {
    throw key_error(ErrorCode::kFormat, path,
                    "must hold 64 hexadecimal digits: restore it from a copy");
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::byte>(kHexDigits.find(digits[2 * i]) * 16 +
                                      kHexDigits.find(digits[2 * i + 1]));
  }
  return bytes;
}

std::string keyed_name(std::span<const std::byte> key, std::string_view kind,
                       std::string_view identifier, int characters) {
  return base32_name(hmac_sha256(key, cat(kind, ":", identifier)), characters);
}

}  // namespace

PseudonymKey PseudonymKey::open_or_create(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) create_key_file(path);
  return from_bytes(read_key_file(path));
}

PseudonymKey PseudonymKey::make_random() { return from_bytes(random_bytes()); }

PseudonymKey PseudonymKey::from_bytes(const std::array<std::byte, 32>& bytes) {
  PseudonymKey key;
  key.bytes_ = bytes;
  return key;
}

std::string PseudonymKey::patient_key(std::string_view patient_identifier) const {
  return keyed_name(bytes_, "patient", patient_identifier, kNameCharacters);
}

std::string PseudonymKey::study_key(std::string_view study_instance_uid) const {
  return keyed_name(bytes_, "study", study_instance_uid, kNameCharacters);
}

std::string PseudonymKey::source_hash(std::string_view digests) const {
  return hex(hmac_sha256(bytes_, cat("source:", digests)));
}

std::string PseudonymKey::fingerprint() const {
  return keyed_name(bytes_, "key", "fingerprint", kFingerprintCharacters);
}

}  // namespace chordae
