#pragma once
// How many are needed for an interval as narrow as wished, from high to low end ("width"), at
// planning values for what is to be estimated. Smallest numbers by bisection of the interval's own
// formula. They speak of the expected width; about half of all studies find a wider one.
// Errors of all: kUsage for a planning value, width or level that can't be, or over 10^9 needed.

#include <cstddef>

namespace chordae::stats {

/// Wilson's interval of a proportion: 2 z sqrt(p (1-p) / n + z^2 / (4 n^2)) / (1 + z^2 / n).
/// Source  Wilson, JASA 1927; 22:209-212
std::size_t compute_sample_size_proportion_wilson(double proportion, double width,
                                                  double level = 0.95);

/// t interval of a mean, 2 t(n-1) sd / sqrt(n). For an MAE pass the SD of absolute errors, which is
/// MAE sqrt(pi / 2 - 1) if errors are normal about zero.
std::size_t compute_sample_size_mean_t(double sd, double width, double level = 0.95);

/// Each limit of agreement, bias -+ z sd: 2 t(n-1) sd sqrt(1/n + z^2 / (2 (n-1))).
/// Source  Bland & Altman, Stat Methods Med Res 1999; 8:135-160
std::size_t compute_sample_size_limit_of_agreement(double sd, double width, double level = 0.95,
                                                   double coverage = 0.95);

/// Pearson's r, Fisher's interval: tanh(atanh r + h) - tanh(atanh r - h), h = z / sqrt(n - 3).
/// Source  Bonett & Wright, Psychometrika 2000; 65:23-28
std::size_t compute_sample_size_pearson_fisher(double r, double width, double level = 0.95);

struct TwoClasses {
  std::size_t positives = 0, negatives = 0;
};

/// AUC, 2 z SE, SE^2 = [A(1-A) + (n1-1)(Q1 - A^2) + (n0-1)(Q2 - A^2)] / (n1 n0), Q1 = A / (2-A),
/// Q2 = 2 A^2 / (1+A); negatives are the positives times their ratio, rounded up.
/// Source  Hanley & McNeil, Radiology 1982; 143:29-36
TwoClasses compute_sample_size_auc_hanley_mcneil(double auc, double width,
                                                 double negatives_per_positive,
                                                 double level = 0.95);

/// AUC of binormal scores: SE^2 = 0.0099 exp(-a^2 / 2) [5 a^2 + 8 + (a^2 + 8) / k] / n1 with
/// a = 1.414 quantile(A), k negatives a positive.
/// Source  Obuchowski, Lieber & Wians, Clin Chem 2004; 50:1118-1125, p. 1123
TwoClasses compute_sample_size_auc_obuchowski(double auc, double width,
                                              double negatives_per_positive, double level = 0.95);

/// The standard errors that the two above plan with. Errors  kUsage: AUC not inside (0, 1), a class
/// empty
double compute_auc_error_hanley_mcneil(double auc, double positives, double negatives);
double compute_auc_error_obuchowski(double auc, double positives, double negatives);

}  // namespace chordae::stats
