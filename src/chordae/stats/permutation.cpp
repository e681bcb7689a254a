#include "chordae/stats/permutation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/thread_pool.h"
#include "chordae/stats/checks.h"
#include "chordae/stats/moments.h"

namespace chordae::stats {
namespace {

constexpr std::int64_t kBlock = 1024;  // resamples a work item, each with a stream of its own

/// Sum of the differences with the signs of `bits`, one a difference, lowest first.
double signed_sum(std::span<const double> differences, std::uint64_t bits) {
  double sum = 0;
  for (const double d : differences) {
    sum += (bits & 1) != 0 ? -d : d;
    bits >>= 1;
  }
  return sum;
}

/// Sum over items of body(i), by rising i.
std::int64_t count_in_parallel(std::int64_t items, int threads,
                               const std::function<std::int64_t(std::int64_t)>& body) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(items));
  parallel_for(items, threads,
               [&](std::int64_t i) { counts[static_cast<std::size_t>(i)] = body(i); });
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

/// Signs are tried in two parts: the sums of the first few differences come from a table.
std::int64_t count_all(std::span<const double> differences, double at_least, int threads) {
  const std::size_t few = std::min<std::size_t>(differences.size(), 10);
  std::vector<double> table(std::size_t{1} << few);
  for (std::size_t bits = 0; bits < table.size(); ++bits)
    table[bits] = signed_sum(differences.first(few), bits);
  const auto rest = differences.subspan(few);
  return count_in_parallel(std::int64_t{1} << rest.size(), threads, [&](std::int64_t bits) {
    const double sum = signed_sum(rest, static_cast<std::uint64_t>(bits));
    return std::count_if(table.begin(), table.end(),
                         [&](double part) { return std::abs(sum + part) >= at_least; });
  });
}

std::int64_t count_drawn(std::span<const double> differences, double at_least, const Rng& rng,
                         std::int64_t resamples, int threads) {
  const std::int64_t blocks = (resamples + kBlock - 1) / kBlock;
  return count_in_parallel(blocks, threads, [&](std::int64_t block) {
    Rng stream = rng.split("signs", static_cast<std::uint64_t>(block));
    std::int64_t count = 0;
    for (std::int64_t i = std::min(kBlock, resamples - block * kBlock); i > 0; --i) {
      double sum = 0;
      for (std::size_t at = 0; at < differences.size(); at += 64) {
        const std::size_t width = std::min<std::size_t>(64, differences.size() - at);
        sum += signed_sum(differences.subspan(at, width), stream.next());
      }
      count += std::abs(sum) >= at_least;
    }
    return count;
  });
}

}  // namespace

std::optional<Permutation> compute_paired_permutation(std::span<const double> differences,
                                                      const Rng& rng,
                                                      const PermutationOptions& options) {
  check_finite(differences, "difference");
  if (options.resamples < 1 || options.exact_up_to > 30) {
    throw Error(
        ErrorCode::kUsage,
        "a permutation test takes at least one resample, and all signs of at most 30 pairs");
  }
  if (differences.empty()) return std::nullopt;
  const std::size_t n = differences.size();
  double sum = 0, sizes = 0;
  for (const double d : differences) {
    sum += d;
    sizes += std::abs(d);
  }
  check_no_overflow(sizes, "differences");
  // Sums equal but for the order of adding count as equal: n roundings of at most `sizes` each.
  const double rounding = static_cast<double>(n) * std::numeric_limits<double>::epsilon() * sizes;
  const double at_least = std::abs(sum) - rounding;

  Permutation result{.mean = compute_moments(differences).mean,
                     .exact = n <= options.exact_up_to,
                     .permutations = options.resamples};
  if (result.exact) {
    result.permutations = std::int64_t{1} << n;
    result.p = static_cast<double>(count_all(differences, at_least, options.threads)) /
               static_cast<double>(result.permutations);
  } else {
    const auto count = count_drawn(differences, at_least, rng, options.resamples, options.threads);
    result.p = static_cast<double>(count + 1) / static_cast<double>(options.resamples + 1);
  }
  return result;
}

}  // namespace chordae::stats
