#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/manual.h"
#include "chordae/cli/table.h"

namespace chordae {
namespace {

class DocsCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "docs",
            .summary = "writes the manual pages and shell completion from the commands themselves",
            .description = "The pages under docs/cli and the installed man pages are made by this command; a test "
                           "fails when they are stale.",
            .examples = {{"chordae docs --markdown docs/cli", "the pages of the source tree"},
                         {"chordae docs --man share/man/man1", "man pages"},
                         {"chordae docs --completion bash > /etc/bash_completion.d/chordae", "completion for bash"}},
            .output = "With --completion, the completion script."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "markdown", .help = "folder for one Markdown page a command", .value_name = "DIR"}, markdown_);
    v.field({.name = "man", .help = "folder for man pages", .value_name = "DIR"}, man_);
    v.field({.name = "completion", .help = "prints completion for a shell", .choices = {"", "bash", "zsh", "fish"},
             .value_name = "bash|zsh|fish"},
            completion_);
  }

  int run(const GlobalOptions&) override {
    if (markdown_.empty() && man_.empty() && completion_.empty()) {
      throw Error(ErrorCode::kUsage, "nothing to write: give --markdown, --man or --completion");
    }
    const Commands commands = make_commands();
    if (!markdown_.empty()) {
      make_folder(markdown_);
      std::string index = "# Commands\n\nIn the order of the data. Written by `chordae docs`.\n\n";
      for (const auto& command : commands) {
        const CommandInfo info = command->info();
        index += cat("- [", info.name, "](", info.name, ".md): ", info.summary, "\n");
        write_file(std::filesystem::path(markdown_) / (info.name + ".md"), command_manual_markdown(*command));
      }
      write_file(std::filesystem::path(markdown_) / "README.md", index);
    }
    if (!man_.empty()) {
      make_folder(man_);
      write_file(std::filesystem::path(man_) / "chordae.1", program_manual_roff(commands));
      for (const auto& command : commands) {
        write_file(std::filesystem::path(man_) / cat("chordae-", command->info().name, ".1"),
                   command_manual_roff(*command));
      }
    }
    if (completion_ == "bash") print(bash_completion(commands));
    if (completion_ == "zsh") print(zsh_completion(commands));
    if (completion_ == "fish") print(fish_completion(commands));
    return 0;
  }

 private:
  std::string markdown_, man_, completion_;
};

}  // namespace

std::unique_ptr<Command> make_docs_command() { return std::make_unique<DocsCommand>(); }

}  // namespace chordae
