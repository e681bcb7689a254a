#include "chordae/pipeline/finetune.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/io/csv/csv.h"
#include "chordae/pipeline/default_model.h"
#include "chordae/train/checkpoint.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

// Share of cases that fine-tuned weights may leave unanswered where the starting ones answer.
constexpr double kMostWithheld = 0.05;

std::size_t index_of(Fit fit) { return static_cast<std::size_t>(fit); }

/// The whole of one fine-tuning.
class Finetuning {
 public:
  Finetuning(const FinetuneConfig& config, const HeartTaskConfig& synthetic,
             const HeartModel& start, const LabelledStudies& studies, fs::path folder,
             double coverage, std::uint64_t seed, int threads);
  FinetuneResult run(const std::vector<LabelledStudy>& labels);

 private:
  void check_enough() const;
  void fit_lines();
  void fit_folds();
  void choose();
  void calibrate_locally();
  /// Weights trained on all cases but those of a fold; on all if it is absent.
  HeartModel train(std::optional<std::size_t> fold);
  TrainConfig train_config() const;
  std::vector<double> lvefs(Fit fit) const;  ///< of the cases that all answer
  std::vector<double> labels() const;

  FinetuneConfig config_;
  HeartTaskConfig synthetic_;
  HeartModel start_;
  const LabelledStudies& studies_;
  const fs::path folder_;
  const double coverage_;
  const std::uint64_t seed_;
  const int threads_;
  VolumetryConfig volumetry_;
  std::size_t folds_ = 0;
  FinetuneResult out_;
};

Finetuning::Finetuning(const FinetuneConfig& config, const HeartTaskConfig& synthetic,
                       const HeartModel& start, const LabelledStudies& studies, fs::path folder,
                       double coverage, std::uint64_t seed, int threads)
    : config_(config),
      synthetic_(synthetic),
      start_(start),
      studies_(studies),
      folder_(std::move(folder)),
      coverage_(coverage),
      seed_(seed),
      threads_(threads) {
  synthetic_.model = start.config();
  synthetic_.threads = threads;
  volumetry_.segment.threads = threads;
  if (start_.calibration()) {
    Calibration general = *start_.calibration();
    general.local_cases = 0;
    general.lvef_slope = 1;
    general.lvef_offset = 0;
    start_.set_calibration(general);
  }
}

FinetuneResult Finetuning::run(const std::vector<LabelledStudy>& labels) {
  out_.cases = prepare_cases(labels, studies_, start_, volumetry_);
  for (std::size_t i = 0; i < out_.cases.size(); ++i) {
    if (out_.cases[i].left_out.empty()) out_.fitted.push_back({.index = i});
  }
  check_enough();
  std::vector<std::string> patients;
  std::vector<double> values;
  for (const FittedCase& c : out_.fitted) {
    patients.push_back(out_.cases[c.index].label.patient);
    values.push_back(out_.cases[c.index].label.lvef_percent);
  }
  folds_ = std::min(static_cast<std::size_t>(config_.folds),
                    std::set(patients.begin(), patients.end()).size());
  const auto folds = assign_folds(patients, values, folds_, Rng(seed_).split("folds"));
  for (std::size_t i = 0; i < folds.size(); ++i) out_.fitted[i].fold = folds[i];
  fit_lines();
  fit_folds();
  choose();
  HeartModel model = out_.kept == Fit::kFinetuned ? train({}) : start_;
  calibrate_locally();
  model.set_calibration(out_.calibration);
  out_.weights = folder_ / "heart_segmenter.safetensors";
  model.save(out_.weights);
  for (FinetuneCase& c : out_.cases) c.training = {};
  return std::move(out_);
}

void Finetuning::check_enough() const {
  if (out_.fitted.size() >= kFewestLocalCases) return;
  std::string reasons;
  for (const FinetuneCase& c : out_.cases) {
    if (!c.left_out.empty()) reasons += cat("\n  row ", c.label.row, ": ", c.left_out);
  }
  throw Error(ErrorCode::kUsage,
              cat("fine-tuning needs at least ", kFewestLocalCases,
                  " cases that can be used, and of ", out_.cases.size(), " rows ",
                  out_.fitted.size(), " can", reasons.empty() ? "" : ":", reasons));
}

void Finetuning::fit_lines() {
  const auto line_without = [&](std::optional<std::size_t> fold) {
    std::vector<double> x, y;
    for (const FittedCase& c : out_.fitted) {
      if (fold && c.fold == *fold) continue;
      x.push_back(out_.cases[c.index].before.lvef_percent);
      y.push_back(out_.cases[c.index].label.lvef_percent);
    }
    return fit_line(x, y);
  };
  out_.line = line_without({});
  for (FittedCase& c : out_.fitted) {
    c.recalibrated =
        std::clamp(line_without(c.fold).at(out_.cases[c.index].before.lvef_percent), 0.0, 100.0);
  }
}

void Finetuning::fit_folds() {
  for (std::size_t fold = 0; fold < folds_; ++fold) {
    log_info(cat("fold ", fold + 1, " of ", folds_));
    HeartModel model = train(fold);
    // Withholds as the starting weights do.
    if (start_.calibration()) model.set_calibration(*start_.calibration());
    Progress progress("measuring those left out", 0, "studies");
    for (FittedCase& c : out_.fitted) {
      if (c.fold != fold) continue;
      check_cancelled();
      c.finetuned = measure_study(studies_.read(out_.cases[c.index].label), model, volumetry_);
      progress.advance();
    }
  }
}

TrainConfig Finetuning::train_config() const {
  const auto cases = static_cast<std::int64_t>(out_.fitted.size());
  const std::int64_t updates =
      config_.updates > 0 ? config_.updates : std::clamp<std::int64_t>(5 * cases, 100, 1000);
  TrainConfig t;
  t.length = cat(updates, "u");
  t.seed = static_cast<std::int64_t>(seed_);
  t.accumulate = 2;  // a local study, then synthetic ones
  t.average = 0.98;  // over the last fifty updates
  t.bf16 = has_fast_bf16();
  t.validate_every = "";
  t.checkpoint_every = cat(std::max<std::int64_t>(1, updates / 8), "u");
  t.log_every = "5u";
  t.threads = threads_;
  t.optimiser.rate = config_.rate;
  t.schedule.warmup = cat(updates / 10, "u");
  return t;
}

HeartModel Finetuning::train(std::optional<std::size_t> fold) {
  std::vector<const VolumeCase*> cases;
  for (const FittedCase& c : out_.fitted) {
    if (!fold || c.fold != *fold) cases.push_back(&out_.cases[c.index].training);
  }
  VolumeTask task(synthetic_, config_.local, std::move(cases), seed_);
  {
    const at::NoGradGuard no_grad;
    const NamedTensors from = start_.network().state(), to = task.parameters();
    for (std::size_t i = 0; i < to.size(); ++i) at::Tensor(to[i].second).copy_(from[i].second);
  }
  if (!fold) out_.synthetic_mae[0] = task.validate().at("lvef_mae");
  const std::string name = fold ? cat("fold-", *fold + 1) : "all";
  const TrainResult trained = [&] {
    try {
      return run_training(task, train_config(), folder_ / "run" / name, /*resume=*/true);
    } catch (Error& e) {
      if (e.code() == ErrorCode::kConfig)
        e.add_context("going on with a fine-tuning (other cases or settings need another --out)");
      throw;
    }
  }();
  Checkpoint(trained.last_checkpoint).load_weights_into(task.parameters(), {});
  if (!fold) out_.synthetic_mae[1] = task.validate().at("lvef_mae");
  return HeartModel::from_state(start_.config(), task.parameters());
}

std::vector<double> Finetuning::lvefs(Fit fit) const {
  std::vector<double> values;
  for (const FittedCase& c : out_.fitted) {
    if (c.finetuned.answered())
      values.push_back(answer_of(out_.cases[c.index], c, fit).lvef_percent);
  }
  return values;
}

std::vector<double> Finetuning::labels() const {
  std::vector<double> values;
  for (const FittedCase& c : out_.fitted) {
    if (c.finetuned.answered()) values.push_back(out_.cases[c.index].label.lvef_percent);
  }
  return values;
}

void Finetuning::choose() {
  const std::vector<double> truth = labels();
  out_.newly_withheld = out_.fitted.size() - truth.size();
  const bool answers = static_cast<double>(out_.newly_withheld) <=
                       kMostWithheld * static_cast<double>(out_.fitted.size());
  for (const Fit fit : kFits) {
    const std::vector<double> found = lvefs(fit);
    out_.lvef[index_of(fit)] = compute_agreement(found, truth);
    if (fit == Fit::kStarting) continue;
    const Gain gain = compute_gain(lvefs(out_.kept), found, truth);
    out_.gain[index_of(fit)] = gain;
    out_.against[index_of(fit)] = out_.kept;
    if (gain.is_clear() && (fit != Fit::kFinetuned || answers)) out_.kept = fit;
  }
}

void Finetuning::calibrate_locally() {
  std::vector<CheckedStudy> checked;
  for (const FittedCase& c : out_.fitted) {
    const FinetuneCase& known = out_.cases[c.index];
    CheckedStudy s;
    s.lvef_percent = known.label.lvef_percent;
    s.found = answer_of(known, c, out_.kept);
    checked.push_back(std::move(s));
  }
  Calibration local = calibrate(checked, coverage_);
  local.local_cases = static_cast<std::int64_t>(
      std::ranges::count_if(checked, [](const CheckedStudy& s) { return s.found.answered(); }));
  if (out_.kept == Fit::kRecalibrated) {
    local.lvef_slope = out_.line.slope;
    local.lvef_offset = out_.line.offset;
  }
  // A few cases are no cloud that others could lie outside, and their extremes are single persons'.
  local.feature_range.clear();
  if (start_.calibration()) {
    const Calibration& general = *start_.calibration();
    local.feature_range = general.feature_range;
    // A grade that too few had for a quantile is at least as wide as it was.
    for (auto& [grade, quantile] : local.lvef_error_quantile) {
      const auto no_better = std::ranges::count_if(checked, [&](const CheckedStudy& s) {
        return s.found.answered() && s.found.grade >= grade;
      });
      const auto before = general.lvef_error_quantile.find(grade);
      if (static_cast<double>(no_better + 1) * (1 - coverage_) >= 1 ||
          before == general.lvef_error_quantile.end())
        continue;
      quantile = std::max(quantile, volumetry_.interval_widening * before->second);
    }
  }
  out_.calibration = std::move(local);
}

CsvTable table_of(const FinetuneResult& result) {
  CsvTable table{{"study", "lvef_percent", "lvef_starting", "lvef_recalibrated", "lvef_finetuned",
                  "edv_ml", "edv_ml_starting", "edv_ml_finetuned", "esv_ml", "esv_ml_starting",
                  "esv_ml_finetuned", "grade", "fold", "left_out"},
                 {}};
  std::vector<const FittedCase*> fitted(result.cases.size(), nullptr);
  for (const FittedCase& c : result.fitted) fitted[c.index] = &c;
  const auto cell = [](bool known, double value) {
    return known ? fixed(value, 2) : std::string();
  };
  for (std::size_t i = 0; i < result.cases.size(); ++i) {
    const auto& [label, left_out, before, training] = result.cases[i];
    const bool used = fitted[i] != nullptr, after = used && fitted[i]->finetuned.answered();
    const Volumetry finetuned = used ? fitted[i]->finetuned : Volumetry{};
    const std::string why = used && !after ? cat("fine-tuned: ", finetuned.withheld) : left_out;
    table.rows.push_back(
        {label.study, cell(label.left_out.empty(), label.lvef_percent),
         cell(used, before.lvef_percent), cell(used, used ? fitted[i]->recalibrated : 0),
         cell(after, finetuned.lvef_percent),
         cell(label.edv_ml.has_value(), label.edv_ml.value_or(0)), cell(used, before.edv_ml),
         cell(after, finetuned.edv_ml), cell(label.esv_ml.has_value(), label.esv_ml.value_or(0)),
         cell(used, before.esv_ml), cell(after, finetuned.esv_ml),
         used ? std::string(1, before.grade) : "", used ? cat(fitted[i]->fold + 1) : "", why});
  }
  return table;
}

}  // namespace

void FinetuneConfig::fields(FieldVisitor& v) {
  v.field({.name = "updates",
           .help = "of each fold's training; 0: five a case, 100 to 1000",
           .min = 0,
           .max = 100000},
          updates);
  v.field({.name = "rate", .help = "learning rate after the warm-up", .min = 0, .max = 0.1}, rate);
  v.field({.name = "folds",
           .help = "groups of patients that are left out in turn",
           .min = 2,
           .max = 20},
          folds);
  local.fields(v);
}

std::string fit_name(Fit fit) {
  return fit == Fit::kStarting       ? "starting weights"
         : fit == Fit::kRecalibrated ? "recalibrated"
                                     : "fine-tuned";
}

Volumetry answer_of(const FinetuneCase& known, const FittedCase& fitted, Fit fit) {
  if (fit == Fit::kFinetuned) return fitted.finetuned;
  Volumetry v = known.before;
  if (fit == Fit::kRecalibrated) {
    v.lvef_percent = fitted.recalibrated;
    v.esv_ml = v.edv_ml * (1 - v.lvef_percent / 100);
  }
  return v;
}

FinetuneResult finetune(const FinetuneConfig& config, const HeartTaskConfig& synthetic,
                        const HeartModel& start, const std::vector<LabelledStudy>& labels,
                        const LabelledStudies& studies, const fs::path& folder, double coverage,
                        std::uint64_t seed, int threads) {
  at::set_num_threads(1);  // embed.cpp, Note [One thread a clip]
  make_folder(folder);
  FinetuneResult result =
      Finetuning(config, synthetic, start, studies, folder, coverage, seed, threads).run(labels);
  write_file(folder / "finetuned.csv", format_csv(table_of(result)));
  return result;
}

}  // namespace chordae
