#include "chordae/base/rng.h"

#include <cmath>
#include <numbers>

#include "chordae/base/error.h"

namespace chordae {
namespace {

std::uint64_t splitmix(std::uint64_t& x) {
  x += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = x;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t mix(std::uint64_t key, std::uint64_t word) {
  std::uint64_t x = key ^ (word * 0xff51afd7ed558ccdULL);
  splitmix(x);
  return splitmix(x);
}

std::uint64_t rotl(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }

}  // namespace

Rng::Rng(std::uint64_t seed) : key_(seed) {
  std::uint64_t x = seed;
  for (auto& word : words_) word = splitmix(x);
}

Rng Rng::split(std::string_view name) const {
  // FNV-1a of the name, then mixed with the key of this stream.
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Rng(mix(mix(key_, hash), name.size() + 1));
}

Rng Rng::split(std::string_view name, std::uint64_t index) const {
  return Rng(mix(split(name).key_, index ^ 0xd6e8feb86659fd93ULL));
}

std::uint64_t Rng::next() {
  const std::uint64_t result = rotl(words_[0] + words_[3], 23) + words_[0];
  const std::uint64_t t = words_[1] << 17;
  words_[2] ^= words_[0];
  words_[3] ^= words_[1];
  words_[1] ^= words_[2];
  words_[0] ^= words_[3];
  words_[2] ^= t;
  words_[3] = rotl(words_[3], 45);
  return result;
}

double Rng::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Rng::uniform(double low, double high) { return low + (high - low) * uniform(); }

std::int64_t Rng::integer(std::int64_t low, std::int64_t high) {
  if (high < low) throw Error(ErrorCode::kInternal, "Rng::integer: empty range");
  const std::uint64_t range = static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) + 1;
  if (range == 0) return static_cast<std::int64_t>(next());
  const std::uint64_t limit = ~std::uint64_t{0} - ~std::uint64_t{0} % range;
  std::uint64_t value = next();
  while (value >= limit) value = next();
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + value % range);
}

bool Rng::chance(double probability) { return uniform() < probability; }

double Rng::normal() {
  const double u = 1.0 - uniform();
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

double Rng::normal(double mean, double sd) { return mean + sd * normal(); }

double Rng::truncated_normal(double mean, double sd, double low, double high) {
  if (!(low < high)) throw Error(ErrorCode::kInternal, "Rng::truncated_normal: empty range");
  for (int i = 0; i < 1000; ++i) {
    const double value = normal(mean, sd);
    if (value >= low && value <= high) return value;
  }
  return uniform(low, high);
}

std::size_t Rng::choose(std::span<const double> weights) {
  double total = 0;
  for (const double w : weights) total += w;
  if (!(total > 0)) throw Error(ErrorCode::kInternal, "Rng::choose: weights sum to zero");
  double u = uniform() * total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    u -= weights[i];
    if (u < 0) return i;
  }
  return weights.size() - 1;
}

Rng::State Rng::state() const { return {key_, words_[0], words_[1], words_[2], words_[3]}; }

Rng Rng::from_state(const State& state) {
  Rng rng;
  rng.key_ = state[0];
  for (std::size_t i = 0; i < 4; ++i) rng.words_[i] = state[i + 1];
  return rng;
}

}  // namespace chordae
