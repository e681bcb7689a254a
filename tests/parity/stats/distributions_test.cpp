// Distribution functions beside scipy's (tools/reference/stats_distributions.py).
#include "chordae/stats/distributions.h"

#include <functional>
#include <map>

#include "support/reference_values.h"

namespace chordae::stats {
namespace {

TEST(Distributions, AsScipy) {
  using Arguments = std::vector<double>;
  const std::map<std::string, std::function<double(const Arguments&)>> functions = {
      {"normal_cdf", [](auto& a) { return normal_cdf(a[0]); }},
      {"normal_upper", [](auto& a) { return normal_upper(a[0]); }},
      {"normal_two_sided", [](auto& a) { return normal_two_sided(a[0]); }},
      {"normal_quantile", [](auto& a) { return normal_quantile(a[0]); }},
      {"student_t_two_sided", [](auto& a) { return student_t_two_sided(a[0], a[1]); }},
      {"student_t_quantile", [](auto& a) { return student_t_quantile(a[0], a[1]); }},
      {"chi_squared_upper", [](auto& a) { return chi_squared_upper(a[0], a[1]); }},
      {"f_upper", [](auto& a) { return f_upper(a[0], a[1], a[2]); }},
      {"f_quantile", [](auto& a) { return f_quantile(a[0], a[1], a[2]); }},
      {"beta_cdf", [](auto& a) { return beta_cdf(a[0], a[1], a[2]); }},
      {"beta_quantile", [](auto& a) { return beta_quantile(a[0], a[1], a[2]); }}};
  test::Margin margin("distributions, relative", 1e-9);
  const auto reference = test::reference_values("distributions");
  for (const auto& c : reference["cases"]) {
    const auto arguments = c["arguments"].get<Arguments>();
    const double theirs = c["value"];
    margin.compare(functions.at(c["function"])(arguments), theirs,
                   c["function"].get<std::string>() + c["arguments"].dump(), theirs != 0);
  }
}

TEST(Distributions, RefuseWhatTheyLack) {
  for (const double p : {0.0, 1.0, -0.1, std::nan("")}) {
    EXPECT_EQ(test::error_code_of([&] { (void)normal_quantile(p); }), ErrorCode::kNumeric);
  }
  EXPECT_EQ(test::error_code_of([] { (void)student_t_quantile(0.5, -1); }), ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([] { (void)beta_quantile(1.5, 1, 1); }), ErrorCode::kNumeric);
}

}  // namespace
}  // namespace chordae::stats
