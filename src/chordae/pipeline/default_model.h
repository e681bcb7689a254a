#pragma once
// The model that comes with the program, from nothing: training on the synthetic stream alone, then a
// look at whole synthetic studies through the same code that real ones go through, which says how
// wide intervals must be and what training looked like.

#include <cstdint>
#include <filesystem>
#include <vector>

#include "chordae/pipeline/synthetic_check.h"
#include "chordae/train/heart_task.h"
#include "chordae/train/trainer.h"

namespace chordae {

struct DefaultModelConfig {
  TrainConfig train;
  HeartTaskConfig task;
  std::int64_t calibration_studies = 100;
  double calibration_realism = 0.85;
  double coverage = 0.9;  ///< of the intervals
  void fields(FieldVisitor& v);
};

/// Split conformal quantiles of the absolute LVEF error by grade (a grade that fewer than 20 studies
/// have is joined by the better ones: coverage then holds for all of them together, not for it alone); ranges of evidence.
/// Source   Vovk, Gammerman, Shafer 2005; Lei et al., JASA 2018;113:1094, section 2.2
Calibration calibrate(const std::vector<CheckedStudy>& studies, double coverage);

struct DefaultModel {
  std::filesystem::path weights;
  TrainResult training;
  std::vector<CheckedStudy> checked;
  Calibration calibration;
};

/// Trains in `folder`/run, which a stopped run resumes, then writes `folder`/heart_segmenter.safetensors
/// (averaged weights, bfloat16) and `folder`/checked.csv. Errors as run_training, kIo.
DefaultModel train_default_model(const DefaultModelConfig& config, const std::filesystem::path& folder, int threads);

}  // namespace chordae
