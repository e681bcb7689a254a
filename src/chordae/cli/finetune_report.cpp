#include "chordae/cli/finetune_report.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "chordae/base/strings.h"
#include "chordae/cli/table.h"

namespace chordae {
namespace {

std::string signed_points(double value) { return cat(value >= 0 ? "+" : "", fixed(value, 2)); }

/// Volumes where both the label and the answer have them: mean absolute error in percent.
std::string volume_error(const FinetuneResult& result, Fit fit,
                         std::optional<double> LabelledStudy::*label, double Volumetry::*found) {
  double sum = 0;
  std::size_t count = 0;
  for (const FittedCase& c : result.fitted) {
    const FinetuneCase& known = result.cases[c.index];
    const Volumetry v = answer_of(known, c, fit);
    if (!(known.label.*label) || !v.answered() || !v.volumes_withheld.empty()) continue;
    sum += 100 * std::abs(v.*found / *(known.label.*label) - 1);
    ++count;
  }
  return count > 0 ? fixed(sum / static_cast<double>(count), 1) : "";
}

/// For programs.
std::string key_of(Fit fit) {
  return fit == Fit::kStarting       ? "starting"
         : fit == Fit::kRecalibrated ? "recalibrated"
                                     : "finetuned";
}

}  // namespace

void print_finetuned(const FinetuneResult& result) {
  for (const FinetuneCase& c : result.cases) {
    if (!c.left_out.empty()) print(cat("row ", c.label.row, " left out: ", c.left_out, "\n"));
  }
  Table table({"out of fold", ">starting", ">recalibrated", ">fine-tuned"});
  const auto row = [&](const std::string& name, const auto& value) {
    std::vector<std::string> cells{name};
    for (const Fit fit : kFits) cells.push_back(value(fit));
    if (std::ranges::any_of(cells.begin() + 1, cells.end(),
                            [](const auto& c) { return !c.empty(); }))
      table.add(cells);
  };
  const auto lvef = [&](Fit fit) -> const Agreement& {
    return result.lvef[static_cast<std::size_t>(fit)];
  };
  row("cases", [&](Fit fit) { return cat(lvef(fit).cases); });
  row("LVEF, mean absolute error, points",
      [&](Fit fit) { return fixed(lvef(fit).mean_absolute_error, 2); });
  row("LVEF, bias, points", [&](Fit fit) { return signed_points(lvef(fit).bias); });
  row("LVEF, r", [&](Fit fit) { return fixed(lvef(fit).r, 3); });
  const auto volumes = [&](auto label, auto found) {
    return [&result, label, found](Fit fit) { return volume_error(result, fit, label, found); };
  };
  row("EDV, mean absolute error, %", volumes(&LabelledStudy::edv_ml, &Volumetry::edv_ml));
  row("ESV, mean absolute error, %", volumes(&LabelledStudy::esv_ml, &Volumetry::esv_ml));
  print(table.text());
  for (const Fit fit : {Fit::kRecalibrated, Fit::kFinetuned}) {
    const auto i = static_cast<std::size_t>(fit);
    const Gain& gain = result.gain[i];
    print(cat(fit_name(fit), " against ", fit_name(result.against[i]), ": LVEF error ",
              gain.mean < 0 ? "higher" : "lower", " by ", fixed(std::abs(gain.mean), 2),
              " points (standard error ", fixed(gain.standard_error, 2), ")",
              gain.is_clear() ? "" : ", no clear gain", "\n"));
  }
  if (result.newly_withheld > 0)
    print(cat(result.newly_withheld, " cases are withheld by the fine-tuned weights alone\n"));
  std::string kept = cat("kept: ", fit_name(result.kept));
  if (result.kept == Fit::kRecalibrated) {
    kept += cat(", LVEF = ", fixed(result.line.slope, 3), " x measured ",
                result.line.offset < 0 ? "- " : "+ ", fixed(std::abs(result.line.offset), 2));
  } else if (result.kept == Fit::kFinetuned) {
    kept +=
        cat("; on synthetic stacks the LVEF error went from ", fixed(result.synthetic_mae[0], 2),
            " to ", fixed(result.synthetic_mae[1], 2), " points");
  }
  print(cat(kept, "\n", fixed(100 * result.calibration.coverage, 0), " % intervals from ",
            result.calibration.local_cases, " local cases"));
  for (const auto& [grade, half] : result.calibration.lvef_error_quantile)
    print(cat(", grade ", grade, " within ", fixed(half, 1)));
  print(cat("\nweights: ", result.weights.string(), "\n"));
}

Json finetuned_json(const FinetuneResult& result) {
  Json left_out = Json::array(), fits = Json::object();
  for (const FinetuneCase& c : result.cases) {
    if (!c.left_out.empty()) left_out.push_back({{"row", c.label.row}, {"reason", c.left_out}});
  }
  for (const Fit fit : kFits) {
    const auto i = static_cast<std::size_t>(fit);
    fits[key_of(fit)] = {
        {"cases", result.lvef[i].cases},    {"lvef_mae", result.lvef[i].mean_absolute_error},
        {"lvef_bias", result.lvef[i].bias}, {"lvef_r", result.lvef[i].r},
        {"gain", result.gain[i].mean},      {"gain_standard_error", result.gain[i].standard_error}};
  }
  return {{"weights", result.weights.string()},
          {"kept", key_of(result.kept)},
          {"out_of_fold", fits},
          {"newly_withheld", result.newly_withheld},
          {"calibration", Json::parse(format_calibration(result.calibration))},
          {"left_out", left_out}};
}

}  // namespace chordae
