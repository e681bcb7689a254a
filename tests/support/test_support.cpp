#include "support/test_support.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "chordae/base/files.h"

namespace chordae::test {
namespace fs = std::filesystem;

ScratchFolder::ScratchFolder() {
  std::string name = (fs::temp_directory_path() / "chordae-test-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw Error(ErrorCode::kIo, "cannot create a scratch folder");
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path source_root() { return CHORDAE_SOURCE_ROOT; }

fs::path shared_data() {
  const char* set = std::getenv("CHORDAE_DATA");
  const fs::path folder = set != nullptr ? fs::path(set) : source_root().parent_path() / "shared" / "data";
  return fs::is_directory(folder) ? folder : fs::path();
}

fs::path binary() {
  const char* set = std::getenv("CHORDAE_BINARY");
  return set != nullptr ? set : "";
}

std::string python() {
  const char* set = std::getenv("CHORDAE_PYTHON");
  return set != nullptr && access(set, X_OK) == 0 ? set : "";
}

CommandResult run_command(const std::string& command_line) {
  ScratchFolder scratch;
  const std::string line = "( " + command_line + "\n) >" + (scratch / "out").string() + " 2>" +
                           (scratch / "err").string() + " </dev/null";
  const int status = std::system(line.c_str());
  CommandResult result;
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.out = read_text_file(scratch / "out");
  result.err = read_text_file(scratch / "err");
  return result;
}

ErrorCode error_code_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.code();
  }
  ADD_FAILURE() << "no chordae::Error was thrown";
  return ErrorCode::kInternal;
}

std::string error_text_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  ADD_FAILURE() << "no chordae::Error was thrown";
  return "";
}

}  // namespace chordae::test
