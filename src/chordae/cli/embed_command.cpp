#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/pipeline/embed.h"
#include "chordae/store/kind.h"

namespace chordae {
namespace {

class EmbedCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "embed",
            .summary = "runs a frozen encoder over a study store: one vector a clip",
            .description =
                "A long-axis series gives one clip (its middle slice), a short-axis stack one a slice; cine series in "
                "no standard view are left out unless --views names them. Each clip is transformed as the "
                "model's configuration says (it travels with the weights) and becomes one vector of length 1.\n\n"
                "Two kinds of encoder: the video tower, and the heart segmenter that comes with the program "
                "(--model heart_segmenter; trained on synthetic hearts): its clips are centred on the ventricle that "
                "it outlines, and its vectors hold the deepest features' mean over the beat and their reach.\n\n"
                "Without trained weights, --random-init must say so; every output then says so too, and the numbers "
                "carry no medical meaning. An interrupted run (Ctrl-C, a crash) leaves OUT.part; the same command "
                "continues it and ends in the same file (with --force it starts over). Studies that changed in the "
                "store since are embedded again.",
            .examples = {{"chordae embed --store hearts --weights encoder.safetensors --out hearts.embeddings.h5",
                          "with trained weights"},
                         {"chordae embed --store hearts --model heart_segmenter --out hearts.embeddings.h5",
                          "with the weights that `predict` uses"},
                         {"chordae embed --store hearts --model mvit_b_16x4 --random-init --out e.h5",
                          "untrained: a test of the chain and of speed"},
                         {"chordae embed --store hearts --weights encoder.safetensors --precision bf16 --features "
                          "--out e.h5",
                          "faster on processors with bf16, and with the 768 features"}},
            .output = "Studies, clips, clips per second. What is in the file: `chordae inspect OUT`."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "store", .help = "the study store", .required = true, .value_name = "DIR"}, store_);
    v.field({.name = "out", .help = "embedding file to write", .required = true, .value_name = "FILE"}, out_);
    v.field({.name = "weights", .help = "safetensors with the model's configuration inside", .value_name = "FILE"},
            weights_);
    v.field({.name = "model",
             .help = cat(kHeartSegmenterName, ", with the weights that came with the program; or untrained: ",
                         join(video_encoder_names(), ", "), ", or a TOML file"),
             .value_name = "MODEL"},
            model_);
    v.field({.name = "random_init", .help = "uses seeded untrained weights (see --seed)"}, random_init_);
    config_.fields(v);
  }

  int run(const GlobalOptions& global) override {
    config_.threads = global.threads;
    config_.start_over = global.force;
    check_choice();
    const StudyStore store = StudyStore::open_read_only(store_);
    check_output_file(out_, global.force);
    check_not_an_input();
    const std::unique_ptr<ClipEncoder> encoder = make_encoder(static_cast<std::uint64_t>(global.seed));
    if (encoder->provenance().random_init) log_warning("untrained weights: the embeddings carry no medical meaning");
    SkipLedger ledger;
    const EmbedReport report = embed_store(store, *encoder, config_, out_, ledger);
    for (const auto& skip : ledger.skips()) log_warning(cat("skipped ", skip.what, " ", skip.where, ": ", skip.reason));
    const double rate = report.seconds > 0 ? static_cast<double>(report.new_clips) / report.seconds : 0;
    if (global.json) {
      print_json({{"out", out_},
                  {"model", report.provenance.model},
                  {"model_hash", report.provenance.model_hash},
                  {"random_init", report.provenance.random_init},
                  {"precision", report.provenance.precision},
                  {"studies", report.studies},
                  {"continued_studies", report.continued_studies},
                  {"clips", report.clips},
                  {"clips_per_second", rate},
                  {"skipped", skips_json(ledger.skips())}});
      return 0;
    }
    print(cat("model     ", report.provenance.model, ", weights ", report.provenance.model_hash.substr(0, 16),
              report.provenance.random_init ? " (untrained: no medical meaning)" : "", "\n", "studies   ",
              report.studies,
              report.continued_studies > 0 ? cat(" (", report.continued_studies, " from an interrupted run)") : "",
              "\nclips     ", report.clips, "\nspeed     ", fixed(rate, 2), " clips/s ", report.provenance.precision,
              "\nwritten   ", out_, "\n"));
    return 0;
  }

 private:
  /// --force must not let the result take the place of what it is made from.
  void check_not_an_input() const {
    std::error_code absent;
    const auto folder = std::filesystem::absolute(out_).parent_path();
    if (is_study_store(folder)) {
      throw Error(ErrorCode::kUsage, cat("--out ", out_, " lies in a study store: keep results beside it"));
    }
    if (!weights_.empty() && std::filesystem::equivalent(out_, weights_, absent)) {
      throw Error(ErrorCode::kUsage, "--out names the weights that are to be read");
    }
  }

  /// What to run must be said in full before anything is read.
  void check_choice() const {
    if (!weights_.empty()) {
      if (model_.empty() && !random_init_) return;
      throw Error(ErrorCode::kUsage, "--weights carries its model: leave out --model and --random-init");
    }
    if (model_.empty()) throw Error(ErrorCode::kUsage, "give --weights FILE, or --model MODEL --random-init");
    if (model_ == kHeartSegmenterName) return;
    const VideoEncoderConfig config = load_video_encoder_config(model_);
    if (!random_init_) {
      throw Error(ErrorCode::kUsage, cat("no weights for ", config.name,
                                         ": give --weights FILE, or say --random-init to run it untrained"));
    }
  }

  std::unique_ptr<ClipEncoder> make_encoder(std::uint64_t seed) const {
    if (!weights_.empty()) return load_clip_encoder(weights_);
    if (model_ == kHeartSegmenterName) {
      return random_init_ ? make_clip_encoder(HeartModel::make_random({}, seed)) : load_clip_encoder(find_default_weights());
    }
    return make_clip_encoder(VideoEncoder::make_random(load_video_encoder_config(model_), seed));
  }

  std::string store_, out_, weights_, model_;
  bool random_init_ = false;
  EmbedConfig config_;
};

}  // namespace

std::unique_ptr<Command> make_embed_command() { return std::make_unique<EmbedCommand>(); }

}  // namespace chordae
