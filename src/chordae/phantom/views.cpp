#include "chordae/phantom/views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "chordae/phantom/anatomy/resting_heart.h"

namespace chordae {
namespace {

constexpr double kWidestGapMm = 24;

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }

/// Turns two perpendicular directions by `degrees` within their plane.
void turn(double degrees, Vec3* a, Vec3* b) {
  const double c = std::cos(radians(degrees)), s = std::sin(radians(degrees));
  const Vec3 turned = c * *a + s * *b;
  *b = c * *b - s * *a;
  *a = turned;
}

/// The frame that the technologist sees: the person's, with the long axis a few degrees off.
HeartFrame planned_frame(const Person& person, double error, Rng rng) {
  HeartFrame f = person.frame;
  turn(error * rng.normal(0, 3), &f.apical, &f.septal);
  turn(error * rng.normal(0, 3), &f.apical, &f.inferior);
  return f;
}

/// A stack of parallel planes, the first at `first_mm` along `normal` from `centre`.
std::vector<Geometry> stack(const Vec3& centre, const Vec3& row, const Vec3& column, const Vec3& normal,
                            double first_mm, double gap_mm, std::int64_t slices, const ViewSettings& settings) {
  std::vector<Geometry> planes;
  for (std::int64_t i = 0; i < slices; ++i) {
    Geometry g = centred_plane(centre + (first_mm + static_cast<double>(i) * gap_mm) * normal, row, column, settings);
    g.spacing_between_slices_mm = gap_mm;
    planes.push_back(g);
  }
  return planes;
}

std::vector<Geometry> short_axis(const HeartFrame& frame, double length_mm, const ViewSettings& settings, Rng rng) {
  const auto n = static_cast<double>(settings.sax_slices);
  // Widened to reach base to apex, but not beyond what still is a stack.
  const double gap = std::max(settings.slice_gap_mm, std::min(length_mm / n, kWidestGapMm));
  const double error = settings.planning_error;
  Vec3 row = -1.0 * frame.septal, column = frame.inferior;  // lateral to the right, anterior up
  turn(std::clamp(rng.normal(0, 20), -75.0, 75.0), &row, &column);
  const double x = 12 + error * rng.normal(0, 6), y = error * rng.normal(0, 6);
  const double middle = 0.5 * length_mm + error * rng.normal(0, 0.25 * gap);
  const double first = settings.sax_first_mm.value_or(middle - 0.5 * (n - 1) * gap);
  return stack(frame.to_patient({x, y, 0}), row, column, frame.apical, first, gap, settings.sax_slices, settings);
}

Geometry long_axis(const HeartFrame& frame, const ViewSettings& settings, View view, Rng rng) {
  // The picture's right side: lateral wall in 4CH, anterior in 2CH, anteroseptal in 3CH; apex up.
  const double error = settings.planning_error;
  const double right = (view == View::kFourChamber ? 30 + 180 : view == View::kThreeChamber ? -30 : -90) +
                       error * rng.normal(0, 6);
  const Vec3 across = std::cos(radians(right)) * frame.septal + std::sin(radians(right)) * frame.inferior;
  Vec3 row = across, column = -1.0 * frame.apical;
  turn(rng.uniform(-30, 30), &row, &column);
  const double side = (view == View::kFourChamber ? -12 : 0) + error * rng.normal(0, 6);
  const double z = 22 + error * rng.normal(0, 6);
  const Vec3 beside = cross(row, column);
  return centred_plane(frame.to_patient({0, 0, z}) + side * across + (error * rng.normal(0, 2)) * beside, row, column, settings);
}

std::vector<Geometry> localiser(const Person& person, ViewSettings settings) {
  settings.pixel_mm = 400.0 / static_cast<double>(settings.columns);
  const Vec3 centre = person.frame.to_patient({0, 0, 40});
  return {centred_plane(centre, {1, 0, 0}, {0, 1, 0}, settings),    // axial
          centred_plane(centre, {1, 0, 0}, {0, 0, -1}, settings),   // coronal
          centred_plane(centre, {0, 1, 0}, {0, 0, -1}, settings)};  // sagittal
}

std::vector<Geometry> extra_planes(const Person& person, const HeartFrame& frame, SeriesKind kind, double length_mm,
                                   ViewSettings settings, Rng rng) {
  const Vec3 row = -1.0 * frame.septal, column = frame.inferior;
  switch (kind) {
    case SeriesKind::kAxialStack: {
      settings.pixel_mm *= 1.15;
      return stack(person.frame.to_patient({10, 0, 30}), {1, 0, 0}, {0, 1, 0}, {0, 0, -1}, -54, 12, 10, settings);
    }
    case SeriesKind::kRvStack: {
      // Perpendicular to a plane through tricuspid valve, apex and outflow tract (Alfakih et al., 2003).
      Vec3 normal = frame.apical, beside = frame.septal;
      turn(-38 + rng.normal(0, 4), &normal, &beside);
      return stack(frame.to_patient({32, -4, 40}), beside, frame.inferior, normal, -45, 10, 10, settings);
    }
    case SeriesKind::kLateEnhancement:
      return stack(frame.to_patient({12, 0, 0}), row, column, frame.apical, 10, 10,
                   std::max<std::int64_t>(3, static_cast<std::int64_t>((length_mm - 15) / 10)), settings);
    case SeriesKind::kFlow: {
      const Vec3 up{0, 0, 1};
      const Vec3 normal = normalized(up - 0.35 * frame.apical);
      const Vec3 across = normalized(cross(Vec3{0, 1, 0}, normal));
      return {centred_plane(frame.to_patient({6, -14, -32}), across, cross(normal, across), settings)};
    }
    case SeriesKind::kPerfusion:
    case SeriesKind::kT1Map:
    case SeriesKind::kT2Map:
      return stack(frame.to_patient({12, 0, 0}), row, column, frame.apical, 0.25 * length_mm, 0.25 * length_mm, 3, settings);
    case SeriesKind::kCine:
    case SeriesKind::kScout:
      break;
  }
  return {};
}

}  // namespace

std::string_view series_kind_name(SeriesKind kind) {
  constexpr std::array<std::string_view, 9> kNames{"cine", "scout", "axial stack", "RV stack", "late enhancement",
                                                   "flow", "perfusion", "T1 map", "T2 map"};
  return kNames.at(static_cast<std::size_t>(kind));
}

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
  const HeartFrame frame = planned_frame(person, settings.planning_error, rng.split("frame"));
  const double length = make_resting_heart(person.anatomy).length_mm;
  std::vector<SeriesPlan> plans;
  if (settings.scout) plans.push_back({SeriesKind::kScout, View::kUnknown, localiser(person, settings)});
  plans.push_back({SeriesKind::kCine, View::kSax, short_axis(frame, length, settings, rng.split("sax"))});
  for (const View view : {View::kTwoChamber, View::kThreeChamber, View::kFourChamber}) {
    plans.push_back({SeriesKind::kCine, view, {long_axis(frame, settings, view, rng.split(view_name(view)))}});
  }
  for (const SeriesKind kind : settings.extra) {
    plans.push_back({kind, View::kOther, extra_planes(person, frame, kind, length, settings, rng.split(series_kind_name(kind)))});
  }
  return plans;
}

}  // namespace chordae
