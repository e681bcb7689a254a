#pragma once
// What tests share: a scratch folder, the optional shared data, Python references.

#include <filesystem>
#include <functional>
#include <string>

#include "chordae/base/error.h"

namespace chordae::test {

/// A fresh folder, removed with its contents at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Folder of real inputs ($CHORDAE_DATA, else ../shared/data beside the source tree); empty if absent.
/// A test that needs it says so: `CHORDAE_SKIP_WITHOUT(!shared_data().empty(), "shared data folder")`.
std::filesystem::path shared_data();

/// The source tree.
std::filesystem::path source_root();

/// The built program ($CHORDAE_BINARY).
std::filesystem::path binary();

/// Python with requirements.txt ($CHORDAE_PYTHON); empty if absent.
std::string python();

struct CommandResult {
  int status = -1;
  std::string out, err;
};
/// Runs a shell command line, capturing both streams.
CommandResult run_command(const std::string& command_line);

/// The code of the chordae::Error that `body` throws; fails the test if it throws none.
ErrorCode error_code_of(const std::function<void()>& body);
/// Its message (what()).
std::string error_text_of(const std::function<void()>& body);

}  // namespace chordae::test

/// A counted skip: tools/run_tests lists these and refuses any it does not expect.
#define CHORDAE_SKIP_WITHOUT(condition, what) \
  if (!(condition)) GTEST_SKIP() << "needs " << (what)
