#include "chordae/phantom/scanner/tone.h"

#include <algorithm>
#include <cmath>

namespace chordae {
namespace {

constexpr double kBrightest = 8;  // of the table; beyond it the curve goes on as a straight line
constexpr std::size_t kSteps = 2048;

double curve(const Tone& tone, double x) {
  if (tone.white > 0) x = std::min(x, tone.white);
  x = std::max(0.0, x - tone.black) / std::max(0.1, 1 - tone.black);
  if (tone.gamma != 1) x = std::pow(x, tone.gamma);
  if (tone.sigmoid > 0) {
    // Logistic about half of blood, scaled so that 0 and 1 stay.
    const double slope = 8 * tone.sigmoid;
    const auto logistic = [&](double v) { return 1 / (1 + std::exp(-slope * (v - 0.5))); };
    const double s = (logistic(x) - logistic(0)) / (logistic(1) - logistic(0));
    x = (1 - tone.sigmoid) * x + tone.sigmoid * s;
  }
  return x;
}

bool in_barrel(double y, double x) {  // -1 to 1 within the picture: bowed sides
  return std::fabs(x) < 0.86 + 0.14 * y * y && std::fabs(y) < 0.97 + 0.03 * x * x;
}

}  // namespace

ToneCurve::ToneCurve(const Tone& tone) {
  if (tone.gamma == 1 && tone.white <= 0 && tone.black <= 0 && tone.sigmoid <= 0) return;
  for (std::size_t i = 0; i <= kSteps; ++i) {
    table_.push_back(static_cast<float>(curve(tone, kBrightest * static_cast<double>(i) / kSteps)));
  }
}

float ToneCurve::operator()(float signal) const {
  const float x = std::max(0.0F, signal) * static_cast<float>(kSteps / kBrightest);
  const auto i = std::min(static_cast<std::size_t>(x), kSteps - 1);
  const float f = x - static_cast<float>(i);
  return table_[i] + f * (table_[i + 1] - table_[i]);
}

std::vector<float> storage_mask(const Storage& storage, std::int64_t rows, std::int64_t columns) {
  const auto& border = storage.border_share;
  const bool bordered = std::any_of(border.begin(), border.end(), [](double b) { return b > 0; });
  if (storage.mask == Mask::kNone && !bordered && storage.stripe_period <= 0) return {};
  std::vector<float> mask;
  mask.reserve(static_cast<std::size_t>(rows * columns));
  for (std::int64_t h = 0; h < rows; ++h) {
    for (std::int64_t w = 0; w < columns; ++w) {
      const double v = (static_cast<double>(h) + 0.5) / static_cast<double>(rows),
                   u = (static_cast<double>(w) + 0.5) / static_cast<double>(columns);
      const double y = 2 * v - 1, x = 2 * u - 1;
      bool seen = v > border[0] && v < 1 - border[1] && u > border[2] && u < 1 - border[3];
      // A circle a little inside the picture leaves corners black, as in Sunnybrook's GE studies.
      if (storage.mask == Mask::kCircle) seen = seen && x * x + y * y < 0.98;
      if (storage.mask == Mask::kBarrel) seen = seen && in_barrel(y, x);
      const bool striped = storage.stripe_period > 0 && w % storage.stripe_period == 0;
      mask.push_back(!seen ? 0.0F : striped ? static_cast<float>(1 - storage.stripe_depth) : 1.0F);
    }
  }
  return mask;
}

}  // namespace chordae
