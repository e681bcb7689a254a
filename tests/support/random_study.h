#pragma once
// Studies of random shape and contents for the tests of the store.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/store/study.h"

namespace chordae::test {

inline std::string random_key(const Rng& rng, std::string_view name) {
  return base32_name(sha256(cat(name, rng.split(name).next())), 20);
}

inline double unusual_double(Rng& rng) {
  using Limits = std::numeric_limits<double>;
  const std::vector<double> values = {
      0.0,     -0.0, 1.0 / 3, Limits::max(),    Limits::denorm_min(),
      -1e-308, 0.1,  1e17,    Limits::epsilon()};
  return values[static_cast<std::size_t>(
      rng.integer(0, static_cast<std::int64_t>(values.size()) - 1))];
}

inline std::string unusual_text(Rng& rng) {
  const std::vector<std::string> texts = {
      "",     "cine SAX",  "Kurzachse – Größe",    "心臓 シネ",
      "🫀", "a\"b\\c/d", std::string(3000, 'x'), " lead and trail "};
  return texts[static_cast<std::size_t>(
      rng.integer(0, static_cast<std::int64_t>(texts.size()) - 1))];
}

inline CineSlice random_slice(Rng rng, std::int64_t max_side = 24) {
  CineSlice slice;
  slice.type = static_cast<PixelType>(rng.integer(0, 3));
  slice.frames = rng.integer(1, 9);
  slice.rows = rng.integer(1, max_side);
  slice.columns = rng.integer(1, max_side);
  slice.pixels.resize(static_cast<std::size_t>(slice.frames * slice.frame_pixels()) *
                      pixel_bytes(slice.type));
  const bool noisy = rng.chance(0.5);
  for (auto& b : slice.pixels) b = static_cast<std::byte>(noisy ? rng.integer(0, 255) : 7);
  Geometry& g = slice.geometry;
  for (auto* v : {&g.origin_mm, &g.row_direction, &g.column_direction}) {
    for (double& x : *v) x = rng.chance(0.3) ? unusual_double(rng) : rng.normal(0, 100);
  }
  for (double* v : {&g.row_spacing_mm, &g.column_spacing_mm, &g.slice_thickness_mm,
                    &g.spacing_between_slices_mm, &slice.cycle_ms}) {
    *v = std::abs(unusual_double(rng));
  }
  g.has_position = rng.chance(0.5);
  if (g.has_position) {
    g.origin_mm = {rng.normal(0, 100), 1.0 / 3, rng.chance(0.5) ? -0.0 : 1e-308};
    g.row_direction = normalized({rng.normal(), rng.normal(), rng.normal()});
    g.column_direction = normalized(cross(g.row_direction, {rng.normal(), rng.normal(), rng.normal()}));
  }
  slice.rescale_slope = unusual_double(rng);
  slice.rescale_intercept = unusual_double(rng);
  if (rng.chance(0.7)) {
    for (std::int64_t t = 0; t < slice.frames; ++t) {
      slice.trigger_time_ms.push_back(static_cast<double>(t) * 31.7 - 5);
    }
  }
  return slice;
}

inline StudySeries random_series(Rng rng, std::int64_t number) {
  StudySeries s;
  s.id = cat(number < 10 ? "s0" : "s", number);
  s.verdict.accepted = rng.chance(0.6);
  s.verdict.view = static_cast<View>(rng.integer(0, 5));
  s.verdict.rule = "sax-parallel-stack";
  s.verdict.reason = unusual_text(rng);
  for (std::int64_t i = rng.integer(0, 4); i > 0; --i) {
    const double value =
        rng.chance(0.2) ? std::numeric_limits<double>::infinity() : unusual_double(rng);
    s.verdict.evidence.emplace_back(cat("évidence ", i), value);
  }
  Acquisition& a = s.acquisition;
  a.manufacturer = unusual_text(rng);
  a.model = unusual_text(rng);
  a.series_description = unusual_text(rng);
  a.field_strength_t = 1.5;
  a.repetition_time_ms = unusual_double(rng);
  a.echo_time_ms = rng.uniform();
  a.flip_angle_degrees = unusual_double(rng);
  a.heart_rate_bpm = rng.uniform(40, 120);
  a.series_number = rng.chance(0.2) ? std::numeric_limits<std::int64_t>::max() : number * 100;
  a.synthetic = rng.chance(0.5);
  s.source_files = rng.integer(0, 500);
  s.source_hash = hex(sha256(cat("source", number)));
  s.cine.view = s.verdict.view;
  if (s.verdict.accepted) {
    for (std::int64_t i = rng.integer(1, 4); i > 0; --i) {
      s.cine.slices.push_back(random_slice(rng.split("slice", static_cast<std::uint64_t>(i))));
    }
  }
  return s;
}

inline Study random_study(std::uint64_t seed) {
  Rng rng(seed);
  Study study;
  study.study_key = random_key(rng, "study");
  study.patient_key = random_key(rng, "patient");
  const std::int64_t count = seed % 7 == 0 ? 0 : rng.integer(1, 12);
  for (std::int64_t i = 1; i <= count; ++i) {
    study.series.push_back(random_series(rng.split("series", static_cast<std::uint64_t>(i)), i));
  }
  return study;
}

inline bool same_bits(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

inline bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::ranges::equal(a, b, [](double x, double y) { return same_bits(x, y); });
}

/// Every number and text of a slice in one list, pixels aside.
inline std::vector<double> slice_numbers(const CineSlice& s) {
  const Geometry& g = s.geometry;
  std::vector<double> n = {static_cast<double>(s.frames),
                           static_cast<double>(s.rows),
                           static_cast<double>(s.columns),
                           static_cast<double>(s.type),
                           static_cast<double>(g.has_position),
                           g.row_spacing_mm,
                           g.column_spacing_mm,
                           g.slice_thickness_mm,
                           g.spacing_between_slices_mm,
                           s.rescale_slope,
                           s.rescale_intercept,
                           s.cycle_ms};
  for (const auto& v : {g.origin_mm, g.row_direction, g.column_direction}) {
    n.insert(n.end(), v.begin(), v.end());
  }
  n.insert(n.end(), s.trigger_time_ms.begin(), s.trigger_time_ms.end());
  return n;
}

inline std::vector<double> series_numbers(const StudySeries& s) {
  const Acquisition& a = s.acquisition;
  std::vector<double> n = {static_cast<double>(s.verdict.accepted),
                           static_cast<double>(s.verdict.view),
                           static_cast<double>(s.cine.view),
                           a.field_strength_t,
                           a.repetition_time_ms,
                           a.echo_time_ms,
                           a.flip_angle_degrees,
                           a.heart_rate_bpm,
                           static_cast<double>(a.synthetic)};
  for (const auto& e : s.verdict.evidence) n.push_back(e.second);
  return n;
}

inline std::vector<std::string> series_texts(const StudySeries& s) {
  const Acquisition& a = s.acquisition;
  std::vector<std::string> t = {s.id,
                                s.verdict.rule,
                                s.verdict.reason,
                                a.manufacturer,
                                a.model,
                                a.series_description,
                                s.source_hash,
                                std::to_string(a.series_number),
                                std::to_string(s.source_files)};
  for (const auto& e : s.verdict.evidence) t.push_back(e.first);
  return t;
}

/// Empty if equal bit for bit, else the first difference.
inline std::string study_difference(const Study& a, const Study& b, bool with_pixels = true) {
  if (a.study_key != b.study_key || a.patient_key != b.patient_key) return "keys";
  if (a.series.size() != b.series.size()) return "number of series";
  for (std::size_t i = 0; i < a.series.size(); ++i) {
    const StudySeries &x = a.series[i], &y = b.series[i];
    if (series_texts(x) != series_texts(y)) return cat("texts of ", x.id);
    if (!same_bits(series_numbers(x), series_numbers(y))) return cat("numbers of ", x.id);
    if (x.cine.slices.size() != y.cine.slices.size()) return cat("slices of ", x.id);
    for (std::size_t k = 0; k < x.cine.slices.size(); ++k) {
      const CineSlice &u = x.cine.slices[k], &v = y.cine.slices[k];
      if (!same_bits(slice_numbers(u), slice_numbers(v))) return cat("slice ", k, " of ", x.id);
      if (with_pixels ? u.pixels != v.pixels : !v.pixels.empty()) return cat("pixels of ", x.id);
    }
  }
  return "";
}

}  // namespace chordae::test
