#include "chordae/image/heart_votes.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "chordae/image/harmonic.h"

namespace chordae {
namespace {

// Lengths of human hearts, mm. The cavity's radius in short axis is some 15 mm at a small heart's
// end-systole and 35 mm in a dilated one; what changes intensity is the ring that its wall sweeps.
constexpr double kSweptArea =
    1200;  // mm^2 of strongest motion: sets the level that counts as strong
constexpr double kSmallestRadius = 8, kLargestRadius = 36, kRadiusStep = 1.5;
constexpr double kCell = 2;
constexpr std::int64_t kHalf = 110, kSide = 2 * kHalf + 1;  // +-220 mm about the picture's middle

std::int64_t cell_of(double mm) { return std::lround(mm / kCell) + kHalf; }

}  // namespace

void add_moving_pixels(const CineSlice& slice, MovingSlice& moving) {
  const Beat beat = compute_beat(slice);
  if (beat.amplitude.empty()) return;
  // Capped at the level that the strongest kSweptArea reaches, so that a bright vessel counts no
  // more than the heart's wall; a quarter of that level counts as rest.
  auto sorted = beat.amplitude;
  const PlanePoint &down = moving.per_row, &right = moving.per_column;
  const double pixel_area = std::abs(down.u * right.v - down.v * right.u);
  const double wanted = std::clamp(kSweptArea / pixel_area, 1.0,
                                   std::max(1.0, 0.1 * static_cast<double>(sorted.size())));
  const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(wanted) - 1;
  std::nth_element(sorted.begin(), place, sorted.end(), std::greater<>());
  const double cap = *place > 0 ? *place : *std::max_element(sorted.begin(), sorted.end());
  const double rest = 0.25 * cap;
  const double row_mm = std::hypot(down.u, down.v), column_mm = std::hypot(right.u, right.v);
  for (std::int64_t h = 0; h < slice.rows; ++h) {
    for (std::int64_t w = 0; w < slice.columns; ++w) {
      const auto value = [&](std::int64_t row, std::int64_t column) {
        row = std::clamp<std::int64_t>(row, 0, slice.rows - 1);
        column = std::clamp<std::int64_t>(column, 0, slice.columns - 1);
        return static_cast<double>(
            beat.mean[static_cast<std::size_t>(row * slice.columns + column)]);
      };
      const double amplitude = beat.amplitude[static_cast<std::size_t>(h * slice.columns + w)];
      if (!(amplitude > rest)) continue;
      const double per_row = (value(h + 1, w) - value(h - 1, w)) / (row_mm * row_mm);
      const double per_column = (value(h, w + 1) - value(h, w - 1)) / (column_mm * column_mm);
      PlanePoint toward{per_row * down.u + per_column * right.u,
                        per_row * down.v + per_column * right.v};
      const double length = std::hypot(toward.u, toward.v);
      toward = length > 0 && std::isfinite(length)
                   ? PlanePoint{toward.u / length, toward.v / length}
                   : PlanePoint{};
      const double weight = std::min(amplitude, cap) / cap - 0.25;
      moving.pixels.push_back(
          {moving.point(static_cast<double>(h), static_cast<double>(w)), toward, weight});
      moving.total += weight;
    }
  }
}

VoteMap::VoteMap(PlanePoint center)
    : center_(center), votes_(static_cast<std::size_t>(kSide * kSide)) {}

void VoteMap::add(const MovingSlice& slice) {
  for (const auto& pixel : slice.pixels) {
    if (pixel.toward.u == 0 && pixel.toward.v == 0) continue;  // no border here
    const double u = pixel.at.u - center_.u, v = pixel.at.v - center_.v;
    if (!(std::abs(u) + std::abs(v) < 4 * kCell * kHalf)) continue;
    for (double r = kSmallestRadius; r <= kLargestRadius; r += kRadiusStep) {
      const auto row = cell_of(v + r * pixel.toward.v), column = cell_of(u + r * pixel.toward.u);
      if (row < 0 || row >= kSide || column < 0 || column >= kSide) continue;
      votes_[static_cast<std::size_t>(row * kSide + column)] += static_cast<float>(pixel.weight);
    }
  }
}

void VoteMap::smooth() {
  // Three box means of 5 cells come close to a Gaussian of 5 mm.
  std::vector<float> line(static_cast<std::size_t>(kSide));
  for (int pass = 0; pass < 6; ++pass) {
    const std::int64_t step = pass % 2 == 0 ? 1 : kSide, other = pass % 2 == 0 ? kSide : 1;
    for (std::int64_t i = 0; i < kSide; ++i) {
      float* values = votes_.data() + i * other;
      for (std::int64_t j = 0; j < kSide; ++j) line[static_cast<std::size_t>(j)] = values[j * step];
      for (std::int64_t j = 0; j < kSide; ++j) {
        float sum = 0;
        for (std::int64_t k = std::max<std::int64_t>(0, j - 2); k <= std::min(kSide - 1, j + 2);
             ++k) {
          sum += line[static_cast<std::size_t>(k)];
        }
        values[j * step] = sum / 5;
      }
    }
  }
}

VoteMap::Peak VoteMap::peak(PlanePoint expected, double sigma_mm) const {
  const auto place = [](std::int64_t cell) { return kCell * static_cast<double>(cell - kHalf); };
  const auto vote = [&](std::int64_t row, std::int64_t column) {
    const double dv = place(row) + center_.v - expected.v,
                 du = place(column) + center_.u - expected.u;
    return votes_[static_cast<std::size_t>(row * kSide + column)] *
           std::exp(-0.5 * (du * du + dv * dv) / (sigma_mm * sigma_mm));
  };
  double best = 0;
  std::int64_t best_row = 0, best_column = 0;
  for (std::int64_t row = 0; row < kSide; ++row) {
    for (std::int64_t column = 0; column < kSide; ++column) {
      const double here = vote(row, column);
      if (here > best) best = here, best_row = row, best_column = column;
    }
  }
  if (!(best > 0)) return {expected, 0};
  // The centroid about it is finer than a cell.
  double sum = 0, u = 0, v = 0;
  for (auto row = std::max<std::int64_t>(0, best_row - 3); row <= std::min(kSide - 1, best_row + 3);
       ++row) {
    for (auto column = std::max<std::int64_t>(0, best_column - 3);
         column <= std::min(kSide - 1, best_column + 3); ++column) {
      const double here = vote(row, column);
      sum += here;
      u += here * place(column);
      v += here * place(row);
    }
  }
  return {{center_.u + u / sum, center_.v + v / sum}, best};
}

}  // namespace chordae
