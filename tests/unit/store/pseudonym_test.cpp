#include "chordae/store/pseudonym.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "chordae/base/files.h"
#include "support/test_support.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;
using test::error_code_of;

PseudonymKey counting_key() {
  std::array<std::byte, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  return PseudonymKey::from_bytes(bytes);
}

// Expected names: Python's hmac and hashlib, and base 32 by binary digits, on the same key.
TEST(Pseudonym, NamesAreTheLeadingBitsOfHmacSha256) {
  EXPECT_EQ(counting_key().patient_key("MRN-0042"), "6NN465BNVXTYAPD6VDDG");
  EXPECT_EQ(counting_key().study_key("1.2.840.113619.2.55"), "AH730BXDEH6KW8E9C87Q");
  EXPECT_EQ(counting_key().fingerprint(), "C8W8WR64");
  EXPECT_EQ(counting_key().source_hash("abc"),
            "e647a83525fee3c99fb363158f11d5f964501d98bbbf13bc00e9096ad4ac96f0");
}

TEST(Pseudonym, PatientAndStudyNamesDifferForOneIdentifier) {
  EXPECT_NE(counting_key().patient_key("1"), counting_key().study_key("1"));
}

TEST(Pseudonym, KeyFileIsPrivateAndReadBack) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "pseudonym.key";
  const auto created = PseudonymKey::open_or_create(path);
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600);
  EXPECT_EQ(read_text_file(path).size(), 65u);
  EXPECT_EQ(PseudonymKey::open_or_create(path).fingerprint(), created.fingerprint());
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 1);
  EXPECT_NE(PseudonymKey::open_or_create(scratch / "other.key").fingerprint(),
            created.fingerprint());
}

TEST(Pseudonym, RefusesOpenPermissionsAndOtherContents) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "pseudonym.key";
  PseudonymKey::open_or_create(path);
  for (const mode_t mode : {0640, 0604, 0660}) {
    ASSERT_EQ(chmod(path.c_str(), mode), 0);
    EXPECT_EQ(error_code_of([&] { PseudonymKey::open_or_create(path); }), ErrorCode::kConfig);
  }
  const std::string digits(64, 'a');
  for (const std::string& text :
       {std::string(), digits + "a", digits.substr(1), digits.substr(1) + "g",
        std::string(5000, 'a'), std::string(64, '\0')}) {
    write_file(path, text);
    ASSERT_EQ(chmod(path.c_str(), 0600), 0);
    EXPECT_EQ(error_code_of([&] { PseudonymKey::open_or_create(path); }), ErrorCode::kFormat);
  }
  write_file(path, digits);  // no newline at the end: fine
  ASSERT_EQ(chmod(path.c_str(), 0600), 0);
  EXPECT_NO_THROW(PseudonymKey::open_or_create(path));
  EXPECT_EQ(error_code_of([&] { PseudonymKey::open_or_create(scratch / "none" / "k"); }),
            ErrorCode::kIo);
}

TEST(Pseudonym, ProcessesThatCreateAtOnceAgreeOnOneKey) {
  const test::ScratchFolder scratch;
  const auto path = scratch / "pseudonym.key";
  std::vector<pid_t> children;
  for (int i = 0; i < 8; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      try {
        write_file(scratch / std::to_string(i), PseudonymKey::open_or_create(path).fingerprint());
        _exit(0);
      } catch (...) {
        _exit(1);
      }
    }
    children.push_back(child);
  }
  std::set<std::string> fingerprints;
  for (std::size_t i = 0; i < children.size(); ++i) {
    int status = -1;
    ASSERT_EQ(waitpid(children[i], &status, 0), children[i]);
    ASSERT_EQ(status, 0);
    fingerprints.insert(read_text_file(scratch / std::to_string(i)));
  }
  EXPECT_EQ(fingerprints.size(), 1u);
}

}  // namespace
}  // namespace chordae
