#pragma once
// The settings of a training run, whatever is trained.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/train/adamw.h"
#include "chordae/train/schedule.h"

namespace chordae {

struct TrainConfig {
  std::string length = "5000u";  ///< durations: see duration.h
  std::int64_t seed = 1;
  std::int64_t accumulate = 1;
  double clip = 1;
  double average = 0.999;
  bool bf16 = false;
  std::int64_t max_skipped = 10;
  std::string validate_every = "500u";
  std::string checkpoint_every = "10m";
  std::string log_every = "20u";
  std::int64_t keep = 2;
  std::string monitor = "loss";
  std::string monitor_goal = "lower";
  std::int64_t threads = 1;
  std::int64_t batches_ahead = 4;
  AdamWConfig optimiser;
  ScheduleConfig schedule;
  void fields(FieldVisitor& v);
};

/// What differs between two configurations given as JSON documents, leaving out what may change
/// between the parts of one run: "optimiser.rate: 0.001 in the checkpoint, 0.002 now". A key that
/// one of them lacks differs too. Errors  kFormat if `saved` is not JSON
std::vector<std::string> config_differences(const std::string& saved, const std::string& current);

}  // namespace chordae
