#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/models/video_encoder.h"

namespace chordae {
namespace {

class WeightsCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "weights",
            .summary = "checks model weights, or writes seeded untrained ones",
            .description =
                "A weights file is safetensors with the model's configuration and transform inside. Checking loads it "
                "strictly: every missing, unexpected and mis-shaped tensor is named at once. `chordae inspect` lists "
                "the tensors of any safetensors file.",
            .examples = {{"chordae weights encoder.safetensors", "does it load, and what is it"},
                         {"chordae weights --new mvit_small --seed 7 --out start.safetensors",
                          "untrained weights, a start for training and tests"}},
            .output = "Name, parameters, hash, and whether the weights are untrained."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "path", .help = "a safetensors file to check", .positional = true, .value_name = "FILE"}, path_);
    v.field({.name = "new", .help = "writes untrained weights of this model: a built-in name or a TOML file",
             .value_name = "MODEL"},
            new_);
    v.field({.name = "out", .help = "file to write with --new", .value_name = "FILE"}, out_);
  }

  int run(const GlobalOptions& global) override {
    if (path_.empty() == new_.empty()) throw Error(ErrorCode::kUsage, "give a FILE to check, or --new MODEL --out FILE");
    if (new_.empty()) {
      show(VideoEncoder::load(path_), path_, global);
      return 0;
    }
    if (out_.empty()) throw Error(ErrorCode::kUsage, "--out is missing: the file to write");
    check_output_file(out_, global.force);
    const VideoEncoder encoder =
        VideoEncoder::make_random(load_video_encoder_config(new_), static_cast<std::uint64_t>(global.seed));
    encoder.save(out_);
    show(encoder, out_, global);
    return 0;
  }

 private:
  static void show(const VideoEncoder& encoder, const std::string& path, const GlobalOptions& global) {
    if (global.json) {
      print_json({{"path", path},
                  {"model", encoder.config().name},
                  {"parameters", encoder.parameter_count()},
                  {"hash", encoder.weights_hash()},
                  {"random_init", encoder.is_random()}});
      return;
    }
    print(cat("model       ", encoder.config().name, "\nparameters  ", encoder.parameter_count(), "\nhash        ",
              encoder.weights_hash(), "\nuntrained   ", encoder.is_random() ? "yes" : "no", "\n"));
  }

  std::string path_, new_, out_;
};

}  // namespace

std::unique_ptr<Command> make_weights_command() { return std::make_unique<WeightsCommand>(); }

}  // namespace chordae
