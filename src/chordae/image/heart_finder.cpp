#include "chordae/image/heart_finder.h"

#include <algorithm>
#include <cmath>

#include "chordae/image/heart_votes.h"

namespace chordae {
namespace {

constexpr double kStackPrior = 60;  // mm: operators place the heart near the picture's centre,
constexpr double kSlicePrior = 40;  // which counts for more where one slice is all the evidence
constexpr double kSliceSigma = 12;  // how far one slice's centre may leave the stack's
constexpr double kRegion = 50;      // beyond this from the centre nothing counts as heart
constexpr double kUnknownExtent = 350;
constexpr double kUnknownGap = 10;
constexpr double kParallelCosine = 0.97;  // 14 degrees
constexpr double kUprightLength = 15;     // mm of stack that a tilt must be supported by
constexpr double kOutlier = 8;            // a slice that leaves the line by more loses weight
constexpr double kLargestPosition = 1e5;  // no scanner is larger, mm

double squared(double x) { return x * x; }

/// Whether position and directions can be computed with.
bool is_positioned(const Geometry& g) {
  if (!g.has_position) return false;
  for (const Vec3& direction :
       {g.row_direction, g.column_direction, cross(g.row_direction, g.column_direction)}) {
    if (!(norm(direction) > 0.5 && norm(direction) < 2)) return false;
  }
  return std::all_of(g.origin_mm.begin(), g.origin_mm.end(),
                     [](double x) { return std::abs(x) < kLargestPosition; });
}

bool are_one_stack(const CineSlice& a, const CineSlice& b) {
  const bool positioned = is_positioned(a.geometry);
  if (positioned != is_positioned(b.geometry)) return false;
  if (!positioned) return a.rows == b.rows && a.columns == b.columns;
  return std::abs(dot(a.geometry.normal(), b.geometry.normal())) > kParallelCosine;
}

/// `first`: the slice whose rows and columns span the plane of the stack.
MovingSlice make_moving(const CineSlice& slice, const CineSlice& first, std::size_t index) {
  MovingSlice out;
  const Geometry& g = slice.geometry;
  const double unknown = kUnknownExtent / static_cast<double>(std::max(slice.rows, slice.columns));
  const double row_mm = g.row_spacing_mm > 0 ? g.row_spacing_mm : unknown;
  const double column_mm = g.column_spacing_mm > 0 ? g.column_spacing_mm : unknown;
  if (is_positioned(first.geometry)) {
    const Vec3 n = first.geometry.normal();
    const Vec3 u = normalized(first.geometry.row_direction), v = cross(n, u);
    const Vec3 down = row_mm * normalized(g.column_direction),
               right = column_mm * normalized(g.row_direction);
    out.corner = {dot(g.origin_mm, u), dot(g.origin_mm, v)};
    out.per_row = {dot(down, u), dot(down, v)};
    out.per_column = {dot(right, u), dot(right, v)};
    out.z_mm = dot(g.origin_mm, n);
  } else {
    out.per_row = {0, row_mm};
    out.per_column = {column_mm, 0};
    out.z_mm = (g.spacing_between_slices_mm > 0 ? g.spacing_between_slices_mm : kUnknownGap) *
               static_cast<double>(index);
  }
  add_moving_pixels(slice, out);
  return out;
}

/// The straight line through the slices' own centres, weighted by their votes; slices off the line
/// are trusted less, and a short stack keeps the line upright. One point a slice.
std::vector<PlanePoint> fit_axis(const std::vector<MovingSlice>& slices,
                                 const std::vector<VoteMap::Peak>& own) {
  std::vector<double> weight;
  for (const auto& peak : own) weight.push_back(peak.votes);
  std::vector<PlanePoint> line(slices.size());
  for (int round = 0; round < 10; ++round) {
    double sum = 0, z = 0, u = 0, v = 0;
    for (std::size_t i = 0; i < slices.size(); ++i) {
      sum += weight[i];
      z += weight[i] * slices[i].z_mm;
      u += weight[i] * own[i].at.u;
      v += weight[i] * own[i].at.v;
    }
    z /= sum, u /= sum, v /= sum;
    double zz = sum * squared(kUprightLength), zu = 0, zv = 0;
    for (std::size_t i = 0; i < slices.size(); ++i) {
      zz += weight[i] * squared(slices[i].z_mm - z);
      zu += weight[i] * (slices[i].z_mm - z) * (own[i].at.u - u);
      zv += weight[i] * (slices[i].z_mm - z) * (own[i].at.v - v);
    }
    for (std::size_t i = 0; i < slices.size(); ++i) {
      const double dz = slices[i].z_mm - z;
      line[i] = {u + dz * zu / zz, v + dz * zv / zz};
      const double off = squared(own[i].at.u - line[i].u) + squared(own[i].at.v - line[i].v);
      weight[i] = own[i].votes / (1 + off / squared(kOutlier));
    }
  }
  return line;
}

std::vector<PlanePoint> find_axis(const std::vector<MovingSlice>& slices, PlanePoint middle) {
  VoteMap all(middle);
  for (const auto& slice : slices) all.add(slice);
  all.smooth();
  const auto shared = all.peak(middle, slices.size() > 2 ? kStackPrior : kSlicePrior);
  if (!(shared.votes > 0)) return std::vector<PlanePoint>(slices.size(), middle);
  if (slices.size() == 1) return {shared.at};
  std::vector<VoteMap::Peak> own;
  for (const auto& slice : slices) {
    VoteMap one(middle);
    one.add(slice);
    one.smooth();
    own.push_back(one.peak(shared.at, kSliceSigma));
  }
  return fit_axis(slices, own);
}

HeartLocation describe(const CineSlice& slice, const MovingSlice& moving, PlanePoint center) {
  const PlanePoint &down = moving.per_row, &right = moving.per_column;
  const double determinant = down.u * right.v - down.v * right.u;
  const double du = center.u - moving.corner.u, dv = center.v - moving.corner.v;
  HeartLocation out;
  out.row = std::clamp((du * right.v - dv * right.u) / determinant, 0.0,
                       static_cast<double>(slice.rows - 1));
  out.column = std::clamp((dv * down.u - du * down.v) / determinant, 0.0,
                          static_cast<double>(slice.columns - 1));
  center = moving.point(out.row, out.column);
  double near = 0, spread = 0, within = 0;
  const auto distance2 = [&](const MovingSlice::Pixel& p) {
    return squared(p.at.u - center.u) + squared(p.at.v - center.v);
  };
  for (const auto& p : moving.pixels) {
    const double d2 = distance2(p);
    if (d2 > squared(kRegion)) continue;
    near += p.weight;
    spread += p.weight * d2;
  }
  if (!(near > 0)) return out;
  out.radius_mm = std::sqrt(2 * spread / near);  // a full disc's mean squared distance is r^2 / 2
  for (const auto& p : moving.pixels)
    within += distance2(p) <= squared(out.radius_mm) ? p.weight : 0;
  out.confidence = std::min(1.0, within / moving.total);
  return out;
}

/// Parallel slices, by index, as one stack. Returns whether anything moves in them.
bool locate_stack(const Cine& cine, const std::vector<std::size_t>& members,
                  std::vector<HeartLocation>& out) {
  std::vector<MovingSlice> slices;
  PlanePoint middle;
  double moving = 0;
  for (const auto i : members) {
    const CineSlice& slice = cine.slices[i];
    slices.push_back(make_moving(slice, cine.slices[members[0]], i));
    const auto here = slices.back().point(0.5 * static_cast<double>(slice.rows - 1),
                                          0.5 * static_cast<double>(slice.columns - 1));
    middle.u += here.u / static_cast<double>(members.size());
    middle.v += here.v / static_cast<double>(members.size());
    moving += slices.back().total;
  }
  const auto axis = find_axis(slices, middle);
  for (std::size_t k = 0; k < members.size(); ++k)
    out[members[k]] = describe(cine.slices[members[k]], slices[k], axis[k]);
  return moving > 0;
}

}  // namespace

std::optional<std::vector<HeartLocation>> try_find_heart(const Cine& cine) {
  for (const auto& slice : cine.slices) check_slice(slice);
  std::vector<HeartLocation> out(cine.slices.size());
  std::vector<bool> done(cine.slices.size(), false);
  bool moves = false;
  for (std::size_t first = 0; first < cine.slices.size(); ++first) {
    if (done[first]) continue;
    std::vector<std::size_t> members;
    for (std::size_t i = first; i < cine.slices.size(); ++i) {
      if (done[i] || !are_one_stack(cine.slices[first], cine.slices[i])) continue;
      done[i] = true;
      members.push_back(i);
    }
    moves = locate_stack(cine, members, out) || moves;
  }
  if (!moves) return std::nullopt;
  return out;
}

std::optional<HeartLocation> try_find_heart(const CineSlice& slice) {
  const auto found = try_find_heart(Cine{.slices = {slice}});
  if (!found) return std::nullopt;
  return found->front();
}

}  // namespace chordae
