#include "chordae/pipeline/default_model.h"

#include <torch/torch.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/io/csv/csv.h"
#include "chordae/train/checkpoint.h"

namespace chordae {
namespace {

constexpr std::size_t kFewestOfAGrade = 20;

/// Smallest value that at least the share `coverage` of new errors will lie within.
double conformal_quantile(std::vector<double> errors, double coverage) {
  std::sort(errors.begin(), errors.end());
  const auto n = static_cast<double>(errors.size());
  const auto rank = static_cast<std::size_t>(std::ceil((n + 1) * coverage));
  return errors[std::min(errors.size(), std::max<std::size_t>(rank, 1)) - 1];
}

CsvTable table_of(const std::vector<CheckedStudy>& studies) {
  CsvTable table{{"study", "lvef_percent", "lvef_percent_volumetric", "edv_ml", "edv_ml_found", "esv_ml", "esv_ml_found",
                  "mass_g", "mass_g_found", "lvef_percent_regression", "grade", "frames", "slices", "slices_used", "withheld"}, {}};
  // The evidence too: limits are derived from it (docs/withholding.md).
  std::set<std::string> names;
  for (const CheckedStudy& s : studies) {
    for (const auto& [name, value] : s.found.evidence) names.insert(name);
  }
  table.header.insert(table.header.end(), names.begin(), names.end());
  for (std::size_t i = 0; i < studies.size(); ++i) {
    const CheckedStudy& s = studies[i];
    const Volumetry& v = s.found;
    const auto found = [&](double value) { return v.answered() ? fixed(value, 2) : ""; };
    table.rows.push_back({cat(i), fixed(s.lvef_percent, 2), found(v.lvef_percent), fixed(s.edv_ml, 2), found(v.edv_ml),
                          fixed(s.esv_ml, 2), found(v.esv_ml), fixed(s.mass_g, 1), found(v.mass_g), found(v.lvef_head_percent),
                          v.answered() ? std::string(1, v.grade) : "", cat(s.frames), cat(v.slices), cat(v.slices_used), v.withheld});
    const std::map<std::string, double> evidence(v.evidence.begin(), v.evidence.end());
    for (const std::string& name : names) {
      const auto at = evidence.find(name);
      table.rows.back().push_back(at != evidence.end() ? fixed(at->second, 4) : "");
    }
  }
  return table;
}

}  // namespace

void DefaultModelConfig::fields(FieldVisitor& v) {
  v.group("train", train);
  v.group("task", task);
  v.field({.name = "calibration_studies", .help = "whole synthetic studies that intervals are calibrated on", .min = 5, .max = 100000}, calibration_studies);
  v.field({.name = "calibration_realism", .help = "how life-like those are: 1 as scanners are, 0 far wider", .min = 0, .max = 1}, calibration_realism);
  v.field({.name = "coverage", .help = "share of studies whose LVEF lies within the interval", .min = 0.5, .max = 0.99}, coverage);
}

Calibration calibrate(const std::vector<CheckedStudy>& studies, double coverage) {
  Calibration out;
  out.coverage = coverage;
  std::map<std::string, std::vector<double>> evidence;
  for (const CheckedStudy& s : studies) {
    if (!s.found.answered()) continue;
    for (const auto& [name, value] : s.found.evidence) evidence[name].push_back(value);
  }
  std::map<char, std::vector<double>> errors;
  for (const CheckedStudy& s : studies) {
    if (s.found.answered()) errors[s.found.grade].push_back(std::abs(s.found.lvef_percent - s.lvef_percent));
  }
  for (const char grade : {'A', 'B', 'C', 'D'}) {
    if (errors[grade].empty()) continue;
    // Of few the largest would be all there is to go by: those of the better grades join them.
    std::vector<double> use;
    for (char g = grade; g >= 'A' && use.size() < kFewestOfAGrade; --g) use.insert(use.end(), errors[g].begin(), errors[g].end());
    double quantile = conformal_quantile(use, coverage);
    // A worse grade never promises more.
    for (const auto& [better, value] : out.lvef_error_quantile) quantile = std::max(quantile, value);
    out.lvef_error_quantile[grade] = std::max(quantile, 0.5);
  }
  // A grade that no synthetic study had: as wide again as the worst that was met.
  double worst = 0;
  for (const auto& [grade, value] : out.lvef_error_quantile) worst = std::max(worst, value);
  for (const char grade : {'A', 'B', 'C', 'D'}) {
    if (worst > 0 && !out.lvef_error_quantile.contains(grade)) out.lvef_error_quantile[grade] = 2 * worst;
  }
  for (auto& [name, values] : evidence) {
    std::sort(values.begin(), values.end());
    const auto at = [&values](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
    if (at(0.99) > at(0.01)) out.feature_range[name] = {at(0.01), at(0.99)};
  }
  return out;
}

DefaultModel train_default_model(const DefaultModelConfig& config, const std::filesystem::path& folder, int threads) {
  // Rendering and updates share the processors: one intra-op thread a micro-batch (embed.cpp, Note
  // [One thread a clip]).
  at::set_num_threads(1);
#if defined(__GLIBC__)
  // Every update allocates and frees the same hundreds of megabytes: kept, not given back to the system.
  mallopt(M_MMAP_THRESHOLD, 1 << 25);  // the largest that it takes
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
#endif
  make_folder(folder);
  const auto seed = static_cast<std::uint64_t>(config.train.seed);
  HeartTask task(config.task, seed);
  DefaultModel out;
  out.training = run_training(task, config.train, folder / "run", /*resume=*/true);
  Checkpoint(out.training.last_checkpoint).load_weights_into(task.parameters(), {});
  HeartModel model = HeartModel::from_state(config.task.model, task.parameters());
  out.checked = check_on_synthetic(model, config.calibration_studies, config.calibration_realism, seed + 1000, threads);
  out.calibration = calibrate(out.checked, config.coverage);
  model.set_calibration(out.calibration);
  out.weights = folder / "heart_segmenter.safetensors";
  model.save(out.weights);
  write_file(folder / "checked.csv", format_csv(table_of(out.checked)));
  return out;
}

}  // namespace chordae
