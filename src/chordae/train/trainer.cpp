#include "chordae/train/trainer.h"

#include <torch/torch.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/tensor/torch_errors.h"
#include "chordae/train/batch_stream.h"
#include "chordae/train/checkpoint_folder.h"
#include "chordae/train/gradients.h"
#include "chordae/train/metrics_log.h"
#include "chordae/train/run_lock.h"
#include "chordae/train/weight_average.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Adds the time of its life to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& sum) : sum_(sum) {}
  ~Stopwatch() { sum_ += seconds_since(begin_); }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& sum_;
  Clock::time_point begin_ = Clock::now();
};

class Run {
 public:
  Run(Task& task, const TrainConfig& config, fs::path folder);
  TrainResult execute(bool resume);

 private:
  void open(bool resume);
  void restore(const Checkpoint& checkpoint);
  void update(BatchStream& batches);
  void apply(const UpdateLoss& loss, double norm, double rate_factor);
  void skip(const UpdateLoss& loss, double norm);
  void record();
  void validate();
  void save();

  double seconds() const { return seconds_before_ + seconds_since(begin_); }
  Position position() const {
    return {state_.updates, config_.accumulate, task_.batches_per_epoch(), seconds()};
  }
  bool is_finished() const { return share_of(length_, position()) >= 1; }
  std::int64_t updates_left() const;
  void copy_buffers(bool back);
  fs::path checkpoints() const { return folder_ / "checkpoints"; }
  Fields all_fields();

  Task& task_;
  TrainConfig config_;
  const fs::path folder_;
  const NamedTensors parameters_, buffers_;
  std::vector<at::Tensor> buffer_copies_;
  AdamW optimiser_;
  std::optional<WeightAverage> average_;
  const Duration length_;
  const Schedule schedule_;
  const Recurrence validations_, checkpoints_, records_;
  const Rng rng_;
  NamedTensors all_tensors_;  ///< what a checkpoint holds: live
  std::string config_json_;

  TrainState state_;
  std::int64_t saved_at_ = -1;
  Clock::time_point begin_ = Clock::now();
  double seconds_before_ = 0;
  TrainTiming timing_;
  std::optional<RunLock> lock_;
  std::optional<MetricsLog> metrics_;
  // since the last record
  Clock::time_point recorded_ = Clock::now();
  double waiting_at_record_ = 0;
  std::int64_t samples_ = 0;
};

Run::Run(Task& task, const TrainConfig& config, fs::path folder)
    : task_(task),
      config_(config),
      folder_(std::move(folder)),
      parameters_(task.parameters()),
      buffers_(task.buffers()),
      optimiser_(make_parameter_groups(parameters_, config.optimiser.groups), config.optimiser),
      length_(parse_duration(config.length, "length")),
      schedule_(config.schedule, length_),
      validations_(config.validate_every, "validate_every"),
      checkpoints_(config.checkpoint_every, "checkpoint_every"),
      records_(config.log_every, "log_every"),
      rng_(static_cast<std::uint64_t>(config.seed)) {
  if (config_.average > 0) average_.emplace(parameters_);
  for (const auto& [name, buffer] : buffers_) buffer_copies_.push_back(buffer.detach().clone());
  const auto add = [this](const NamedTensors& tensors) {
    all_tensors_.insert(all_tensors_.end(), tensors.begin(), tensors.end());
  };
  add(with_prefix("weights", parameters_));
  add(with_prefix("buffers", buffers_));
  if (average_) add(average_->state());
  add(optimiser_.state());
  config_json_ = to_json(all_fields());
}

Fields Run::all_fields() {
  return [this](FieldVisitor& v) {
    v.group("train", config_);
    v.group("task", task_);
  };
}

/// Keeps the buffers as they are before an update, or brings them back.
void Run::copy_buffers(bool back) {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const at::Tensor buffer = buffers_[i].second.detach();
    back ? buffer.copy_(buffer_copies_[i]) : buffer_copies_[i].copy_(buffer);
  }
}

void Run::open(bool resume) {
  make_folder(checkpoints());
  lock_.emplace(folder_);
  for (const auto& folder : {folder_, checkpoints()}) remove_stale_temporaries(folder);
  if (!resume && !list_checkpoints(checkpoints()).empty()) {
    throw Error(ErrorCode::kUsage, cat(folder_.string(),
                                       " holds a run already: resume it, or choose "
                                       "another folder"));
  }
  if (resume) {
    if (const auto checkpoint = open_newest_checkpoint(checkpoints())) {
      restore(*checkpoint);
    } else {
      log_info(cat("nothing to resume in ", folder_.string(), ": the run begins"));
    }
  }
  write_file(folder_ / "config.toml", to_toml(all_fields()));
  metrics_.emplace(folder_, state_.updates);
}

void Run::restore(const Checkpoint& checkpoint) {
  const auto differences = config_differences(checkpoint.config_json(), config_json_);
  if (!differences.empty()) {
    throw Error(ErrorCode::kConfig,
                cat("the run in ", folder_.string(), " was begun with other settings:\n  ",
                    join(differences, "\n  ")));
  }
  checkpoint.load_into(all_tensors_);
  state_ = checkpoint.state();
  optimiser_.set_steps(state_.optimiser_steps);
  seconds_before_ = state_.seconds;
  saved_at_ = state_.updates;
  task_.restore(state_.task);
  log_info(cat("resumed after update ", state_.updates, ", ", human_duration(state_.seconds),
               " into the run"));
}

TrainResult Run::execute(bool resume) {
  open(resume);
  std::int64_t saves = checkpoints_.count(position());
  std::int64_t records = records_.count(position());
  {
    BatchStream batches(task_, rng_, state_.updates * config_.accumulate,
                        static_cast<int>(config_.threads),
                        static_cast<std::size_t>(config_.batches_ahead));
    Progress progress("train", updates_left(), "updates");
    try {
      while (true) {
        // Validation comes before the update rather than after it: a run that is stopped in the
        // midst of one does it again when resumed.
        const bool finished = is_finished();
        const std::int64_t due = validations_.count(position());
        if (validations_.is_on() && state_.validated_at != state_.updates &&
            (due > state_.validations || finished)) {
          validate();
          state_.validations = due;
          if (state_.best_update == state_.updates) save();
        }
        if (const auto count = checkpoints_.count(position()); count > saves) {
          save();
          saves = count;
        }
        if (finished) break;
        update(batches);
        progress.advance();
        if (const auto count = records_.count(position()); count > records) {
          record();
          records = count;
        }
      }
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled) save();
      throw;
    }
  }
  if (!state_.means.empty()) record();
  save();
  TrainResult result{state_, timing_, checkpoint_path(checkpoints(), state_.updates), {}};
  if (state_.best_update >= 0)
    result.best_checkpoint = checkpoint_path(checkpoints(), state_.best_update);
  return result;
}

/// For the progress bar; 0: unknown, the end is a time.
std::int64_t Run::updates_left() const {
  if (length_.is_wall_clock()) return 0;
  Position one;
  one.updates = 1;
  one.accumulate = config_.accumulate;
  one.batches_per_epoch = task_.batches_per_epoch();
  const auto total = static_cast<std::int64_t>(std::ceil(1 / share_of(length_, one)));
  return std::max<std::int64_t>(0, total - state_.updates);
}

/// Takes effect as a whole or not at all.
void Run::update(BatchStream& batches) {
  const double rate_factor = schedule_.factor(position());
  const Rng rng = rng_.split("update", static_cast<std::uint64_t>(state_.updates));
  UpdateContext context{.update = state_.updates,
                        .micro_batches = config_.accumulate,
                        .next =
                            [&] {
                              const Stopwatch watch(timing_.waiting);
                              return batches.next();
                            },
                        .rng = rng,
                        .bf16 = config_.bf16};
  {
    const Stopwatch watch(timing_.updating);
    copy_buffers(false);
    zero_gradients(parameters_);
    // Layers that draw from LibTorch's global generators draw the same after a resume.
    at::manual_seed(rng.split("torch").next());
  }
  const auto begin = Clock::now();
  const double waited = timing_.waiting;
  UpdateLoss loss;
  try {
    loss = task_.accumulate_gradients(context);
  } catch (...) {
    copy_buffers(true);
    throw;
  }
  timing_.computing += seconds_since(begin) - (timing_.waiting - waited);
  const Stopwatch watch(timing_.updating);
  const double norm = clip_gradients(parameters_, config_.clip);
  if (std::isfinite(loss.loss) && std::isfinite(norm)) {
    apply(loss, norm, rate_factor);
  } else {
    skip(loss, norm);
  }
  samples_ += loss.samples;
  ++state_.updates;
}

void Run::apply(const UpdateLoss& loss, double norm, double rate_factor) {
  optimiser_.step(rate_factor);
  if (average_) average_->update(average_decay(config_.average, state_.optimiser_steps));
  state_.optimiser_steps = optimiser_.steps();
  state_.skipped_in_a_row = 0;
  auto& means = state_.means;
  means["loss"].add(loss.loss);
  means["gradient_norm"].add(norm);
  means["rate"].add(config_.optimiser.rate * rate_factor);
  means["skipped"].add(0);
  for (const auto& [name, value] : loss.metrics) means[name].add(value);
}

void Run::skip(const UpdateLoss& loss, double norm) {
  copy_buffers(true);
  auto names = names_of_non_finite_gradients(parameters_);
  constexpr std::size_t kShown = 8;
  const std::size_t others = names.size() > kShown ? names.size() - kShown : 0;
  names.resize(names.size() - others);
  const std::int64_t batch = state_.updates * config_.accumulate;
  const std::string what =
      cat("update ", state_.updates, " (batches ", batch, " to ", batch + config_.accumulate - 1,
          "): loss ", loss.loss, ", gradient norm ", norm,
          names.empty() ? std::string() : cat("; not finite: ", join(names, ", ")),
          others > 0 ? cat(" and ", others, " more") : std::string());
  state_.means["skipped"].add(1);
  if (++state_.skipped_in_a_row > config_.max_skipped) {
    throw Error(
        ErrorCode::kNumeric,
        cat(what, "; ", state_.skipped_in_a_row,
            " updates in a row were not finite: lower optimiser.rate, or look at the data"));
  }
  log_warning(cat("skipped ", what));
}

void Run::record() {
  const Stopwatch watch(timing_.updating);
  const double elapsed = seconds_since(recorded_);
  std::map<std::string, double> values;
  for (const auto& [name, mean] : state_.means) values[name] = mean.mean();
  values["seconds"] = seconds();
  if (elapsed > 0) {
    values["samples_per_second"] = static_cast<double>(samples_) / elapsed;
    values["waiting_share"] = (timing_.waiting - waiting_at_record_) / elapsed;
  }
  metrics_->add("train", state_.updates, values);
  state_.means.clear();
  recorded_ = Clock::now();
  waiting_at_record_ = timing_.waiting;
  samples_ = 0;
}

void Run::validate() {
  const Stopwatch watch(timing_.validating);
  const auto values = [&] {
    const at::NoGradGuard no_grad;
    const AveragedWeights averaged(average_ ? &*average_ : nullptr);
    return task_.validate();
  }();
  state_.validated_at = state_.updates;
  if (values.empty()) return;
  const auto monitored = values.find(config_.monitor);
  if (monitored == values.end()) {
    std::vector<std::string> names;
    for (const auto& [name, value] : values) names.push_back(name);
    throw Error(ErrorCode::kConfig, cat("monitor: the validation gives no \"", config_.monitor,
                                        "\", but ", join(names, ", ")));
  }
  const double value = monitored->second;
  const bool higher = config_.monitor_goal == "higher";
  if (std::isfinite(value) &&
      (!state_.best || (higher ? value > *state_.best : value < *state_.best))) {
    state_.best = value;
    state_.best_update = state_.updates;
  }
  auto record = values;
  record["seconds"] = seconds();
  metrics_->add("validation", state_.updates, record);
  log_info(cat("update ", state_.updates, ": ", config_.monitor, " ", value, ", best ",
               state_.best ? cat(*state_.best, " at update ", state_.best_update) : "none"));
}

void Run::save() {
  if (saved_at_ == state_.updates && !is_finished()) return;
  const Stopwatch watch(timing_.saving);
  state_.seconds = seconds();
  state_.task = task_.state();
  save_checkpoint(checkpoint_path(checkpoints(), state_.updates), all_tensors_, state_,
                  config_json_);
  saved_at_ = state_.updates;
  prune_checkpoints(checkpoints(), config_.keep, state_.best_update);
}

}  // namespace

TrainResult run_training(Task& task, const TrainConfig& config, const fs::path& run_folder,
                         bool resume) {
  TrainConfig checked = config;
  check_fields(fields_of(checked));
  return translate_torch_errors([&] { return Run(task, checked, run_folder).execute(resume); });
}

}  // namespace chordae
