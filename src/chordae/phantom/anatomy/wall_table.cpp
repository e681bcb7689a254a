#include "chordae/phantom/anatomy/wall_table.h"

#include <algorithm>
#include <cmath>

namespace chordae {

double wall_volume_ml(const WallTable& table, float WallNode::*surface, double length_mm, double top,
                      float WallNode::*within, int parts) {
  double sum = 0;            // of radius squared, over levels and angles
  for (int j = 0; j + 1 < WallTable::kLevels; ++j) {
    for (int k = 0; k < parts; ++k) {
      const double f = (k + 0.5) / parts;
      const double height = WallTable::height(j) + f * static_cast<double>(WallTable::kStep);
      if (height > top) continue;
      const auto radius = [&](int i, float WallNode::*what) {
        return (1 - f) * static_cast<double>(table.at(i, j).*what) +
               f * static_cast<double>(table.at(i, j + 1).*what);
      };
      // Radii are linear between angles: the mean of r^2 over a sector is (a^2 + ab + b^2) / 3.
      const auto mean_square = [](double a, double b) {
        a = std::max(a, 0.0);
        b = std::max(b, 0.0);
        return (a * a + a * b + b * b) / 3;
      };
      for (int i = 0; i < WallTable::kAngles; ++i) {
        const int next = (i + 1) % WallTable::kAngles;
        const double a = radius(i, surface), b = radius(next, surface);
        double square = mean_square(a, b);
        if (within != nullptr) {
          const double c = std::min(a, radius(i, within)), d = std::min(b, radius(next, within));
          square -= mean_square(c, d);
        }
        sum += square;
      }
    }
  }
  constexpr double kStep = static_cast<double>(WallTable::kStep);
  return 0.5 * sum * (2 * std::numbers::pi / WallTable::kAngles) * (kStep / parts) * length_mm / 1000;
}

}  // namespace chordae
