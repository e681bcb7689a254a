#include <cstdlib>
#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/pipeline/selftest.h"

namespace chordae {
namespace {

/// A fresh private folder in the system's place for temporary files.
class ScratchFolder {
 public:
  ScratchFolder() : path_((std::filesystem::temp_directory_path() / "chordae-selftest-XXXXXX").string()) {
    if (mkdtemp(path_.data()) == nullptr) {
      throw Error(ErrorCode::kIo, cat("cannot create a folder ", path_, ": ", system_error_text()));
    }
  }
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  std::filesystem::path path() const { return path_; }

 private:
  std::string path_;
};

class SelftestCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "selftest",
            .summary = "runs a known heart through the installed program and compares with known numbers",
            .description = "Renders a heart of known volumes, writes a study as DICOM, ingests it, and runs a tiny "
                           "encoder whose numbers were computed beforehand by pytorchvideo. Takes seconds and writes "
                           "only to a temporary folder, which it removes.",
            .examples = {{"chordae selftest", "after installing"}},
            .output = "One line a check: expected, found, ok or FAILED. Exit status 1 if any failed."};
  }

  void fields(FieldVisitor&) override {}

  int run(const GlobalOptions& global) override {
    const ScratchFolder scratch;
    if (!global.verbose) set_log_level(LogLevel::kWarning);  // the table below says it all
    const auto checks = run_selftest(scratch.path());
    bool passed = true;
    for (const auto& check : checks) passed = passed && check.passed;
    if (global.json) {
      Json list = Json::array();
      for (const auto& check : checks) {
        list.push_back({{"name", check.name},
                        {"expected", check.expected},
                        {"found", check.found},
                        {"passed", check.passed}});
      }
      print_json({{"passed", passed}, {"checks", list}});
    } else {
      Table table({"check", "expected", "found", ""});
      for (const auto& check : checks) {
        table.add({check.name, check.expected, check.found, check.passed ? "ok" : "FAILED"});
      }
      print(table.text());
    }
    return passed ? 0 : 1;
  }
};

}  // namespace

std::unique_ptr<Command> make_selftest_command() { return std::make_unique<SelftestCommand>(); }

}  // namespace chordae
