#pragma once
// What a heart is like: sizes, walls, motion of its regions. Every number that a condition may
// change. Plain data; how it becomes a picture is in heart_pose.h.
//
// Heart frame (mm): origin at the centre of the mitral annulus at end-diastole; z along the long
// axis, base to apex; x towards the middle of the septum (the right ventricle); y = z x x,
// inferior. Angles about the long axis are measured from x towards y: septum 0, inferior wall 90,
// lateral wall 180, anterior wall -90 degrees.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace chordae {

/// The 17 segments of the left ventricle, 1 to 17 at index 0 to 16 (Cerqueira et al., Circulation
/// 2002): 1-6 basal, 7-12 mid (anterior, anteroseptal, inferoseptal, inferior, inferolateral,
/// anterolateral), 13-16 apical (anterior, septal, inferior, lateral), 17 apex.
using SegmentValues = std::array<double, 17>;
std::string_view segment_name(std::size_t segment);  ///< "basal anterior" … "apex"

constexpr SegmentValues every_segment(double value) {
  SegmentValues v{};
  v.fill(value);
  return v;
}

struct HeartAnatomy {
  // Left ventricle. The cavity includes papillary muscles and trabeculae.
  double edv_ml = 150, esv_ml = 60;
  double length_over_width = 1.75;   ///< cavity, mitral plane to apex over largest diameter, at
                                     ///< end-diastole: 1.2 (globular) to 2.2 (slender)
  double apex_roundness = 2.0;       ///< exponent of the outline: 1.7 pointed, 2 ellipse, 3 blunt
  double wall_mm = 8.5;              ///< end-diastolic, average of the mid-cavity ring
  double apex_wall_share = 0.6;      ///< wall at the very apex over wall_mm
  SegmentValues wall_factor = every_segment(1);   ///< thickness relative to the ordinary wall there
  SegmentValues contraction = every_segment(1);   ///< inward motion relative to the average: 1
                                                  ///< normal, 0.4 hypokinetic, 0 akinetic, -0.3
                                                  ///< dyskinetic
  SegmentValues delay_ms = every_segment(0);      ///< a segment's motion, after the average
  double descent_mm = 13;            ///< of the mitral annulus along the long axis, ED to ES
  double twist_degrees = 9;          ///< apex against base at end-systole
  double bend_mm = 2;                ///< the long axis bows by this much towards the septum
  double tilt_septal = 0.05;         ///< slope dz/dx of the mitral plane: > 0, lateral rim more basal
  double tilt_inferior = 0.15;       ///< slope dz/dy: > 0, anterior rim more basal
  double septal_flattening_ed = 0;   ///< 0 round, 1 flat; about 0.6 makes a D at end-diastole
  double septal_flattening_es = 0;   ///< the same at end-systole (pressure overload keeps it)
  double papillary_mm = 4.5;         ///< radius of each papillary muscle at end-diastole; 0 = none
  double trabeculae_mm = 5;          ///< depth of the trabeculated layer at end-diastole
  double outflow_ring_mm = 0;        ///< subaortic muscle bulge into the outflow tract
  double systolic_anterior_motion = 0;  ///< of the mitral valve, 0 to 1
  double scar_share = 0;             ///< of the wall's depth, in segments that contract less than 0.3

  // Right ventricle: wraps around the septum.
  double rv_edv_ml = 155, rv_esv_ml = 68;
  double rv_wall_mm = 3;             ///< free wall at end-diastole
  double rv_trabeculae_mm = 4;
  double rv_apex_share = 0.14;       ///< where its tip is, of the left ventricle's length from the apex
  double rv_bulging_mm = 0;          ///< aneurysms of the free wall (arrhythmogenic right ventricle)

  // Atria, largest (end-systole) and smallest (end-diastole).
  double la_max_ml = 75, la_min_ml = 32;
  double ra_max_ml = 80, ra_min_ml = 42;

  // Great vessels, inner diameter.
  double aortic_root_mm = 32, ascending_aorta_mm = 30, pulmonary_trunk_mm = 25;

  // Around it.
  double fat_mm = 4;                 ///< epicardial fat over the right ventricle; grooves have more
  double effusion_mm = 0;            ///< average depth of pericardial fluid
  double pericardium_mm = 1.2;

  // Valves and devices.
  double leaflet_mm = 1.5;           ///< thickness
  double mitral_opening = 1, aortic_opening = 1;  ///< 1 full, 0.3 severely stenotic
  bool prosthetic_mitral = false, prosthetic_aortic = false;  ///< metal: a void
  bool sternal_wires = false;

  std::uint32_t texture_seed = 1;    ///< of trabeculae and of the small unevenness of every wall

  double lvef_percent() const { return 100.0 * (edv_ml - esv_ml) / edv_ml; }
  double rvef_percent() const { return 100.0 * (rv_edv_ml - rv_esv_ml) / rv_edv_ml; }
};

/// Errors kConfig, naming what is impossible: a volume that isn't positive, end-systole above
/// end-diastole, a wall thicker than the cavity allows, values outside what is documented above.
void check_anatomy(const HeartAnatomy& anatomy);

}  // namespace chordae
