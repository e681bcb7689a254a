#include "chordae/phantom/heart.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"

namespace chordae {
namespace {

constexpr float kValveMm = 2.5F;     // leaflets and the partial volume that draws them
constexpr float kSkeletonMm = 4.0F;  // fibrous skeleton between ventricle and atria
constexpr float kVesselWallMm = 1.8F;
constexpr double kThinWallMm = 2.5;  // right ventricle and atria

Point point(double x, double y, double z) {
  return {static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)};
}

/// A point `r` mm from the long axis at an angle about it.
Point polar(double r, double degrees, double z) {
  const double a = degrees * std::numbers::pi / 180.0;
  return point(r * std::cos(a), r * std::sin(a), z);
}

Ellipsoid ellipsoid(Point centre, double x, double y, double z) {
  return {centre, point(1.0 / x, 1.0 / y, 1.0 / z)};
}

Tube tube(Point from, Point to, double radius) {
  const Point d{to.x - from.x, to.y - from.y, to.z - from.z};
  return {from, d, 1.0F / (d.x * d.x + d.y * d.y + d.z * d.z), static_cast<float>(radius)};
}

/// pi r^2 b f(k) is the volume of the truncated ellipsoid with k = cut / b.
double cut_factor(double k) { return 2.0 / 3.0 + k - k * k * k / 3.0; }

double radius_for(double ml, double half_length, double cut) {
  return std::sqrt(1000.0 * ml / (std::numbers::pi * half_length * cut_factor(cut / half_length)));
}

/// How far from `from` a ball reaches.
float reach(Point from, Point centre, double radius) {
  return std::hypot(centre.x - from.x, centre.y - from.y, centre.z - from.z) +
         static_cast<float>(radius);
}

float tube_reach(Point from, const Tube& t) {
  const Point to{t.from.x + t.along.x, t.from.y + t.along.y, t.from.z + t.along.z};
  return std::max(reach(from, t.from, t.radius + kVesselWallMm),
                  reach(from, to, t.radius + kVesselWallMm));
}

}  // namespace

double truncated_ellipsoid_ml(double radius, double half_length, double cut) {
  return std::numbers::pi * radius * radius * half_length * cut_factor(cut / half_length) / 1000.0;
}

double LeftVentricle::cavity_ml() const {
  return truncated_ellipsoid_ml(cavity_radius, cavity_half_length, centre_z - base_z);
}

double LeftVentricle::muscle_ml() const {
  return truncated_ellipsoid_ml(outer_radius, outer_half_length, centre_z - base_z) - cavity_ml();
}

LeftVentricle left_ventricle(const HeartShape& s, double emptied) {
  // End-diastole fixes the muscle's volume and the outer apex.
  const double radius =
      std::cbrt(1000.0 * s.edv_ml / (std::numbers::pi * s.aspect * cut_factor(s.truncation)));
  const double half = s.aspect * radius, cut = s.truncation * half,
               apex_wall = s.apex_share * s.wall_mm;
  const double outer_half = half + apex_wall, apex_z = cut + outer_half;
  const double outer_ml = truncated_ellipsoid_ml(radius + s.wall_mm, outer_half, cut);

  // Later the base has come down, the outer ellipsoid keeps its truncation, the apical wall
  // thickens, and the two radii follow from the two volumes.
  LeftVentricle lv;
  const double ejected_ml = emptied * (s.edv_ml - s.esv_ml);
  lv.base_z = s.descent_mm * emptied;
  lv.outer_half_length = (apex_z - lv.base_z) * outer_half / (outer_half + cut);
  lv.centre_z = apex_z - lv.outer_half_length;
  lv.cavity_half_length =
      lv.outer_half_length - apex_wall * (1.0 + 0.6 * emptied * s.lvef_percent() / 60.0);
  const double now_cut = lv.centre_z - lv.base_z;
  if (!(s.esv_ml > 0 && s.esv_ml < s.edv_ml && s.wall_mm > 0 && lv.cavity_half_length > now_cut)) {
    throw Error(ErrorCode::kConfig,
                "a heart that can't be: its volumes, wall and length contradict each other");
  }
  lv.outer_radius = radius_for(outer_ml - ejected_ml, lv.outer_half_length, now_cut);
  lv.cavity_radius = radius_for(s.edv_ml - ejected_ml, lv.cavity_half_length, now_cut);
  if (!(lv.cavity_radius < lv.outer_radius)) {
    throw Error(ErrorCode::kConfig, "a heart that can't be: its cavity is wider than its wall");
  }
  return lv;
}

float Tube::square_distance(Point p) const {
  const float x = p.x - from.x, y = p.y - from.y, z = p.z - from.z;
  const float t =
      std::clamp((x * along.x + y * along.y + z * along.z) * inverse_square, 0.0F, 1.0F);
  const float dx = x - t * along.x, dy = y - t * along.y, dz = z - t * along.z;
  return dx * dx + dy * dy + dz * dz;
}

HeartPose heart_pose(const HeartShape& s, const CycleState& state) {
  const LeftVentricle lv = left_ventricle(s, state.emptied);
  const LeftVentricle diastole = left_ventricle(s, 0);
  const double squeeze = state.emptied * std::min(1.0, s.lvef_percent() / 60.0);
  const double base = lv.base_z;
  HeartPose p;
  p.base_z = static_cast<float>(base);
  p.tricuspid_z = static_cast<float>(1.3 * base);
  p.mitral_open = state.mitral_open;

  const Point centre = point(0, 0, lv.centre_z);
  const double outer = lv.outer_radius, outer_half = lv.outer_half_length, lv_fat = 0.35 * s.fat_mm;
  p.cavity = ellipsoid(centre, lv.cavity_radius, lv.cavity_radius, lv.cavity_half_length);
  p.outer = ellipsoid(centre, outer, outer, outer_half);
  p.outer_fat = ellipsoid(centre, outer + lv_fat, outer + lv_fat, outer_half + lv_fat);

  // Anterolateral and posteromedial papillary muscles, in the middle third, rooted in the wall.
  p.has_papillary = s.papillary_mm > 0;
  if (p.has_papillary) {
    const double z = lv.centre_z + 0.1 * lv.cavity_half_length,
                 r = lv.cavity_radius - 0.4 * s.papillary_mm;
    const double half = 0.34 * lv.cavity_half_length;
    p.papillary = {ellipsoid(polar(r, -145, z), s.papillary_mm, s.papillary_mm, half),
                   ellipsoid(polar(r, 112, z), s.papillary_mm, s.papillary_mm, half)};
  }

  // Right ventricle: an ellipsoid of which the left ventricle covers the inner part.
  const double depth = s.right_mm * (1.0 - 0.30 * squeeze),
               width = 1.12 * diastole.outer_radius * (1.0 - 0.10 * squeeze);
  const double rv_half = 0.86 * outer_half;
  const Point rv = point(0.90 * outer, 0.12 * outer, lv.centre_z - 0.12 * outer_half);
  const double t = kThinWallMm + 1.2 * squeeze;
  p.right = ellipsoid(rv, depth, width, rv_half);
  p.right_wall = ellipsoid(rv, depth + t, width + t, rv_half + t);
  p.right_fat = ellipsoid(rv, depth + t + s.fat_mm, width + t + s.fat_mm, rv_half + t + s.fat_mm);

  // Atria hang on the valve planes and fill while the ventricles empty.
  const double fill = 0.92 + 0.16 * squeeze;
  const double la = s.atrium_mm * fill, ra = 1.02 * s.atrium_mm * fill;
  const Point la_centre = polar(9, 150, base - 0.72 * la),
              ra_centre = point(1.12 * diastole.outer_radius, 12, 1.3 * base - 0.75 * ra);
  p.left_atrium = ellipsoid(la_centre, la, 1.1 * la, la);
  p.left_atrium_wall =
      ellipsoid(la_centre, la + kThinWallMm, 1.1 * la + kThinWallMm, la + kThinWallMm);
  p.right_atrium = ellipsoid(ra_centre, ra, 1.05 * ra, ra);
  p.right_atrium_wall =
      ellipsoid(ra_centre, ra + kThinWallMm, 1.05 * ra + kThinWallMm, ra + kThinWallMm);

  // Great vessels: roots move with the base, far ends stay.
  const double root = 0.52 * diastole.cavity_radius;
  p.aorta = tube(polar(root, -32, base + 2), point(22, -28, -62), 11.5);
  p.pulmonary = tube(polar(1.25 * diastole.outer_radius, -52, base + 6), point(6, -52, -52), 11.0);

  Sphere ventricles{point(0.45 * outer, 0, 0.5 * (base + lv.outer_apex_z())), 0};
  ventricles.radius =
      std::max({reach(ventricles.centre, centre, std::max(outer, outer_half) + lv_fat),
                reach(ventricles.centre, rv, std::max({depth, width, rv_half}) + t + s.fat_mm)});
  Sphere above{point(0.5 * diastole.outer_radius, -8, -25), 0};
  above.radius =
      std::max({reach(above.centre, la_centre, 1.1 * la + kThinWallMm),
                reach(above.centre, ra_centre, 1.05 * ra + kThinWallMm),
                tube_reach(above.centre, p.aorta), tube_reach(above.centre, p.pulmonary)});
  p.bounds = {ventricles, above};
  return p;
}

bool is_near_heart(const HeartPose& pose, Point p, float margin) {
  for (const Sphere& s : pose.bounds) {
    const float x = p.x - s.centre.x, y = p.y - s.centre.y, z = p.z - s.centre.z,
                r = s.radius + margin;
    if (x * x + y * y + z * z <= r * r) return true;
  }
  return false;
}

Tissue heart_tissue(const HeartPose& h, Point p) {
  const bool ventricular = p.z >= h.base_z;
  if (ventricular && h.outer.contains(p)) {
    if (!h.cavity.contains(p)) return Tissue::kMyocardium;
    if (h.has_papillary && (h.papillary[0].contains(p) || h.papillary[1].contains(p)))
      return Tissue::kLvPapillary;
    return Tissue::kLvBlood;
  }

  // Vessels first: they run through what is around the base.
  const float aorta = h.aorta.square_distance(p);
  const auto within = [](float square, float r) { return square <= r * r; };
  if (!ventricular && within(aorta, h.aorta.radius)) {
    const bool leaflet = h.mitral_open && p.z > h.base_z - kValveMm - 4 && p.z < h.base_z - 4;
    return leaflet ? Tissue::kMyocardium : Tissue::kBlood;
  }
  if (!ventricular && within(aorta, h.aorta.radius + kVesselWallMm)) return Tissue::kMyocardium;

  if (!ventricular && h.left_atrium.contains(p)) {
    const bool leaflet = !h.mitral_open && p.z > h.base_z - kValveMm;
    return leaflet ? Tissue::kMyocardium : Tissue::kBlood;
  }
  if (p.z >= h.tricuspid_z && h.right.contains(p)) {
    const bool leaflet = !h.mitral_open && p.z < h.tricuspid_z + kValveMm;
    return leaflet ? Tissue::kMyocardium : Tissue::kBlood;
  }
  if (p.z < h.tricuspid_z && h.right_atrium.contains(p)) return Tissue::kBlood;
  const float pulmonary = h.pulmonary.square_distance(p);
  if (within(pulmonary, h.pulmonary.radius)) return Tissue::kBlood;

  if (p.z >= h.tricuspid_z && h.right_wall.contains(p)) return Tissue::kMyocardium;
  if (!ventricular &&
      (h.left_atrium_wall.contains(p) || (p.z > h.base_z - kSkeletonMm && h.outer.contains(p)))) {
    return Tissue::kMyocardium;
  }
  if (p.z < h.tricuspid_z && h.right_atrium_wall.contains(p)) return Tissue::kMyocardium;
  if (within(pulmonary, h.pulmonary.radius + kVesselWallMm)) return Tissue::kMyocardium;
  if (h.outer_fat.contains(p) || h.right_fat.contains(p)) return Tissue::kFat;
  return Tissue::kNothing;
}

}  // namespace chordae
