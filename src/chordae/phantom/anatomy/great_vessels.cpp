#include "chordae/phantom/anatomy/great_vessels.h"

#include "chordae/phantom/body/outline.h"
#include "chordae/phantom/person.h"

namespace chordae {

GreatVessels make_great_vessels(const HeartPose& rest, const Person& person) {
  const HeartFrame& frame = person.frame;
  const auto towards = [&](const Vec3& patient) {
    return Vec3{dot(patient, frame.septal), dot(patient, frame.inferior), dot(patient, frame.apical)};
  };
  const auto vec = [](Point p) {
    return Vec3{static_cast<double>(p.x), static_cast<double>(p.y), static_cast<double>(p.z)};
  };
  const auto tube = [](const Vec3& from, const Vec3& to, double from_radius, double to_radius, Tissue blood, Label label) {
    const auto point = [](const Vec3& v) {
      return Point{static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
    };
    return GreatVessel{{point(from), point(to), static_cast<float>(from_radius), static_cast<float>(to_radius)}, blood, label};
  };
  const Vec3 la = vec(rest.left_atrium.centre), ra = vec(rest.right_atrium.centre);
  const double la_r = 0.6 * static_cast<double>(rest.left_atrium.axes.x), ra_r = 0.5 * static_cast<double>(rest.right_atrium.axes.x);
  const Vec3 trunk_end = vec(rest.pulmonary.to), arch_start = vec(rest.aorta[1].to);
  const double trunk = static_cast<double>(rest.pulmonary.to_radius), arch = 0.92 * static_cast<double>(rest.aorta[1].to_radius);
  const auto vein = [&](const Vec3& direction) {  // patient frame
    const Vec3 d = towards(normalized(direction));
    return tube(la + la_r * d, la + (la_r + 48) * d, 7, 4.5, Tissue::kArterialBlood, Label::kLeftAtrium);
  };
  // Over the left bronchus to the descending aorta, which the body draws.
  const double arch_end_z = 66;
  const scene::SpineAxis spine = scene::spine_axis(person.body, static_cast<float>(arch_end_z));
  const Vec3 descending = frame.to_heart({static_cast<double>(spine.x) + 27,
                                          static_cast<double>(spine.y - 0.8F * person.body.vertebra_mm) + 5, arch_end_z});
  const Vec3 behind = vec(straighten(rest, {static_cast<float>(descending[0]), static_cast<float>(descending[1]),
                                            static_cast<float>(descending[2])}));
  const Vec3 top = 0.5 * (arch_start + behind) + towards({0, 0, 18});
  const Vec3 right_end = trunk_end + towards({-48, 12, -2}), left_end = trunk_end + towards({30, 26, 4});
  return {tube(ra + towards({0, 4, ra_r}), ra + towards({0, 2, ra_r + 95}), 9.5, 8, Tissue::kVenousBlood, Label::kBackground),
          tube(ra + towards({0, 4, -ra_r}), ra + towards({2, 14, -ra_r - 70}), 11, 12, Tissue::kVenousBlood, Label::kBackground),
          vein({-0.88, 0.30, 0.38}),
          vein({-0.84, 0.52, -0.12}),
          vein({0.76, 0.50, 0.42}),
          vein({0.72, 0.68, -0.14}),
          tube(trunk_end, right_end, 0.8 * trunk, 0.62 * trunk, Tissue::kVenousBlood, Label::kPulmonaryArtery),
          tube(trunk_end, left_end, 0.8 * trunk, 0.65 * trunk, Tissue::kVenousBlood, Label::kPulmonaryArtery),
          tube(arch_start, top, arch, 0.9 * arch, Tissue::kArterialBlood, Label::kAorta),
          tube(top, behind, 0.9 * arch, 11.5, Tissue::kArterialBlood, Label::kAorta)};
}

}  // namespace chordae
