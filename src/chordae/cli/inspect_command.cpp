#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/inspect.h"
#include "chordae/store/kind.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

class InspectCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "inspect",
            .summary = "says what a file, a study, a store, a set of weights or embeddings contains; makes pictures",
            .description =
                "Works on DICOM files, folders and archives (nothing is stored), on study stores and their files, on "
                "safetensors weights and on embedding files. With --picture the accepted series are drawn: a .png is "
                "a contact sheet (slices down, phases across), a .gif beats.",
            .examples = {{"chordae inspect hearts", "all studies of a store"},
                         {"chordae inspect hearts --study H7K2 --picture sheet.png", "one study, as a contact sheet"},
                         {"chordae inspect study.zip --picture beat.gif", "a study that is not in a store"},
                         {"chordae inspect hearts --join cohort/truth.csv --out truth-by-study.csv",
                          "whose truth belongs to which study of the store"},
                         {"chordae inspect hearts.embeddings.h5", "what was embedded, with which model"}},
            .output = "A table for people; with --json everything that is known, evidence of the verdicts included."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "path", .help = "what to look at", .positional = true, .required = true, .value_name = "PATH"},
            path_);
    v.field({.name = "study", .help = "one study of a store: the first letters of its key", .value_name = "KEY"},
            options_.study);
    v.field({.name = "picture", .help = "writes a .png contact sheet or an animated .gif", .value_name = "FILE"},
            options_.picture);
    v.field({.name = "join",
             .help = "a table (CSV) of one's own with a row a study: written again with the store's study keys; needs "
                     "the store's pseudonym.key",
             .value_name = "TABLE"},
            options_.join);
    v.field({.name = "on", .help = "the table's column of Study Instance UIDs", .value_name = "COLUMN"}, options_.on);
    v.field({.name = "out", .help = "where --join writes", .value_name = "FILE"}, options_.out);
  }

  int run(const GlobalOptions& global) override {
    if (!fs::exists(path_)) throw Error(ErrorCode::kIo, cat("there is no file or folder ", path_));
    const fs::path path(path_);
    const bool is_store = fs::is_directory(path) && is_study_store(path);
    if (!options_.study.empty() && !is_store) {
      throw Error(ErrorCode::kUsage, cat("--study chooses a study of a store, and ", path_, " is not one"));
    }
    if (!options_.join.empty()) {
      if (!is_store) throw Error(ErrorCode::kUsage, cat("--join needs a store, and ", path_, " is not one"));
      join_table(path, options_, global);
      return 0;
    }
    if (is_store) {
      inspect_store(path, options_, global);
      return 0;
    }
    const std::string kind = fs::is_directory(path) ? "raw" : kind_of_file(path);
    if (!options_.picture.empty() && (kind == "weights" || kind == "embeddings")) {
      throw Error(ErrorCode::kUsage, cat("--picture draws studies; ", path_, " holds ", kind));
    }
    if (kind == "weights") inspect_weights(path, global);
    if (kind == "embeddings") inspect_embeddings(path, global);
    if (kind == "study") inspect_study_file(path, options_, global);
    if (kind == "raw") inspect_raw(path, options_, global);
    return 0;
  }

 private:
  static std::string kind_of_file(const fs::path& path) {
    if (path.extension() == ".safetensors") return "weights";
    const auto format = try_chordae_format(path);
    if (format == "chordae-study") return "study";
    if (format == "chordae-embeddings") return "embeddings";
    if (format) throw Error(ErrorCode::kUnsupported, cat(path.string(), " holds \"", printable(*format), "\", which this version does not know"));
    return "raw";
  }

  std::string path_;
  InspectOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_inspect_command() { return std::make_unique<InspectCommand>(); }

}  // namespace chordae
