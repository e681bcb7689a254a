#include "chordae/train/train_config.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

/// What has no part in the weights, and the length: it moves the schedule's end, on purpose.
constexpr std::array<std::string_view, 8> kMayChange = {
    "train.length",    "train.threads", "train.batches_ahead", "train.checkpoint_every",
    "train.log_every", "train.keep",    "train.max_skipped",   "task.threads"};

std::map<std::string, std::string> flatten(const nlohmann::json& document) {
  std::map<std::string, std::string> out;
  const auto walk = [&out](const auto& self, const nlohmann::json& node,
                           const std::string& path) -> void {
    if (!node.is_object()) {
      out[path] = node.dump();
      return;
    }
    for (const auto& [key, value] : node.items())
      self(self, value, path.empty() ? key : cat(path, ".", key));
  };
  walk(walk, document, "");
  return out;
}

}  // namespace

void TrainConfig::fields(FieldVisitor& v) {
  v.field({.name = "length", .help = "of the run: 600e, 5000u (updates), 2h, 90m, 30s"}, length);
  v.field({.name = "seed", .help = "of batches and of what layers draw", .min = 0}, seed);
  v.field({.name = "accumulate", .help = "micro-batches an update", .min = 1, .max = 65536},
          accumulate);
  v.field({.name = "clip", .help = "largest L2 norm of the gradient, 0 = any", .min = 0}, clip);
  v.field({.name = "average",
           .help = "decay of the moving average of the weights, 0 = none",
           .min = 0,
           .max = 0.999999},
          average);
  v.field({.name = "bf16", .help = "matrix products and convolutions in bfloat16"}, bf16);
  v.field({.name = "max_skipped",
           .help = "updates in a row that may be skipped for a loss or gradient that is not finite",
           .min = 0},
          max_skipped);
  v.field({.name = "validate_every", .help = "duration between validations, empty = none"},
          validate_every);
  v.field({.name = "checkpoint_every", .help = "duration between checkpoints"}, checkpoint_every);
  v.field({.name = "log_every", .help = "duration between records of the metrics"}, log_every);
  v.field({.name = "keep", .help = "newest checkpoints that are kept, beside the best", .min = 1},
          keep);
  v.field({.name = "monitor", .help = "validation number that says which checkpoint is the best"},
          monitor);
  v.field({.name = "monitor_goal", .help = "which is better", .choices = {"lower", "higher"}},
          monitor_goal);
  v.field({.name = "threads", .help = "that load batches, 0 = none of their own", .min = 0},
          threads);
  v.field({.name = "batches_ahead", .help = "loaded before they are needed", .min = 1},
          batches_ahead);
  v.group("optimiser", optimiser);
  v.group("schedule", schedule);
}

std::vector<std::string> config_differences(const std::string& saved, const std::string& current) {
  std::map<std::string, std::string> before, now;
  try {
    before = flatten(nlohmann::json::parse(saved));
    now = flatten(nlohmann::json::parse(current));
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kFormat, "the configuration in the checkpoint is not JSON");
  }
  std::set<std::string> keys;
  for (const auto& [key, value] : before) keys.insert(key);
  for (const auto& [key, value] : now) keys.insert(key);
  std::vector<std::string> out;
  for (const auto& key : keys) {
    if (std::ranges::find(kMayChange, key) != kMayChange.end()) continue;
    const auto text = [&](const std::map<std::string, std::string>& from) {
      const auto found = from.find(key);
      return found == from.end() ? std::string("nothing") : printable(found->second, 60);
    };
    const std::string old_text = text(before), new_text = text(now);
    if (before[key] != now[key])
      out.push_back(cat(printable(key), ": ", old_text, " in the checkpoint, ", new_text, " now"));
  }
  return out;
}

}  // namespace chordae
