#include "chordae/pipeline/long_axis_views.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/cancel.h"
#include "chordae/base/thread_pool.h"
#include "chordae/pipeline/connected_ventricle.h"

namespace chordae {
namespace {

constexpr double kMostTilt = 0.5;    // sine of 30 degrees, between a view and the stack's normal
constexpr double kFarFromAxis = 20;  // mm: a view that passes the axis by more misses the cavity
constexpr double kAboutAxis = 25;    // mm
constexpr double kLeastWidth = 10;   // mm of blood that a view must see in a slice to speak of it
constexpr double kBaseThird = 1.0 / 3;  // of the ventricle's length: about where training centres
constexpr double kAgree = 1.5;          // factor by which widths may differ: views pass the axis
constexpr double kBody = 0.6;           // of the largest area: slices whose widths are compared
constexpr double kReach = 4;  // gaps about the outermost slice where the base is looked for
constexpr double kStep = 2;   // mm along the axis: a clip's pixel

/// The ventricle's axis in the patient: heights are mm along the stack's normal.
struct Axis {
  Vec3 origin, direction;  ///< of height 0; mm a mm of height
  Vec3 normal;             ///< of the stack
  double offset = 0;       ///< of a point's dot product with the normal at height 0

  Vec3 at(double height) const { return origin + height * direction; }
  double height(const Vec3& point) const { return dot(point, normal) - offset; }
};

/// The straight line through the first and the last slice's points of the fitted axis.
std::optional<Axis> find_axis(const SaxStack& stack, const StackMaps& maps,
                              const StackVolumes& volumes) {
  if (!stack.spacing_known || stack.slices.size() < 2 ||
      !stack.slices.front().cine->geometry.has_position) {
    return std::nullopt;
  }
  const auto line = fit_ventricle_axis(stack, maps.maps, &volumes.regions);
  if (!line) return std::nullopt;
  const auto point = [&](std::size_t s) {
    const auto [row, column] = stack.slices[s].pixel((*line)[s]);
    return stack.slices[s].cine->geometry.point_mm(row, column);
  };
  const std::size_t last = stack.slices.size() - 1;
  const double first_mm = stack.slices[0].position_mm, last_mm = stack.slices[last].position_mm;
  if (!(last_mm > first_mm)) return std::nullopt;
  Axis axis;
  axis.direction = (1 / (last_mm - first_mm)) * (point(last) - point(0));
  axis.origin = point(0) - first_mm * axis.direction;
  axis.normal = stack.slices[0].cine->geometry.normal();
  if (dot(axis.normal, axis.direction) < 0) axis.normal = -1.0 * axis.normal;
  axis.offset = dot(axis.origin, axis.normal);
  return axis;
}

/// First and last slice that show ventricle, base first.
struct Ends {
  std::size_t base = 0, apex = 0;
};

Ends find_ends(const StackVolumes& v) {
  std::size_t first = v.regions.size(), last = 0;
  for (std::size_t s = 0; s < v.regions.size(); ++s) {
    if (v.regions[s].is_empty) continue;
    first = std::min(first, s);
    last = s;
  }
  double front = 0, back = 0;  // more lies near the base
  for (std::size_t s = first; s <= last; ++s) {
    (2 * s < first + last ? front : back) += v.cavity_mm2[s][static_cast<std::size_t>(v.ed)];
  }
  return front >= back ? Ends{first, last} : Ends{last, first};
}

/// What a view sees within `half_mm` of a height, about the axis, at one moment: widths, mm.
struct Seen {
  double ventricle = 0, outflow = 0;
  double all() const { return ventricle + outflow; }
};

Seen look(const LongAxisView& view, const Axis& axis, double height, double half_mm,
          std::int64_t t) {
  const SliceMaps& m = view.maps;
  const auto cavity = m.frame(m.cavity, t), outflow = m.frame(m.outflow, t);
  const Vec3 middle = axis.at(height);
  Seen seen;
  for (std::size_t i = 0; i < m.pixels(); ++i) {
    if (!(cavity[i] + outflow[i] > 0.05F)) continue;
    const auto h = static_cast<double>(static_cast<std::int64_t>(i) / m.grid.size);
    const auto w = static_cast<double>(static_cast<std::int64_t>(i) % m.grid.size);
    const Vec3 p = view.cine->geometry.point_mm(m.grid.row_at(h), m.grid.column_at(w));
    const double up = axis.height(p) - height;
    if (!(std::abs(up) <= half_mm)) continue;
    const Vec3 aside = p - middle - up * axis.direction;
    if (norm(aside) > kAboutAxis + kFarFromAxis) continue;
    // Along the picture only: the plane may pass the axis.
    const Vec3 n = view.cine->geometry.normal();
    if (norm(aside - dot(aside, n) * n) > kAboutAxis) continue;
    seen.ventricle += cavity[i];
    seen.outflow += outflow[i];
  }
  const double to_mm = m.grid.pixel_area_mm2() / (2 * half_mm);
  return {seen.ventricle * to_mm, seen.outflow * to_mm};
}

/// Whether the view's ventricle is as wide as the stack's in the slices that show most of it.
bool agrees(const LongAxisView& view, const Axis& axis, const SaxStack& stack,
            const StackVolumes& v) {
  const auto ed = static_cast<std::size_t>(v.ed);
  double largest = 0, own = 0, other = 0;
  for (const auto& slice : v.cavity_mm2) largest = std::max(largest, slice[ed]);
  for (std::size_t s = 0; s < stack.slices.size(); ++s) {
    const double area = v.cavity_mm2[s][ed];
    if (area < kBody * largest) continue;
    const double width = 2 * std::sqrt(area / std::numbers::pi);
    own += std::min(width, 2 * kAboutAxis);
    other += look(view, axis, stack.slices[s].position_mm, 0.5 * stack.gap_mm, v.ed).ventricle;
  }
  return other * kAgree > own && own * kAgree > other;
}

/// Height of the mitral plane above the base-most slice: where, going outwards from the body of the
/// ventricle, atrium and aorta begin to be more than half of what the views see. Absent if they
/// never do within reach.
std::optional<double> base_height(const std::vector<LongAxisView>& views, const Axis& axis,
                                  double base_mm, double upwards, double gap_mm, std::int64_t t) {
  std::optional<double> ventricle;
  for (double d = -kReach * gap_mm; d <= kReach * gap_mm; d += kStep) {
    Seen seen;
    for (const LongAxisView& view : views) {
      const Seen own = look(view, axis, base_mm + upwards * d, 0.5 * kStep, t);
      seen.ventricle += own.ventricle;
      seen.outflow += own.outflow;
    }
    if (seen.all() < kLeastWidth * static_cast<double>(views.size())) continue;
    if (seen.ventricle > seen.outflow) {
      ventricle = d;
    } else if (ventricle) {
      return *ventricle + 0.5 * kStep;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<LongAxisView> segment_long_axis(const Study& study, const SaxStack& stack,
                                            const StackMaps& maps, const StackVolumes& volumes,
                                            const HeartModel& model, const SegmentConfig& config) {
  std::vector<LongAxisView> views;
  const auto axis = find_axis(stack, maps, volumes);
  if (!axis || volumes.slices_used == 0) return views;
  const Ends ends = find_ends(volumes);
  const double base = stack.slices[ends.base].position_mm,
               apex = stack.slices[ends.apex].position_mm;
  const Vec3 centre = axis->at(base + kBaseThird * (apex - base));
  std::vector<ClipGrid> grids;
  for (const StudySeries& series : study.series) {
    const View view = series.verdict.view;
    if (!series.verdict.accepted || series.cine.slices.empty() ||
        (view != View::kTwoChamber && view != View::kThreeChamber && view != View::kFourChamber)) {
      continue;
    }
    // Of several parallel slices the middle one, as clips of a study have it (study_clips.h).
    const CineSlice& cine = series.cine.slices[series.cine.slices.size() / 2];
    const Geometry& g = cine.geometry;
    if (cine.frames < 2 || !g.has_position || !(g.row_spacing_mm > 0 && g.column_spacing_mm > 0)) {
      continue;
    }
    const Vec3 n = g.normal(), from = centre - g.origin_mm;
    if (std::abs(dot(n, axis->normal)) > kMostTilt || std::abs(dot(from, n)) > kFarFromAxis)
      continue;
    const double row = dot(from, normalized(g.column_direction)) / g.row_spacing_mm;
    const double column = dot(from, normalized(g.row_direction)) / g.column_spacing_mm;
    if (!(row >= 0 && column >= 0 && row <= static_cast<double>(cine.rows - 1) &&
          column <= static_cast<double>(cine.columns - 1))) {
      continue;
    }
    views.push_back({series.id, &cine, {}});
    grids.push_back({model.config().size, model.config().pixel_mm, row, column, g.row_spacing_mm,
                     g.column_spacing_mm});
  }
  parallel_for(
      static_cast<std::int64_t>(views.size()), thread_count(config.threads), [&](std::int64_t i) {
        check_cancelled();
        const auto k = static_cast<std::size_t>(i);
        views[k].maps =
            segment_slice(*views[k].cine, grids[k], model, config.rotations, wants_bf16(config), config.fine_beat);
      });
  return views;
}

LongAxisEvidence compare_long_axis(const SaxStack& stack, const StackMaps& maps,
                                   const StackVolumes& volumes,
                                   const std::vector<LongAxisView>& views) {
  LongAxisEvidence out;
  const auto axis = find_axis(stack, maps, volumes);
  if (!axis || volumes.slices_used == 0) return out;
  std::vector<LongAxisView> agreeing;
  for (const LongAxisView& view : views) {
    if (agrees(view, *axis, stack, volumes)) agreeing.push_back(view);
  }
  out.views = agreeing.size();
  if (agreeing.empty()) return out;
  for (const StackSlice& slice : stack.slices) {
    std::vector<double> shares;
    for (std::int64_t t = 0; t < maps.maps.front().frames; ++t) {
      Seen seen;
      for (const LongAxisView& view : agreeing) {
        const Seen own = look(view, *axis, slice.position_mm, 0.5 * stack.gap_mm, t);
        seen.ventricle += own.ventricle;
        seen.outflow += own.outflow;
      }
      const bool enough = seen.all() >= kLeastWidth * static_cast<double>(agreeing.size());
      shares.push_back(enough ? seen.ventricle / seen.all() : -1);
    }
    out.ventricle_share.push_back(std::move(shares));
  }
  const Ends ends = find_ends(volumes);
  const double base = stack.slices[ends.base].position_mm,
               apex = stack.slices[ends.apex].position_mm;
  out.base_beyond_stack_mm =
      base_height(agreeing, *axis, base, base > apex ? 1 : -1, stack.gap_mm, volumes.ed);
  return out;
}

}  // namespace chordae
