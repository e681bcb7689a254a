#pragma once
// Re-fitting the heart segmenter to a site's own cases (20 to 400 with a reader's ejection
// fraction), honestly: each case is measured by weights that never saw its patient, a mere straight
// line competes with training, and the simplest that is clearly better is kept. The errors of that
// cross-fitting become the interval that `predict` gives.
//
// Source   cross-fitting for intervals: Barber et al., Annals of Statistics 2021;49:486 (CV+)

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "chordae/pipeline/finetune_cases.h"
#include "chordae/pipeline/finetune_stats.h"
#include "chordae/train/volume_task.h"

namespace chordae {

/// Nine errors hold a 90 % quantile (ceil((n + 1) 0.9) <= n), and one more is not much to ask.
inline constexpr std::size_t kFewestLocalCases = 10;

struct FinetuneConfig {
  std::int64_t updates = 0;  ///< of each fold's training; 0: five a case, 100 to 1000
  double rate = 2e-4;
  std::int64_t folds = 5;
  VolumeTaskConfig local;
  void fields(FieldVisitor& v);
};

/// In the order of simplicity.
enum class Fit { kStarting, kRecalibrated, kFinetuned };
inline constexpr std::array<Fit, 3> kFits = {Fit::kStarting, Fit::kRecalibrated, Fit::kFinetuned};
/// "starting weights", "recalibrated", "fine-tuned"
std::string fit_name(Fit fit);

/// A case that was used, as each fit measured it without having seen its patient.
struct FittedCase {
  std::size_t index = 0;  ///< into the cases
  std::size_t fold = 0;
  double recalibrated = 0;   ///< LVEF, percent
  Volumetry finetuned = {};  ///< may be withheld
};

/// What `predict` would say of a case with this fit: end-systole follows a recalibrated LVEF.
Volumetry answer_of(const FinetuneCase& known, const FittedCase& fitted, Fit fit);

struct FinetuneResult {
  std::vector<FinetuneCase> cases;  ///< one a row of the labels; training data dropped
  std::vector<FittedCase> fitted;
  std::array<Agreement, 3> lvef;   ///< by Fit, over the cases that all three answer
  std::array<Gain, 3> gain;        ///< over `against`; of kStarting nothing
  std::array<Fit, 3> against{};    ///< what would be kept without this fit
  std::size_t newly_withheld = 0;  ///< cases that only the fine-tuned weights do not answer
  Fit kept = Fit::kStarting;
  Line line;  ///< of all cases; used if `kept` is kRecalibrated
  std::array<double, 2>
      synthetic_mae{};  ///< LVEF on synthetic stacks before and after, if kFinetuned
  Calibration calibration;
  std::filesystem::path weights;
};

/// Trains in `folder`/run/fold-1 and so on, each of which a stopped run resumes, then writes
/// `folder`/heart_segmenter.safetensors and `folder`/finetuned.csv. The same seed gives the same
/// bytes on any number of threads. The weights carry nothing of the studies.
///
/// start      a recalibration or local intervals that it carries are dropped first
/// synthetic  its `model` follows `start`
/// Errors  kUsage: fewer than kFewestLocalCases usable, or fewer than two patients; kConfig:
/// `folder`
///         holds a run on other cases or settings; as run_training
FinetuneResult finetune(const FinetuneConfig& config, const HeartTaskConfig& synthetic,
                        const HeartModel& start, const std::vector<LabelledStudy>& labels,
                        const LabelledStudies& studies, const std::filesystem::path& folder,
                        double coverage, std::uint64_t seed, int threads);

}  // namespace chordae
