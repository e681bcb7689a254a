#include "chordae/phantom/views.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace chordae {
namespace {

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }

/// A pair of in-plane directions turned by `degrees` within their plane.
void turn(double degrees, Vec3* row, Vec3* column) {
  const double c = std::cos(radians(degrees)), s = std::sin(radians(degrees));
  const Vec3 turned = c * *row + s * *column;
  *column = c * *column - s * *row;
  *row = turned;
}

SeriesPlan short_axis(const Person& person, const ViewSettings& settings, Rng rng) {
  const LeftVentricle lv = left_ventricle(person.heart, 0);
  const auto n = static_cast<double>(settings.sax_slices);
  const double length = lv.cavity_apex_z() - lv.base_z;
  const double gap = std::max(settings.slice_gap_mm, length / n);
  Vec3 row = -1.0 * person.frame.septal,
       column = person.frame.inferior;  // lateral to the right, anterior up
  turn(rng.uniform(-12, 12), &row, &column);
  const double x = 12 + rng.normal(0, 6), y = rng.normal(0, 6);
  SeriesPlan plan{View::kSax, {}};
  for (std::int64_t i = 0; i < settings.sax_slices; ++i) {
    const double z = 0.5 * length + (static_cast<double>(i) - 0.5 * (n - 1)) * gap;
    Geometry g = centred_plane(person.frame.to_patient({x, y, z}), row, column, settings);
    g.spacing_between_slices_mm = gap;
    plan.planes.push_back(g);
  }
  return plan;
}

SeriesPlan long_axis(const Person& person, const ViewSettings& settings, View view, Rng rng) {
  // The picture's right side: lateral wall in 4CH, anterior in 2CH, anteroseptal in 3CH; apex up.
  const double right = view == View::kFourChamber    ? 30 + 180
                       : view == View::kThreeChamber ? -30
                                                     : -90;
  const Vec3 across = std::cos(radians(right)) * person.frame.septal +
                      std::sin(radians(right)) * person.frame.inferior;
  Vec3 row = across, column = -1.0 * person.frame.apical;
  turn(rng.uniform(-30, 30), &row, &column);
  const double side = (view == View::kFourChamber ? -12 : 0) + rng.normal(0, 6),
               z = 22 + rng.normal(0, 6);
  const Vec3 centre = person.frame.to_patient({0, 0, z}) + side * across;
  return {view, {centred_plane(centre, row, column, settings)}};
}

SeriesPlan localiser(const Person& person, ViewSettings settings) {
  settings.pixel_mm = 400.0 / static_cast<double>(settings.columns);
  const Vec3 centre = person.frame.to_patient({0, 0, 40});
  return {View::kUnknown,
          {centred_plane(centre, {1, 0, 0}, {0, 1, 0}, settings),     // axial
           centred_plane(centre, {1, 0, 0}, {0, 0, -1}, settings),    // coronal
           centred_plane(centre, {0, 1, 0}, {0, 0, -1}, settings)}};  // sagittal
}

}  // namespace

Geometry centred_plane(const Vec3& centre, const Vec3& row, const Vec3& column,
                       const ViewSettings& settings) {
  Geometry g;
  g.row_direction = row;
  g.column_direction = column;
  g.row_spacing_mm = g.column_spacing_mm = settings.pixel_mm;
  g.slice_thickness_mm = settings.thickness_mm;
  g.has_position = true;
  g.origin_mm = centre -
                (0.5 * settings.pixel_mm * static_cast<double>(settings.columns - 1)) * row -
                (0.5 * settings.pixel_mm * static_cast<double>(settings.rows - 1)) * column;
  return g;
}

std::vector<SeriesPlan> plan_views(const Person& person, const ViewSettings& settings,
                                   const Rng& rng) {
  std::vector<SeriesPlan> plans;
  if (settings.scout) plans.push_back(localiser(person, settings));
  plans.push_back(short_axis(person, settings, rng.split("sax")));
  for (const View view : {View::kTwoChamber, View::kThreeChamber, View::kFourChamber}) {
    plans.push_back(long_axis(person, settings, view, rng.split(view_name(view))));
  }
  return plans;
}

}  // namespace chordae
