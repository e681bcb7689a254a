#pragma once
// Distribution functions and quantiles, upper tails named so that small p-values keep their digits.
// A thin layer over Boost.Math, whose headers stay in the .cpp; checked against scipy.

namespace chordae::stats {

double normal_cdf(double z);
double normal_upper(double z);      ///< P(Z > z)
double normal_quantile(double p);   ///< Errors kNumeric unless 0 < p < 1
double normal_two_sided(double z);  ///< P(|Z| > |z|)

double student_t_two_sided(double t, double degrees_of_freedom);
double student_t_quantile(double p, double degrees_of_freedom);
/// Of (Z + noncentrality) / sqrt(chi2 / degrees_of_freedom): tolerance limits.
double noncentral_t_quantile(double p, double degrees_of_freedom, double noncentrality);
double chi_squared_upper(double x, double degrees_of_freedom);
double chi_squared_quantile(double p, double degrees_of_freedom);
double f_upper(double x, double df1, double df2);
double f_quantile(double p, double df1, double df2);

/// Regularised incomplete beta and its inverse: Clopper-Pearson, binomial tails.
double beta_cdf(double x, double a, double b);
double beta_quantile(double p, double a, double b);

}  // namespace chordae::stats
