// How often the intervals of `stats` hold the truth, and how often its tests reject what is true:
// simulated samples of known truth, a row of the table docs/stats/coverage.md each.
//   stats_coverage [SIMULATIONS [SEED]]
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/stats/bland_altman.h"
#include "chordae/stats/bootstrap_interval.h"
#include "chordae/stats/bootstrap_panel.h"
#include "chordae/stats/calibration_line.h"
#include "chordae/stats/correlation.h"
#include "chordae/stats/delong.h"
#include "chordae/stats/deming.h"
#include "chordae/stats/distributions.h"
#include "chordae/stats/icc.h"
#include "chordae/stats/passing_bablok.h"
#include "chordae/stats/proportions.h"
#include "chordae/stats/regression_errors.h"
#include "chordae/stats/repeatability.h"

using namespace chordae;
using namespace chordae::stats;

namespace {

using Values = std::vector<double>;
using Classes = std::vector<std::uint8_t>;

int simulations = 2000;
std::uint64_t seed = 1;

/// `draw` gives the interval of one simulated sample.
void report_coverage(const std::string& what, double truth,
                     const std::function<std::optional<Interval>(Rng)>& draw) {
  int below = 0, above = 0, empty = 0;
  for (int i = 0; i < simulations; ++i) {
    const auto interval = draw(Rng(seed).split(what, static_cast<std::uint64_t>(i)));
    if (!interval) {
      ++empty;
    } else {
      below += interval->high < truth;
      above += interval->low > truth;
    }
  }
  const double n = simulations - empty;
  std::printf("| %s | %.1f | %.1f | %.1f | %d |\n", what.c_str(), 100 * (1 - (below + above) / n),
              100 * below / n, 100 * above / n, empty);
  std::fflush(stdout);
}

/// `draw` gives the p of one sample of which the hypothesis is true.
void report_rejections(const std::string& what,
                       const std::function<std::optional<double>(Rng)>& draw) {
  int rejected = 0, empty = 0;
  for (int i = 0; i < simulations; ++i) {
    const auto p = draw(Rng(seed).split(what, static_cast<std::uint64_t>(i)));
    empty += !p;
    rejected += p && *p < 0.05;
  }
  std::printf("| %s | %.1f | %d |\n", what.c_str(), 100.0 * rejected / (simulations - empty),
              empty);
  std::fflush(stdout);
}

template <class Result>
std::optional<Interval> interval_of(const std::optional<Result>& result) {
  if (!result) return {};
  return result->interval;
}

struct Scored {
  Classes labels;
  Values scores;
};

/// Normal scores, SD 1 in both classes, positives higher by `shift`.
Scored draw_scores(Rng& rng, int positives, int negatives, double shift) {
  Scored out;
  for (int i = 0; i < positives + negatives; ++i) {
    out.labels.push_back(i < positives);
    out.scores.push_back(rng.normal() + (i < positives ? shift : 0));
  }
  return out;
}

double shift_of_auc(double auc) { return std::numbers::sqrt2 * normal_quantile(auc); }

void proportions() {
  for (const auto& [p, n] : {std::pair{0.9, 50}, {0.5, 50}, {0.05, 50}, {0.02, 200}}) {
    char name[64];
    std::snprintf(name, sizeof name, "%g of n = %d", p, n);
    const auto count = [p = p, n = n](Rng rng) {
      std::size_t k = 0;
      for (int i = 0; i < n; ++i) k += rng.chance(p);
      return k;
    };
    const auto size = static_cast<std::size_t>(n);
    report_coverage(std::string("Wilson, ") + name, p,
                    [&](Rng rng) { return compute_wilson_interval(count(rng), size); });
    report_coverage(std::string("Clopper-Pearson, ") + name, p,
                    [&](Rng rng) { return compute_clopper_pearson_interval(count(rng), size); });
  }
}

void auc() {
  for (const double truth : {0.7, 0.9, 0.97}) {
    char name[64];
    std::snprintf(name, sizeof name, "AUC %g, 20 + 100 rows", truth);
    const auto draw = [shift = shift_of_auc(truth)](Rng rng) {
      const Scored s = draw_scores(rng, 20, 100, shift);
      return *compute_delong(s.labels, s.scores);
    };
    report_coverage(std::string("DeLong, ") + name, truth,
                    [&](Rng rng) { return compute_delong_interval(draw(rng)); });
    report_coverage(std::string("DeLong logit, ") + name, truth,
                    [&](Rng rng) { return compute_delong_logit_interval(draw(rng)); });
  }
}

/// 20 + 60 patients of three rows each; half of the variance is the patient's.
struct Clustered {
  Scored rows;
  std::vector<std::int64_t> patients, outcomes;
};

Clustered draw_clusters(Rng& rng, double shift) {
  Clustered out;
  for (std::int64_t patient = 0; patient < 80; ++patient) {
    const double own = rng.normal();
    for (int row = 0; row < 3; ++row) {
      out.rows.labels.push_back(patient < 20);
      const double score = std::numbers::sqrt2 / 2 * (own + rng.normal());
      out.rows.scores.push_back(logistic(score + (patient < 20 ? shift : 0)));
      out.patients.push_back(patient);
      out.outcomes.push_back(patient < 20);
    }
  }
  return out;
}

void clustered_auc() {
  constexpr double kTruth = 0.85;
  const BootstrapOptions options{.resamples = 1000, .jackknife = true, .threads = 2};
  const auto bootstrap = [&](Rng rng, bool by_patient, bool stratified) {
    const Clustered c = draw_clusters(rng, shift_of_auc(kTruth));
    const std::vector<std::int64_t> none;
    const SamplingDesign design(c.patients.size(), by_patient ? c.patients : none,
                                stratified ? c.outcomes : none);
    const PanelCondition condition{c.rows.labels, c.rows.scores};
    return compute_panel_bootstrap(design, std::span(&condition, 1), rng, options)[0].auc;
  };
  const std::string name = ", AUC 0.85, 20 + 60 patients x 3";
  report_coverage("BCa by patient" + name, kTruth,
                  [&](Rng rng) { return compute_bca_interval(bootstrap(rng, true, false)); });
  report_coverage("BCa by patient, outcomes as strata" + name, kTruth,
                  [&](Rng rng) { return compute_bca_interval(bootstrap(rng, true, true)); });
  report_coverage("percentile by patient" + name, kTruth, [&](Rng rng) {
    return compute_percentile_interval(bootstrap(rng, true, false));
  });
  report_coverage("BCa by row (wrong here)" + name, kTruth,
                  [&](Rng rng) { return compute_bca_interval(bootstrap(rng, false, false)); });
  report_coverage("DeLong logit by row (wrong here)" + name, kTruth, [&](Rng rng) {
    const Clustered c = draw_clusters(rng, shift_of_auc(kTruth));
    return compute_delong_logit_interval(*compute_delong(c.rows.labels, c.rows.scores));
  });
}

/// 30 subjects of SD 1, three raters of SD 0.3, errors of SD 0.5.
Values draw_ratings(Rng& rng) {
  double shift[3];
  for (double& s : shift) s = rng.normal(0, 0.3);
  Values out;
  for (int i = 0; i < 30; ++i) {
    const double own = rng.normal();
    for (const double s : shift) out.push_back(own + s + rng.normal(0, 0.5));
  }
  return out;
}

void reliability() {
  const auto forms = [](Rng rng) { return compute_icc_f(draw_ratings(rng), 3); };
  const double agreement = 1 / (1 + 0.09 + 0.25), consistency = 1 / 1.25;
  report_coverage("ICC(2,1), 30 x 3", agreement,
                  [&](Rng rng) { return interval_of(forms(rng).agreement_single); });
  report_coverage("ICC(2,k), 30 x 3", 1 / (1 + (0.09 + 0.25) / 3),
                  [&](Rng rng) { return interval_of(forms(rng).agreement_average); });
  report_coverage("ICC(3,1), 30 x 3", consistency,
                  [&](Rng rng) { return interval_of(forms(rng).consistency_single); });
  report_coverage("ICC(1,1), 30 x 3, each subject's raters its own", agreement, [&](Rng rng) {
    Values ratings;
    for (int i = 0; i < 30; ++i) {
      const double own = rng.normal();
      for (int j = 0; j < 3; ++j) ratings.push_back(own + rng.normal(0, std::sqrt(0.34)));
    }
    return interval_of(compute_icc_f(ratings, 3).one_way_single);
  });
  report_coverage("within-subject SD, 20 x 2", 2, [&](Rng rng) -> std::optional<Interval> {
    Values values;
    std::vector<std::uint32_t> subjects;
    for (std::uint32_t i = 0; i < 40; ++i) {
      subjects.push_back(i / 2);
      values.push_back(100.0 + i / 2 + rng.normal(0, 2));
    }
    return compute_repeatability_chi_squared(values, subjects)->within_subject_sd.interval;
  });
}

void limits_of_agreement() {
  const double z = normal_quantile(0.975);
  for (const int n : {15, 60}) {
    const auto pairs = [n](Rng rng) {
      Values a, b;
      for (int i = 0; i < n; ++i) {
        const double truth = rng.normal(55, 10);
        a.push_back(truth + rng.normal(1, 3));
        b.push_back(truth + rng.normal(0, 4));
      }
      return std::pair(a, b);
    };
    const std::string name = ", n = " + std::to_string(n);
    report_coverage("Bland-Altman upper limit, approximate" + name, 1 + 5 * z, [&](Rng rng) {
      const auto [a, b] = pairs(rng);
      return std::optional(compute_bland_altman_approximate(a, b)->upper.interval);
    });
    report_coverage("Bland-Altman upper limit, exact" + name, 1 + 5 * z, [&](Rng rng) {
      const auto [a, b] = pairs(rng);
      return std::optional(compute_bland_altman_exact(a, b)->upper.interval);
    });
  }
  report_coverage("Bland-Altman upper limit, repeated (MOVER), 25 x 3", 5 * z, [&](Rng rng) {
    Values a, b;
    std::vector<std::uint32_t> subjects;
    for (std::uint32_t i = 0; i < 25; ++i) {
      const double own = rng.normal(0, 3);
      for (int j = 0; j < 3; ++j) {
        subjects.push_back(i);
        b.push_back(rng.normal(55, 10));
        a.push_back(b.back() + own + rng.normal(0, 4));
      }
    }
    return std::optional(compute_bland_altman_repeated_mover(a, b, subjects)->upper.interval);
  });
}

void errors_and_lines() {
  for (const int n : {20, 100}) {
    report_coverage("MAE, t interval, n = " + std::to_string(n),
                    5 * std::sqrt(2 / std::numbers::pi), [n](Rng rng) {
                      Values errors;
                      for (int i = 0; i < n; ++i) errors.push_back(std::abs(rng.normal(0, 5)));
                      return interval_of(compute_mean_t_interval(errors));
                    });
  }
  constexpr double kRho = 0.8;
  const auto pairs = [](Rng rng) {
    Values x, y;
    for (int i = 0; i < 40; ++i) {
      x.push_back(rng.normal());
      y.push_back(kRho * x.back() + std::sqrt(1 - kRho * kRho) * rng.normal());
    }
    return std::pair(x, y);
  };
  report_coverage("Pearson, Fisher, r = 0.8, n = 40", kRho, [&](Rng rng) {
    const auto [x, y] = pairs(rng);
    return compute_pearson_fisher(x, y)->interval;
  });
  report_coverage("Spearman, Bonett-Wright, r = 0.8, n = 40",
                  6 / std::numbers::pi * std::asin(kRho / 2), [&](Rng rng) {
                    const auto [x, y] = pairs(rng);
                    return compute_spearman_bonett_wright(x, y)->interval;
                  });
  report_coverage("concordance, Lin, 0.8, n = 40", kRho, [&](Rng rng) {
    const auto [x, y] = pairs(rng);
    return compute_concordance_lin(x, y)->interval;
  });
  // y = x, x around zero, errors of SD 0.2 in both.
  const auto methods = [](Rng rng) {
    Values x, y;
    for (int i = 0; i < 40; ++i) {
      const double truth = rng.normal();
      x.push_back(truth + rng.normal(0, 0.2));
      y.push_back(truth + rng.normal(0, 0.2));
    }
    return std::pair(x, y);
  };
  report_coverage("Deming slope, jackknife, n = 40", 1, [&](Rng rng) {
    const auto [x, y] = methods(rng);
    return compute_deming_jackknife(x, y)->slope_interval;
  });
  report_coverage("Passing-Bablok slope, n = 40", 1, [&](Rng rng) {
    const auto [x, y] = methods(rng);
    return compute_passing_bablok(x, y)->slope_interval;
  });
  report_coverage("Passing-Bablok intercept, n = 40, x 5 SD from 0", 0, [&](Rng rng) {
    auto [x, y] = methods(rng);
    for (double& v : x) v -= 5;
    for (double& v : y) v -= 5;
    return compute_passing_bablok(x, y)->intercept_interval;
  });
  report_coverage("calibration slope, Wald, n = 200", 1, [&](Rng rng) -> std::optional<Interval> {
    Classes labels;
    Values p;
    for (int i = 0; i < 200; ++i) {
      p.push_back(logistic(rng.normal(-1, 1.5)));
      labels.push_back(rng.chance(p.back()));
    }
    const auto line = compute_calibration_line(labels, p).line;
    if (!line) return {};
    return compute_wald_interval(line->slope).interval;
  });
}

void tests() {
  const auto two_models = [](Rng& rng) {
    Scored a = draw_scores(rng, 20, 100, 1), b = a;
    for (double& s : a.scores) s = logistic(s + rng.normal(0, 0.7));
    for (double& s : b.scores) s = logistic(s + rng.normal(0, 0.7));
    return std::pair(a, b);
  };
  report_rejections("DeLong, paired, 20 + 100 rows", [&](Rng rng) -> std::optional<double> {
    const auto [a, b] = two_models(rng);
    return compute_paired_delong_test(a.labels, a.scores, b.scores)->test->p;
  });
  report_rejections("DeLong, unpaired, 20 + 100 rows each", [&](Rng rng) -> std::optional<double> {
    const Scored a = draw_scores(rng, 20, 100, 1), b = draw_scores(rng, 20, 100, 1);
    return compute_unpaired_delong_test(a.labels, a.scores, b.labels, b.scores)->test->p;
  });
  const auto difference = [&](Rng rng) {
    const auto [a, b] = two_models(rng);
    const PanelCondition conditions[] = {{a.labels, a.scores}, {b.labels, b.scores}};
    const auto both = compute_panel_bootstrap(SamplingDesign(120), conditions, rng,
                                              {.resamples = 500, .jackknife = false, .threads = 2});
    return compute_paired_difference(both[0].auc, both[1].auc);
  };
  report_rejections("bootstrap, paired AUCs, centred p",
                    [&](Rng rng) { return compute_centred_p(difference(rng)); });
  report_rejections("bootstrap, paired AUCs, percentile p",
                    [&](Rng rng) { return compute_percentile_p(difference(rng)); });
  report_rejections("Spiegelhalter's z, n = 200", [](Rng rng) -> std::optional<double> {
    Classes labels;
    Values p;
    for (int i = 0; i < 200; ++i) {
      p.push_back(logistic(rng.normal(-1, 1.5)));
      labels.push_back(rng.chance(p.back()));
    }
    return test_spiegelhalter(labels, p)->p;
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) simulations = std::atoi(argv[1]);
  if (argc > 2) seed = std::strtoull(argv[2], nullptr, 10);
  if (simulations < 1 || argc > 3) {
    std::fprintf(stderr, "stats_coverage [SIMULATIONS [SEED]]\n");
    return 2;
  }
  std::printf(
      "| interval, level 95 %% | holds the truth, %% | below it, %% | above it, %% | empty |\n"
      "|---|---|---|---|---|\n");
  proportions();
  auc();
  clustered_auc();
  reliability();
  limits_of_agreement();
  errors_and_lines();
  std::printf("\n| test at 5 %%, hypothesis true | rejects, %% | empty |\n|---|---|---|\n");
  tests();
}
