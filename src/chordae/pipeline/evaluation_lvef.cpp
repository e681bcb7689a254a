#include "chordae/pipeline/evaluation_lvef.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

/// No heart that fills a column of living people ejects under 1.5 %, none over 150 %.
constexpr double kLargestFraction = 1.5;

bool looks_like_fraction(const std::vector<double>& column) {
  double largest = -1;
  for (const double v : column) {
    if (!std::isnan(v)) largest = std::max(largest, v);
  }
  return largest > 0 && largest <= kLargestFraction;
}

/// What is odd but may be right is said, not refused.
void note_oddities(eval::EvaluationData& data, const std::vector<double>& column,
                   const std::string& whose) {
  std::size_t outside = 0, tiny = 0;
  for (const double v : column) {
    outside += v < 0 || v > 100 ? 1 : 0;
    tiny += v > 0 && v <= kLargestFraction ? 1 : 0;
  }
  if (outside > 0) {
    data.notices.push_back(cat("LVEF of ", whose, " outside 0 to 100 %: ", outside, " values."));
  }
  if (tiny > 0) {
    data.notices.push_back(cat("LVEF of ", whose, " between 0 and ", kLargestFraction, " %: ", tiny,
                               " values. Fractions among percents?"));
  }
}

void scale(std::vector<double>& column) {
  for (double& v : column) v *= 100;
}

}  // namespace

void check_lvef_units(eval::EvaluationData& data, std::string_view unit) {
  if (!data.has_lvef) return;
  auto& lvef = data.measures.front();
  const auto check = [&](std::vector<double>& column, const std::string& whose) {
    if (unit == "percent" || !looks_like_fraction(column)) return false;
    if (unit.empty()) {
      throw Error(ErrorCode::kFormat,
                  cat("LVEF of ", whose, " is nowhere above ", kLargestFraction,
                      ": a fraction? Say --lvef-unit fraction (or percent, if it is one)"));
    }
    scale(column);
    data.notices.push_back(cat("LVEF of ", whose, " was a fraction and is taken times 100."));
    return true;
  };
  check(lvef.truth, "the truth");
  for (std::size_t m = 0; m < data.models.size(); ++m) {
    const bool is_fraction = check(lvef.predicted[m], data.models[m]);
    if (m == 0 && is_fraction) {
      scale(data.lvef_low);
      scale(data.lvef_high);
    }
  }
  note_oddities(data, lvef.truth, "the truth");
  for (std::size_t m = 0; m < data.models.size(); ++m) {
    note_oddities(data, lvef.predicted[m], data.models[m]);
  }
  std::size_t outside = 0, first = 0;
  for (std::size_t i = data.rows(); i-- > 0;) {
    if (lvef.truth[i] < 0 || lvef.truth[i] > 100) {
      ++outside;
      first = i;
    }
  }
  if (outside > 0) {
    throw Error(ErrorCode::kFormat, cat("the true LVEF of ", outside,
                                        " cases lies outside 0 to 100 %, first of the case "
                                        "at line ",
                                        data.line[first], " of the predictions"));
  }
}

}  // namespace chordae
