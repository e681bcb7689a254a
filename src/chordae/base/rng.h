#pragma once
// Random numbers that are the same on every machine, thread count and library version. A stream is
// split by name, so that adding a draw in one place never shifts another:
//   Rng heart = Rng(seed).split("study", 12).split("anatomy");
// Generator: xoshiro256++ (Blackman, Vigna 2018), seeded by SplitMix64 from a hash of the path.
// Distributions are our own: those of <random> differ between libraries.

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace chordae {

class Rng {
 public:
  explicit Rng(std::uint64_t seed);

  /// An independent stream; does not advance this one and does not depend on how far it has advanced.
  Rng split(std::string_view name) const;
  Rng split(std::string_view name, std::uint64_t index) const;

  std::uint64_t next();
  double uniform();                            ///< [0, 1), 53 bits
  double uniform(double low, double high);     ///< [low, high)
  std::int64_t integer(std::int64_t low, std::int64_t high);  ///< [low, high], unbiased
  bool chance(double probability);
  double normal();                             ///< mean 0, SD 1 (Box-Muller, no cached half)
  double normal(double mean, double sd);
  double truncated_normal(double mean, double sd, double low, double high);
  std::size_t choose(std::span<const double> weights);  ///< index by weight

  /// Fisher-Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[static_cast<std::size_t>(integer(0, static_cast<std::int64_t>(i) - 1))]);
    }
  }

  using State = std::array<std::uint64_t, 5>;  ///< key, then the generator's four words
  State state() const;
  static Rng from_state(const State& state);

 private:
  Rng() = default;
  std::uint64_t key_ = 0;
  std::array<std::uint64_t, 4> words_{};
};

}  // namespace chordae
