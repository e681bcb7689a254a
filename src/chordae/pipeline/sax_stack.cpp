#include "chordae/pipeline/sax_stack.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "chordae/base/error.h"

namespace chordae {
namespace {

constexpr double kUnknownExtent = 350;  // mm along the longer side, as the heart finder takes it
constexpr double kUnknownGap = 10;      // mm
constexpr double kMostTilt = 10;        // degrees; planning within a stack is exact
constexpr double kFarAway = 3.5;        // gaps without a slice end the stack
constexpr double kHeartLength = 120;    // mm: a stack that covers more covers nothing more

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool is_positioned(const Geometry& g) {
  if (!g.has_position) return false;
  for (const Vec3& d :
       {g.row_direction, g.column_direction, cross(g.row_direction, g.column_direction)}) {
    if (!(norm(d) > 0.5 && norm(d) < 2)) return false;
  }
  return std::all_of(g.origin_mm.begin(), g.origin_mm.end(),
                     [](double x) { return std::abs(x) < 1e5; });
}

/// The slice whose plane is nearest to most others'.
std::size_t find_reference(const Cine& sax, const std::vector<std::size_t>& members) {
  std::size_t best = members.front();
  double least = 1e9;
  for (const auto i : members) {
    std::vector<double> tilts;
    for (const auto j : members) {
      tilts.push_back(angle_between_planes_degrees(sax.slices[i].geometry, sax.slices[j].geometry));
    }
    const double tilt = median(tilts);
    if (tilt < least - 1e-6) {
      least = tilt;
      best = i;
    }
  }
  return best;
}

StackSlice place(const Cine& sax, std::size_t index, const Geometry* reference) {
  const CineSlice& slice = sax.slices[index];
  const Geometry& g = slice.geometry;
  StackSlice out;
  out.index = index;
  out.cine = &slice;
  std::tie(out.row_mm, out.column_mm) = pixel_spacing_mm(slice);
  if (reference != nullptr) {
    const Vec3 n = reference->normal();
    const Vec3 u = normalized(reference->row_direction), v = cross(n, u);
    const Vec3 down = out.row_mm * normalized(g.column_direction);
    const Vec3 right = out.column_mm * normalized(g.row_direction);
    out.corner = {dot(g.origin_mm, u), dot(g.origin_mm, v)};
    out.per_row = {dot(down, u), dot(down, v)};
    out.per_column = {dot(right, u), dot(right, v)};
    // Of the picture's middle: a slightly tilted plane has no one position.
    const Vec3 middle = g.origin_mm + (0.5 * static_cast<double>(slice.rows - 1)) * down +
                        (0.5 * static_cast<double>(slice.columns - 1)) * right;
    out.position_mm = dot(middle, n);
  } else {
    out.per_row = {0, out.row_mm};
    out.per_column = {out.column_mm, 0};
    // Middles above each other.
    out.corner = {-0.5 * static_cast<double>(slice.columns - 1) * out.column_mm,
                  -0.5 * static_cast<double>(slice.rows - 1) * out.row_mm};
    const double gap = g.spacing_between_slices_mm > 0 ? g.spacing_between_slices_mm
                       : g.slice_thickness_mm > 0      ? g.slice_thickness_mm
                                                       : kUnknownGap;
    out.position_mm = gap * static_cast<double>(index);
  }
  return out;
}

/// One value everywhere: a picture that was lost, not a slice without ventricle.
bool is_blank(const CineSlice& slice) {
  const std::size_t size = pixel_bytes(slice.type);
  return std::equal(slice.pixels.begin() + static_cast<std::ptrdiff_t>(size), slice.pixels.end(),
                    slice.pixels.begin());
}

/// Why a slice can't be used, whatever the others are like; empty if it can.
/// Errors  kShape
std::string fault_of(const CineSlice& slice) {
  try {
    check_slice(slice);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kNumeric) throw;
    return e.message();
  }
  if (slice.frames < 2) return kOneFrame;
  return is_blank(slice) ? "blank" : "";
}

std::vector<double> gaps_of(const std::vector<StackSlice>& slices) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < slices.size(); ++i) {
    const double gap = slices[i].position_mm - slices[i - 1].position_mm;
    if (gap > 0.5) gaps.push_back(gap);  // mm; less is the same place
  }
  return gaps;
}

/// Keeps the longest run of slices without a wide hole.
void drop_far_slices(SaxStack& stack) {
  std::size_t begin = 0, best_begin = 0, best_end = 0;
  for (std::size_t i = 0; i < stack.slices.size(); ++i) {
    if (i > 0 &&
        stack.slices[i].position_mm - stack.slices[i - 1].position_mm > kFarAway * stack.gap_mm) {
      begin = i;
    }
    if (i + 1 - begin > best_end - best_begin) {
      best_begin = begin;
      best_end = i + 1;
    }
  }
  std::vector<StackSlice> kept;
  for (std::size_t i = 0; i < stack.slices.size(); ++i) {
    if (i >= best_begin && i < best_end) {
      kept.push_back(stack.slices[i]);
    } else {
      stack.left_out.emplace_back(stack.slices[i].index, "far from the other slices");
    }
  }
  stack.slices = std::move(kept);
}

}  // namespace

std::pair<double, double> pixel_spacing_mm(const CineSlice& slice) {
  const Geometry& g = slice.geometry;
  const double unknown = kUnknownExtent / static_cast<double>(std::max(slice.rows, slice.columns));
  return {g.row_spacing_mm > 0 ? g.row_spacing_mm : unknown, g.column_spacing_mm > 0 ? g.column_spacing_mm : unknown};
}

PlanePoint StackSlice::point(double row, double column) const {
  return {corner.u + row * per_row.u + column * per_column.u,
          corner.v + row * per_row.v + column * per_column.v};
}

std::pair<double, double> StackSlice::pixel(const PlanePoint& at) const {
  const double determinant = per_row.u * per_column.v - per_row.v * per_column.u;
  const double du = at.u - corner.u, dv = at.v - corner.v;
  return {(du * per_column.v - dv * per_column.u) / determinant,
          (dv * per_row.u - du * per_row.v) / determinant};
}

SaxStack arrange_stack(const Cine& sax) {
  SaxStack stack;
  std::vector<std::size_t> members, positioned;
  for (std::size_t i = 0; i < sax.slices.size(); ++i) {
    if (std::string fault = fault_of(sax.slices[i]); !fault.empty()) {
      stack.left_out.emplace_back(i, std::move(fault));
      continue;
    }
    members.push_back(i);
    if (is_positioned(sax.slices[i].geometry)) positioned.push_back(i);
  }
  if (members.empty()) return stack;
  const bool has_positions = 2 * positioned.size() > members.size();
  const Geometry* reference =
      has_positions ? &sax.slices[find_reference(sax, positioned)].geometry : nullptr;

  std::vector<double> spacings;
  for (const auto i : members) spacings.push_back(sax.slices[i].geometry.row_spacing_mm);
  const double usual_spacing = median(spacings);
  bool gap_known = has_positions;
  stack.spacing_known = usual_spacing > 0;
  for (const auto i : members) {
    const Geometry& g = sax.slices[i].geometry;
    if (has_positions && !is_positioned(g)) {
      stack.left_out.emplace_back(i, "without a position, unlike the others");
    } else if (has_positions && angle_between_planes_degrees(g, *reference) > kMostTilt) {
      stack.left_out.emplace_back(i, "tilted against the other slices");
    } else if (usual_spacing > 0 &&
               !(g.row_spacing_mm > 0.5 * usual_spacing && g.row_spacing_mm < 2 * usual_spacing)) {
      stack.left_out.emplace_back(i, "pixel spacing unlike the others'");
    } else {
      stack.slices.push_back(place(sax, i, reference));
      if (!has_positions) gap_known = gap_known || g.spacing_between_slices_mm > 0;
    }
  }
  stack.spacing_known = stack.spacing_known && gap_known;
  std::stable_sort(
      stack.slices.begin(), stack.slices.end(),
      [](const StackSlice& a, const StackSlice& b) { return a.position_mm < b.position_mm; });
  stack.gap_mm = median(gaps_of(stack.slices));
  if (stack.gap_mm > 0) drop_far_slices(stack);
  return stack;
}

std::size_t count_positions(const SaxStack& stack) {
  std::size_t count = stack.slices.empty() ? 0 : 1;
  for (std::size_t i = 1; i < stack.slices.size(); ++i) {
    const double step = stack.slices[i].position_mm - stack.slices[i - 1].position_mm;
    if (step > kSamePosition * stack.gap_mm && step > 0) ++count;
  }
  return count;
}

std::optional<std::size_t> choose_sax_series(const Study& study) {
  std::optional<std::size_t> best;
  std::tuple<double, double, std::size_t> best_score;
  for (std::size_t i = 0; i < study.series.size(); ++i) {
    const StudySeries& series = study.series[i];
    if (!series.verdict.accepted || series.verdict.view != View::kSax ||
        series.cine.slices.empty()) {
      continue;
    }
    const SaxStack stack = arrange_stack(series.cine);
    const double covered =
        std::min(kHeartLength, static_cast<double>(count_positions(stack)) *
                                   (stack.gap_mm > 0 ? stack.gap_mm : kUnknownGap));
    const double frames = static_cast<double>(series.cine.frame_count()) /
                          static_cast<double>(series.cine.slices.size());
    const std::tuple score{std::round(covered / 10), std::min(frames, 20.0), i};
    if (!best || score > best_score) {
      best = i;
      best_score = score;
    }
  }
  return best;
}

}  // namespace chordae
