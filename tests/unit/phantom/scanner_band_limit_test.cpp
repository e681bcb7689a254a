#include "chordae/phantom/scanner/band_limit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>

#include "chordae/base/rng.h"
#include "support/test_support.h"

namespace chordae {
namespace {

/// One line through a DFT written out, whose frequencies above the band are set to zero.
std::vector<double> cropped(const std::vector<double>& line, double highest) {
  const auto n = static_cast<int>(line.size());
  std::vector<double> out(line.size());
  for (int k = -((n - 1) / 2); k <= n / 2; ++k) {
    if (std::abs(k) > highest) continue;
    std::complex<double> sum = 0;
    for (int x = 0; x < n; ++x)
      sum += line[static_cast<std::size_t>(x)] * std::polar(1.0, -2 * std::numbers::pi * k * x / n);
    for (int x = 0; x < n; ++x)
      out[static_cast<std::size_t>(x)] +=
          (sum * std::polar(1.0, 2 * std::numbers::pi * k * x / n)).real() / n;
  }
  return out;
}

std::vector<float> random_picture(std::int64_t pixels) {
  Rng rng(5);
  std::vector<float> p;
  for (std::int64_t i = 0; i < pixels; ++i) p.push_back(static_cast<float>(rng.normal()));
  return p;
}

TEST(BandLimit, IsAFourierTransformWithoutItsOuterFrequencies) {
  // Sizes even and odd, not multiples of a lane. With a share s of n, |k| < s n / 2 stays.
  for (const auto& [rows, columns] :
       {std::pair<std::int64_t, std::int64_t>{16, 16}, {24, 30}, {33, 21}, {9, 50}}) {
    const double rows_share = 0.63, columns_share = 0.81;
    std::vector<float> picture = random_picture(rows * columns);
    std::vector<std::vector<double>> reference(static_cast<std::size_t>(rows));
    for (std::int64_t h = 0; h < rows; ++h) {
      std::vector<double> line(picture.begin() + h * columns, picture.begin() + (h + 1) * columns);
      reference[static_cast<std::size_t>(h)] =
          cropped(line, 0.5 * columns_share * static_cast<double>(columns));
    }
    for (std::int64_t w = 0; w < columns; ++w) {
      std::vector<double> line;
      for (const auto& row : reference) line.push_back(row[static_cast<std::size_t>(w)]);
      line = cropped(line, 0.5 * rows_share * static_cast<double>(rows));
      for (std::int64_t h = 0; h < rows; ++h)
        reference[static_cast<std::size_t>(h)][static_cast<std::size_t>(w)] =
            line[static_cast<std::size_t>(h)];
    }
    PlaneBandLimit limit(BandLimit(rows, rows_share), BandLimit(columns, columns_share));
    limit.apply(picture);
    for (std::int64_t i = 0; i < rows * columns; ++i) {
      ASSERT_NEAR(
          picture[static_cast<std::size_t>(i)],
          reference[static_cast<std::size_t>(i / columns)][static_cast<std::size_t>(i % columns)],
          3e-6);
    }
  }
}

TEST(BandLimit, TwiceIsOnceAndEnergyNeverGrows) {
  std::vector<float> picture = random_picture(40 * 40);
  PlaneBandLimit limit(BandLimit(40, 0.6), BandLimit(40, 0.75));
  const auto energy = [&] {
    double sum = 0;
    for (const float v : picture) sum += static_cast<double>(v) * static_cast<double>(v);
    return sum;
  };
  const double before = energy();
  limit.apply(picture);
  const double once = energy();
  EXPECT_NEAR(once / before, limit.noise_gain() * limit.noise_gain(), 0.05);
  const auto first = picture;
  limit.apply(picture);
  for (std::size_t i = 0; i < picture.size(); ++i) ASSERT_NEAR(picture[i], first[i], 3e-6);
  EXPECT_NEAR(energy(), once, 1e-5 * once);
}

TEST(BandLimit, KeepsTheMeanRingsAtAnEdgeAndWindowsCalmIt) {
  std::vector<float> step(64 * 64);
  for (std::size_t i = 0; i < step.size(); ++i) step[i] = i % 64 >= 16 && i % 64 < 48 ? 1.0F : 0.0F;
  const auto overshoot = [&](double taper, double blur) {
    auto picture = step;
    PlaneBandLimit(BandLimit(64, 1), BandLimit(64, 0.5, taper, blur)).apply(picture);
    double sum = 0;
    for (const float v : picture) sum += static_cast<double>(v);
    EXPECT_NEAR(sum, 64.0 * 32, 1e-2);
    return *std::max_element(picture.begin(), picture.end()) - 1;
  };
  EXPECT_NEAR(overshoot(0, 0), 0.09, 0.03);  // Gibbs: 9 % of the step
  EXPECT_LT(overshoot(1, 0), 0.02);
  EXPECT_LT(overshoot(0, 2), 1e-3);
}

TEST(BandLimit, OfEverythingIsNothing) {
  auto picture = random_picture(20 * 20);
  const auto before = picture;
  PlaneBandLimit limit(BandLimit(20, 1), BandLimit(20, 1));
  limit.apply(picture);
  EXPECT_EQ(picture, before);
  EXPECT_NEAR(limit.noise_gain(), 1, 1e-12);
  const auto refused = [](double share, double taper) {
    return test::error_code_of([=] { BandLimit(20, share, taper); });
  };
  EXPECT_EQ(refused(0, 0), ErrorCode::kNumeric);
  EXPECT_EQ(refused(1.1, 0), ErrorCode::kNumeric);
  EXPECT_EQ(refused(0.5, 2), ErrorCode::kNumeric);
  EXPECT_EQ(refused(std::nan(""), 0), ErrorCode::kNumeric);
  EXPECT_EQ(test::error_code_of([&] { limit.apply(std::span(picture).first(7)); }),
            ErrorCode::kShape);
}

}  // namespace
}  // namespace chordae
