#include "chordae/stats/distributions.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

#include "chordae/base/error.h"

namespace chordae::stats {
namespace {

namespace bm = boost::math;

// Digits as in double everywhere (no long double, which differs between processors), and a domain
// error becomes ours instead of Boost's.
using Policy = bm::policies::policy<bm::policies::promote_double<false>>;

template <class Body>
double guarded(Body&& body) {
  try {
    return body();
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kNumeric,
                std::string("a distribution was asked for what it doesn't have: ") + e.what());
  }
}

}  // namespace

double normal_cdf(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
double normal_upper(double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }
double normal_two_sided(double z) { return std::erfc(std::abs(z) / std::sqrt(2.0)); }

double normal_quantile(double p) {
  return guarded([&] {
    if (!(p > 0 && p < 1)) throw std::domain_error("a normal quantile outside 0 to 1");
    return bm::quantile(bm::normal_distribution<double, Policy>(), p);
  });
}

double student_t_two_sided(double t, double degrees_of_freedom) {
  if (std::isinf(t)) return 0;
  return guarded([&] {
    const bm::students_t_distribution<double, Policy> distribution(degrees_of_freedom);
    return 2 * bm::cdf(bm::complement(distribution, std::abs(t)));
  });
}

double student_t_quantile(double p, double degrees_of_freedom) {
  return guarded([&] {
    return bm::quantile(bm::students_t_distribution<double, Policy>(degrees_of_freedom), p);
  });
}

double noncentral_t_quantile(double p, double degrees_of_freedom, double noncentrality) {
  return guarded([&] {
    const bm::non_central_t_distribution<double, Policy> distribution(degrees_of_freedom,
                                                                      noncentrality);
    return bm::quantile(distribution, p);
  });
}

double chi_squared_upper(double x, double degrees_of_freedom) {
  if (std::isinf(x)) return 0;
  return guarded([&] {
    const bm::chi_squared_distribution<double, Policy> distribution(degrees_of_freedom);
    return bm::cdf(bm::complement(distribution, x));
  });
}

double chi_squared_quantile(double p, double degrees_of_freedom) {
  return guarded([&] {
    return bm::quantile(bm::chi_squared_distribution<double, Policy>(degrees_of_freedom), p);
  });
}

double f_upper(double x, double df1, double df2) {
  if (std::isinf(x)) return 0;
  return guarded([&] {
    return bm::cdf(bm::complement(bm::fisher_f_distribution<double, Policy>(df1, df2), x));
  });
}

double f_quantile(double p, double df1, double df2) {
  return guarded(
      [&] { return bm::quantile(bm::fisher_f_distribution<double, Policy>(df1, df2), p); });
}

double beta_cdf(double x, double a, double b) {
  return guarded([&] { return bm::cdf(bm::beta_distribution<double, Policy>(a, b), x); });
}

double beta_quantile(double p, double a, double b) {
  return guarded([&] { return bm::quantile(bm::beta_distribution<double, Policy>(a, b), p); });
}

}  // namespace chordae::stats
