// The command line as a user meets it: help, manual pages, completion, mistakes.

#include <gtest/gtest.h>

#include <filesystem>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;
using test::run_command;

std::string program() { return cat("'", test::binary().string(), "' "); }

TEST(Program, HelpAndVersion) {
  const auto help = run_command(program() + "--help");
  EXPECT_EQ(help.status, 0);
  for (const char* name : {"synth", "ingest", "inspect", "weights", "embed", "selftest", "docs"}) {
    EXPECT_NE(help.out.find(name), std::string::npos) << name;
    const auto page = run_command(program() + name + " --help");
    EXPECT_EQ(page.status, 0) << name;
    EXPECT_NE(page.out.find("examples"), std::string::npos) << name;
    EXPECT_NE(page.out.find("--threads"), std::string::npos) << name;
  }
  EXPECT_EQ(run_command(program() + "--version").status, 0);
  EXPECT_EQ(run_command(program()).status, 2);
}

TEST(Program, MistakesAreNamedAndSuggested) {
  const auto command = run_command(program() + "ingets x");
  EXPECT_EQ(command.status, 2);
  EXPECT_NE(command.err.find("did you mean \"ingest\""), std::string::npos) << command.err;
  const auto option = run_command(program() + "ingest x --stroe y");
  EXPECT_EQ(option.status, 2);
  EXPECT_NE(option.err.find("did you mean --store"), std::string::npos) << option.err;
  const auto missing = run_command(program() + "ingest x");
  EXPECT_EQ(missing.status, 2);
  EXPECT_NE(missing.err.find("--store is missing"), std::string::npos) << missing.err;
  const auto range = run_command(program() + "ingest x --store y --min-frames 0");
  EXPECT_EQ(range.status, 2);
  EXPECT_NE(range.err.find("--min-frames"), std::string::npos) << range.err;
  EXPECT_EQ(run_command(program() + "ingest x --store y --min-frames many").status, 2);
  EXPECT_EQ(run_command(program() + "embed --store x --out y --model mvit_b_16x5 --random-init").status, 2);
  EXPECT_FALSE(fs::exists("y"));
}

TEST(Program, ConfigFileIsReadAndTheCommandLineWins) {
  test::ScratchFolder scratch;
  const auto synth = [&](const std::string& toml, const std::string& options) {
    write_file(scratch / "c.toml", toml);
    return run_command(cat("cd '", scratch.path().string(), "' && ", program(), "synth --config c.toml --json ", options));
  };
  const std::string small = "studies = 1\nsax_slices = 3\nframes = 8\nmatrix = 32\npixel_mm = 8.0\nseed = 4\nquiet = true\n";
  const auto file = synth(small, "--out a");
  EXPECT_EQ(file.status, 0) << file.err;
  EXPECT_EQ(file.err, "");
  EXPECT_NE(file.out.find("SYN-4-000001"), std::string::npos) << file.out;
  const auto both = synth(small, "--out b --seed 5 --scout=false");
  EXPECT_NE(both.out.find("SYN-5-000001"), std::string::npos) << both.out;
  const auto series = [&](const char* cohort, const char* patient) {
    return std::distance(fs::directory_iterator(scratch / cohort / patient), {});
  };
  EXPECT_EQ(series("a", "SYN-4-000001"), 5);
  EXPECT_EQ(series("b", "SYN-5-000001"), 4);
  const auto unknown = synth("mattrix = 3\n", "--out d");
  EXPECT_EQ(unknown.status, 2);
  EXPECT_NE(unknown.err.find("did you mean \"matrix\""), std::string::npos) << unknown.err;
}

TEST(Program, OptionsTakeTheirValues) {
  const auto needs = run_command(program() + "ingest x --store");
  EXPECT_EQ(needs.status, 2);
  EXPECT_NE(needs.err.find("--store needs a value"), std::string::npos) << needs.err;
  const auto choice = run_command(program() + "embed --store x --out y --model mvit_tiny --random-init --views SAX,5CH");
  EXPECT_EQ(choice.status, 2);
  EXPECT_NE(choice.err.find("5CH"), std::string::npos) << choice.err;
  EXPECT_EQ(run_command(program() + "inspect nowhere --json=false").status, 1);
  // A path that is not UTF-8 is a missing file like any other.
  const auto bytes = run_command(program() + "inspect a$(printf '\\377') --json");
  EXPECT_EQ(bytes.status, 1);
  EXPECT_EQ(bytes.err.find("internal"), std::string::npos) << bytes.err;
}

TEST(Program, ManualPagesInTheTreeAreFresh) {
  test::ScratchFolder scratch;
  ASSERT_EQ(run_command(cat(program(), "docs --markdown ", (scratch / "cli").string())).status, 0);
  const fs::path committed = test::source_root() / "docs" / "cli";
  for (const auto& entry : fs::directory_iterator(scratch / "cli")) {
    const auto name = entry.path().filename();
    ASSERT_TRUE(fs::exists(committed / name)) << name << " is missing: run build/chordae docs --markdown docs/cli";
    EXPECT_EQ(read_text_file(entry.path()), read_text_file(committed / name))
        << name << " is stale: run build/chordae docs --markdown docs/cli";
  }
  for (const auto& entry : fs::directory_iterator(committed)) {
    EXPECT_TRUE(fs::exists(scratch / "cli" / entry.path().filename())) << entry.path() << " belongs to no command";
  }
}

TEST(Program, CompletionIsValidShell) {
  test::ScratchFolder scratch;
  const auto bash = run_command(program() + "docs --completion bash");
  ASSERT_EQ(bash.status, 0);
  write_file(scratch / "c.bash", bash.out);
  const auto completed = run_command(cat("bash -c 'source ", (scratch / "c.bash").string(),
                                         "; COMP_WORDS=(chordae ing); COMP_CWORD=1; _chordae; echo ${COMPREPLY[@]}'"));
  EXPECT_EQ(completed.out, "ingest\n") << completed.err;
  EXPECT_EQ(run_command(program() + "docs --completion csh").status, 2);
}

TEST(Rooms, IncludesGoDownOnly) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python of requirements.txt");
  const auto script = (test::source_root() / "tools" / "check_rooms.py").string();
  const auto result = run_command(cat(test::python(), " ", script));
  EXPECT_EQ(result.status, 0) << result.out;

  // And the check can fail.
  test::ScratchFolder scratch;
  make_folder(scratch / "src" / "chordae" / "base");
  write_file(scratch / "src" / "chordae" / "base" / "x.h", "#include \"chordae/image/cine.h\"\n");
  EXPECT_EQ(run_command(cat(test::python(), " ", script, " ", scratch.path().string())).status, 1);
}

}  // namespace
}  // namespace chordae
