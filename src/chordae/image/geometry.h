#pragma once
// Where a slice lies in the patient: DICOM patient frame (LPS), millimetres (PS3.3 C.7.6.2).

#include <array>
#include <string>

namespace chordae {

using Vec3 = std::array<double, 3>;

Vec3 operator+(const Vec3& a, const Vec3& b);
Vec3 operator-(const Vec3& a, const Vec3& b);
Vec3 operator*(double s, const Vec3& a);
double dot(const Vec3& a, const Vec3& b);
Vec3 cross(const Vec3& a, const Vec3& b);
double norm(const Vec3& a);
/// Errors kNumeric for a zero vector.
Vec3 normalized(const Vec3& a);

struct Geometry {
  Vec3 origin_mm{};                      ///< centre of the first pixel (ImagePositionPatient)
  Vec3 row_direction{1, 0, 0};           ///< direction of growing column index w
  Vec3 column_direction{0, 1, 0};        ///< direction of growing row index h
  double row_spacing_mm = 0;             ///< between rows (PixelSpacing[0]); 0 = unknown
  double column_spacing_mm = 0;          ///< between columns (PixelSpacing[1]); 0 = unknown
  double slice_thickness_mm = 0;         ///< 0 = unknown
  double spacing_between_slices_mm = 0;  ///< centre to centre as the header says; 0 = unknown
  bool has_position = false;             ///< origin and directions came from the file

  bool operator==(const Geometry&) const = default;

  /// Unit normal, row x column.
  Vec3 normal() const;
  /// Position of the slice along its own normal, mm.
  double position_along_normal_mm() const;
  /// Patient coordinates of pixel (h, w), which may be fractional.
  Vec3 point_mm(double h, double w) const;
};

/// Angle between two slice planes' normals, degrees, 0 to 90 (direction ignored).
double angle_between_planes_degrees(const Geometry& a, const Geometry& b);

}  // namespace chordae
