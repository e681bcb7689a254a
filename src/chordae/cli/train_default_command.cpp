#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/finetune_report.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/pipeline/default_model.h"

namespace chordae {
namespace {

/// Errors over the studies that were answered.
struct Summary {
  std::size_t answered = 0;
  double lvef_mae = 0, lvef_bias = 0, edv_percent = 0, esv_percent = 0;
};

Summary summarise(const std::vector<CheckedStudy>& studies) {
  Summary s;
  for (const CheckedStudy& c : studies) {
    if (!c.found.answered()) continue;
    ++s.answered;
    const double error = c.found.lvef_percent - c.lvef_percent;
    s.lvef_mae += std::abs(error);
    s.lvef_bias += error;
    s.edv_percent += 100 * std::abs(c.found.edv_ml / c.edv_ml - 1);
    s.esv_percent += 100 * std::abs(c.found.esv_ml / c.esv_ml - 1);
  }
  const double n = std::max<double>(1, static_cast<double>(s.answered));
  for (double* sum : {&s.lvef_mae, &s.lvef_bias, &s.edv_percent, &s.esv_percent}) *sum /= n;
  return s;
}

class TrainDefaultCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "train-default",
            .summary = "trains the model that `predict` uses, from synthetic hearts alone, or re-fits it to local cases",
            .description =
                "Hearts of the phantom are rendered as they are needed, in scanners far wider than life; a compact network "
                "learns to outline their chambers. Afterwards whole synthetic studies go through the same code as real "
                "ones: their errors set the intervals that `predict` gives. No patient's data is used.\n\n"
                "A run that is stopped (Ctrl-C, a crash) goes on with the same command. "
                "OUT/run has metrics.jsonl, TensorBoard events and checkpoints.\n\n"
                "With --finetune the shipped weights are re-fitted to 20 to 400 of a site's own studies of which a reader's LVEF "
                "is known (docs/finetune.md). Each case is measured by weights that never saw its patient; a mere straight line "
                "competes with training, and the simplest that is clearly better is kept. Its errors set the intervals.",
            .examples = {{"chordae train-default --config configs/train/heart_segmenter.toml --out model", "the recipe of the model that is shipped"},
                         {"chordae train-default --set train.length=200u --set calibration_studies=10 --out quick", "a quick look at the chain"},
                         {"chordae train-default --finetune labels.csv --out local", "the shipped weights, re-fitted to the studies that labels.csv names"}},
            .output = "OUT/heart_segmenter.safetensors for `predict --weights`, OUT/checked.csv with every synthetic study that was "
                      "checked, and a summary. With --finetune OUT/finetuned.csv instead, with every local case before and after; exit status 5 if "
                      "rows of the labels were left out."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "out", .help = "folder of the run and its result; continued if it holds a run", .required = true, .value_name = "DIR"}, out_);
    v.field({.name = "finetune", .help = "re-fits to these cases: columns study, lvef_percent; optional patient, edv_ml, esv_ml", .value_name = "FILE"}, labels_);
    v.field({.name = "store", .help = "with --finetune: the column study names studies of this store", .value_name = "DIR"}, store_);
    v.field({.name = "weights", .help = "with --finetune: begins with these instead of the shipped ones", .value_name = "FILE"}, weights_);
    config_.fields(v);
    v.group("local", finetune_);
  }

  int run(const GlobalOptions& global) override {
    config_.train.seed = global.seed;
    const int threads = thread_count(global.threads);
    config_.train.threads = threads;
    config_.task.threads = threads;
    if (!labels_.empty()) return run_finetune(global, threads);
    if (!store_.empty() || !weights_.empty()) throw Error(ErrorCode::kUsage, "--store and --weights belong to --finetune");
    const DefaultModel model = train_default_model(config_, out_, threads);
    const Summary s = summarise(model.checked);
    if (global.json) {
      print_json({{"weights", model.weights.string()},
                  {"updates", model.training.state.updates},
                  {"checked", model.checked.size()},
                  {"answered", s.answered},
                  {"lvef_mae", s.lvef_mae},
                  {"lvef_bias", s.lvef_bias},
                  {"edv_error_percent", s.edv_percent},
                  {"esv_error_percent", s.esv_percent}});
      return 0;
    }
    Table table({"synthetic studies, never trained on", ">"});
    table.add({"measured", cat(model.checked.size())});
    table.add({"answered", cat(s.answered)});
    table.add({"LVEF, mean absolute error, points", fixed(s.lvef_mae, 2)});
    table.add({"LVEF, bias, points", fixed(s.lvef_bias, 2)});
    table.add({"EDV, mean absolute error, %", fixed(s.edv_percent, 1)});
    table.add({"ESV, mean absolute error, %", fixed(s.esv_percent, 1)});
    for (const auto& [grade, half] : model.calibration.lvef_error_quantile) {
      table.add({cat("grade ", grade, ": ", fixed(100 * model.calibration.coverage, 0), " % of errors within, points"), fixed(half, 1)});
    }
    print(table.text());
    print(cat("weights: ", model.weights.string(), "\n"));
    return 0;
  }

 private:
  int run_finetune(const GlobalOptions& global, int threads) {
    namespace fs = std::filesystem;
    const auto labels = read_labels(labels_);
    const HeartModel start = HeartModel::load(weights_.empty() ? find_default_weights() : fs::path(weights_));
    const LabelledStudies studies(fs::path(labels_).parent_path(), store_.empty() ? std::nullopt : std::optional<fs::path>(store_), threads);
    const FinetuneResult result = finetune(finetune_, config_.task, start, labels, studies, out_, config_.coverage, static_cast<std::uint64_t>(global.seed), threads);
    if (global.json) {
      print_json(finetuned_json(result));
    } else {
      print_finetuned(result);
    }
    return result.fitted.size() < result.cases.size() ? 5 : 0;
  }

  std::string out_, labels_, store_, weights_;
  DefaultModelConfig config_;
  FinetuneConfig finetune_;
};

}  // namespace

std::unique_ptr<Command> make_train_default_command() { return std::make_unique<TrainDefaultCommand>(); }

}  // namespace chordae
