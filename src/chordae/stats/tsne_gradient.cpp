#include "chordae/stats/tsne_gradient.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "chordae/base/thread_pool.h"
#include "chordae/stats/checks.h"
#include "chordae/base/processor_clones.h"
#include "chordae/stats/lanes.h"

namespace chordae::stats {
namespace {

inline double sum(const Vector& v) {
  return ((v[0] + v[1]) + (v[2] + v[3])) + ((v[4] + v[5]) + (v[6] + v[7]));
}

/// Sums over all j != i. Attraction needs no Z and repulsion is divided by it afterwards, so one
/// pass over the pairs suffices.
struct PointForces {
  double attraction_x = 0, attraction_y = 0;  ///< of p w (y_i - y_j)
  double repulsion_x = 0, repulsion_y = 0;    ///< of w^2 (y_i - y_j)
  double weight = 0;                          ///< of w
};

/// x and y are padded to whole vectors by points at kFar. The point itself exerts no force; the
/// weight 1 that it has with itself is taken off beforehand.
CHORDAE_PROCESSOR_CLONES
void forces_on(const double* affinities, const double* x, const double* y, std::size_t padded,
               std::size_t i, PointForces* out) {
  const Vector xi = x[i] - Vector{}, yi = y[i] - Vector{};
  Vector attraction_x{}, attraction_y{}, repulsion_x{}, repulsion_y{}, weight{};
  weight[i % kLanes] = -1;
  for (std::size_t j = 0; j < padded; j += kLanes) {
    const Vector dx = xi - load(x + j), dy = yi - load(y + j);
    const Vector w = 1 / (1 + dx * dx + dy * dy);
    const Vector pw = load(affinities + j) * w, ww = w * w;
    attraction_x += pw * dx;
    attraction_y += pw * dy;
    repulsion_x += ww * dx;
    repulsion_y += ww * dy;
    weight += w;
  }
  *out = {sum(attraction_x), sum(attraction_y), sum(repulsion_x), sum(repulsion_y), sum(weight)};
}

/// Padding points: so far that their weight vanishes, near enough that its square times the
/// distance stays a number.
constexpr double kFar = 1e120;

std::vector<double> padded(const std::vector<double>& values, std::size_t size) {
  std::vector<double> result = values;
  result.resize(size, kFar);
  return result;
}

/// sum_j p log(p / w) of one point: the divergence but for Z and the exaggeration.
double divergence_of(std::span<const double> affinities, const Map& map, std::size_t i) {
  double total = 0;
  for (std::size_t j = 0; j < affinities.size(); ++j) {
    if (affinities[j] == 0) continue;
    const double dx = map.x[i] - map.x[j], dy = map.y[i] - map.y[j];
    total += affinities[j] * std::log(affinities[j] * (1 + dx * dx + dy * dy));
  }
  return total;
}

}  // namespace

TsneGradient compute_tsne_gradient(const PaddedRows& affinities, const Map& map,
                                   double exaggeration, bool with_divergence, int threads) {
  constexpr std::size_t kPointsAtOnce = 64;
  const std::size_t n = affinities.rows();
  check_same_size(map.x.size(), n, "points of a map and their affinities");
  check_same_size(map.y.size(), n, "points of a map and their affinities");
  const auto x = padded(map.x, affinities.stride()), y = padded(map.y, affinities.stride());
  std::vector<PointForces> forces(n);
  std::vector<double> divergences(with_divergence ? n : 0);
  parallel_for(static_cast<std::int64_t>((n + kPointsAtOnce - 1) / kPointsAtOnce), threads,
               [&](std::int64_t block) {
                 const std::size_t first = static_cast<std::size_t>(block) * kPointsAtOnce;
                 for (std::size_t i = first; i < std::min(first + kPointsAtOnce, n); ++i) {
                   const auto row = affinities.row(i);
                   forces_on(row.data(), x.data(), y.data(), x.size(), i, &forces[i]);
                   if (with_divergence) divergences[i] = divergence_of(row, map, i);
                 }
               });

  double z = 0;
  for (const PointForces& f : forces) z += f.weight;
  TsneGradient gradient{{std::vector<double>(n), std::vector<double>(n)}, {}};
  for (std::size_t i = 0; i < n; ++i) {
    const PointForces& f = forces[i];
    gradient.of_points.x[i] = 4 * (exaggeration * f.attraction_x - f.repulsion_x / z);
    gradient.of_points.y[i] = 4 * (exaggeration * f.attraction_y - f.repulsion_y / z);
  }
  if (with_divergence) {
    double total = 0;
    for (const double d : divergences) total += d;
    gradient.divergence = exaggeration * (total + std::log(z) + std::log(exaggeration));
  }
  return gradient;
}

}  // namespace chordae::stats
