#pragma once
// The moving heart at one point: layers painted back to front, each with the share of the pixel that
// it covers. One inline function of plain numbers, the same for processors and GPUs.

#include "chordae/phantom/anatomy/heart_pose.h"
#include "chordae/phantom/scene_look.h"

namespace chordae {

/// A picture's value at a point while it is being painted.
struct Paint {
  float signal = 0;
  Label label = Label::kBackground;
};

/// What varies from place to place and is the same for all samples of a pixel.
struct PaintContext {
  float softness = 1;  ///< width of an edge, mm: about a pixel
  float texture = 1;   ///< factor on muscle and fat
  float blood = 1;     ///< factor on blood
};

namespace scene {

CHORDAE_SCENE float tissue_signal(const SceneLook& look, Tissue tissue) {
  return look.palette[static_cast<std::size_t>(tissue)];
}

CHORDAE_SCENE void paint(Paint& p, float signal, float covered) {
  p.signal = lerp(p.signal, signal, covered);
}

CHORDAE_SCENE void paint(Paint& p, float signal, float covered, Label label) {
  p.signal = lerp(p.signal, signal, covered);
  if (covered >= 0.5F) p.label = label;
}

/// A chamber or vessel: its wall, then its blood.
template <class Shape>
CHORDAE_SCENE void paint_vessel(Paint& p, const Shape& shape, Point at, float wall_mm, float wall,
                                float blood, float softness, Label label) {
  const float inside = inside_mm(shape, at);
  if (inside < -wall_mm - softness) return;
  paint(p, wall, coverage(inside + wall_mm, softness), Label::kBackground);
  paint(p, blood, coverage(inside, softness), label);
}

/// Distance from a leaflet, seen in the plane through the ring's axis: `off` from the axis, `deep`
/// into the ventricle.
CHORDAE_SCENE float leaflet_distance(float off, float deep, float radius, float length, float inward,
                                     float down) {
  const float x = radius - off, y = deep;  // from the ring: to the centre, into the ventricle
  const float along = x * inward + y * down;
  const float t = along < 0 ? 0.0F : (along > length ? length : along);
  const float dx = x - t * inward, dy = y - t * down;
  return std::sqrt(dx * dx + dy * dy);
}

CHORDAE_SCENE void paint_valve(Paint& p, const AtrioventricularValve& valve, Point at, float leaflet_mm,
                               float metal_mm, const SceneLook& look, float softness, bool has_anterior) {
  const float dx = at.x - valve.x, dy = at.y - valve.y, deep = at.z - valve.base_z;
  if (deep < -8 || deep > valve.leaflet + 6) return;
  const float off = std::sqrt(dx * dx + dy * dy);
  if (off > valve.radius + 8) return;
  if (metal_mm > 0) {
    const float ring = std::sqrt(square(off - valve.radius) + square(deep)) ;
    paint(p, tissue_signal(look, Tissue::kMetal), coverage(metal_mm - ring, softness));
  }
  // The anterior leaflet takes the third of the ring that faces the outflow tract (-33 degrees).
  const bool anterior = has_anterior && off > 0 && (0.839F * dx - 0.545F * dy) > 0.4F * off;
  const float distance =
      anterior ? leaflet_distance(off, deep, valve.radius, 1.15F * valve.leaflet, valve.anterior_inward, valve.anterior_down)
               : leaflet_distance(off, deep, valve.radius, 0.9F * valve.leaflet, valve.inward, valve.down);
  paint(p, tissue_signal(look, metal_mm > 0 ? Tissue::kMetal : Tissue::kVesselWall),
        coverage(0.5F * leaflet_mm - distance, softness));
}

/// Dark rims of the jet through the mitral valve, and of the one through the aortic valve.
CHORDAE_SCENE float jet_factor(const HeartPose& h, const SceneLook& look, Point at) {
  float dark = 0;
  const float deep = at.z - h.mitral.base_z;
  if (h.inflow > 0.05F && deep > 0 && deep < 55) {
    const float dx = at.x - h.mitral.x, dy = at.y - h.mitral.y;
    const float off = std::sqrt(dx * dx + dy * dy), rim = off - 0.62F * h.mitral.radius - 0.12F * deep;
    dark = h.inflow * clamp01(1.0F - rim * rim / 16.0F) * clamp01(1.3F - deep / 45.0F);
  }
  if (h.outflow > 0.05F) {
    const float x = at.x - h.aortic_ring.x, y = at.y - h.aortic_ring.y, z = at.z - h.aortic_ring.z;
    const float along = x * h.aortic_axis.x + y * h.aortic_axis.y + z * h.aortic_axis.z;
    if (along > -8 && along < 45) {
      const float off = std::sqrt(clamp01((x * x + y * y + z * z - along * along) * 1e-4F)) * 100.0F;
      const float rim = off - 0.72F * h.aortic_radius;
      const float stenosis = 2.0F - h.aortic_open;
      dark = larger(dark, h.outflow * stenosis * clamp01(1.0F - rim * rim / 12.0F) * clamp01(1.2F - along / 40.0F));
    }
  }
  return 1.0F - look.jet_darkness * clamp01(dark);
}

}  // namespace scene

/// From the heart's frame to the frame in which its surfaces are described: shifted, the mitral plane
/// level, the long axis straight. Keeps volumes.
CHORDAE_SCENE Point straighten(const HeartPose& h, Point p) {
  p.x -= h.shift.x;
  p.y -= h.shift.y;
  p.z -= h.shift.z;
  p.z -= h.tilt_x * p.x + h.tilt_y * p.y;
  const float height = scene::clamp01((h.apex_z - p.z) / h.length);
  p.x -= 4.0F * h.bend * height * (1.0F - height);
  return p;
}

/// The other way.
CHORDAE_SCENE Point unstraighten(const HeartPose& h, Point p) {
  const float height = scene::clamp01((h.apex_z - p.z) / h.length);
  p.x += 4.0F * h.bend * height * (1.0F - height);
  p.z += h.tilt_x * p.x + h.tilt_y * p.y;
  return {p.x + h.shift.x, p.y + h.shift.y, p.z + h.shift.z};
}

/// How far from the axis the ventricles reach at a height within the walls' levels.
CHORDAE_SCENE float reach_at(const HeartPose& h, float height) {
  const float level = (height - WallTable::kLowest) / WallTable::kStep;
  return h.reach[level > 0 ? static_cast<std::size_t>(level) : 0];
}

/// Paints the moving heart over what is behind it. `p` in the heart frame (heart_anatomy.h).
CHORDAE_SCENE Paint heart_sample(const HeartPose& h, const SceneLook& look, const PaintContext& context,
                                 Paint behind, Point p) {
  using namespace scene;
  Paint out = behind;
  const Point at = straighten(h, p);
  const float soft = context.softness;
  const float height = (h.apex_z - at.z) / h.length;
  const float off = std::sqrt(at.x * at.x + at.y * at.y);
  const bool above = height > 0.9F && is_in(h.bounds[1], p, soft);
  const bool ventricular = height > WallTable::kLowest && height < 1.42F && off < reach_at(h, height) + 2 * soft;
  if (!above && !ventricular) return out;
  const float fat = context.texture * tissue_signal(look, Tissue::kFat);
  const float muscle = context.texture * tissue_signal(look, Tissue::kMyocardium);
  const float wall = tissue_signal(look, Tissue::kVesselWall);
  const float jet = off < 45.0F ? jet_factor(h, look, at) : 1.0F;
  const float arterial = context.blood * jet * tissue_signal(look, Tissue::kArterialBlood);
  const float venous = context.blood * tissue_signal(look, Tissue::kVenousBlood);

  // Above the mitral plane.
  if (above) {
    const float around = smooth_union(inside_mm(h.left_atrium, at), inside_mm(h.right_atrium, at), 12.0F);
    paint(out, fat, coverage(around + 5.0F, soft), Label::kBackground);
  }

  // Ventricles: distances to each surface, corrected for how steeply it runs.
  WallPlace w{};
  float endo = -100, epi = -100, rv = -100, rv_wall = -100;
  if (ventricular) {
    w = wall_at(h.walls, angle_of(at.y, at.x), height);
    const auto inside = [&](std::size_t k) {
      // The slope counts near the surface only: far from the apex, where it is steepest, it misleads.
      const float across = w.value[k] - off, slope = w.rise[k] / h.length / (1.0F + 0.12F * std::fabs(across));
      return across / std::sqrt(1.0F + slope * slope);
    };
    endo = inside(0);
    epi = inside(1);
    if (w.value[2] > w.value[1]) {
      rv = inside(2);
      rv_wall = rv + h.rv_wall;
      if (height > 1.0F) {  // the outflow tract: no septum to cover what is within
        rv = smaller(rv, -epi);
        rv_wall = smaller(rv_wall, h.rv_wall - epi);
      }
    }
    const float hull = inside(3);
    const float sac = hull + w.value[6];
    if (sac > -h.pericardium - soft) {
      paint(out, tissue_signal(look, Tissue::kPericardium), coverage(sac + h.pericardium, soft));
      if (w.value[6] > 0.2F) paint(out, tissue_signal(look, Tissue::kEffusion), coverage(sac, soft));
      paint(out, fat, coverage(hull, soft), Label::kBackground);
    }
  }

  if (above) {
    paint_vessel(out, h.right_appendage, at, h.atrial_wall, wall, venous, soft, Label::kRightAtrium);
    paint_vessel(out, h.right_atrium, at, h.atrial_wall, wall, venous, soft, Label::kRightAtrium);
    paint_vessel(out, h.appendage, at, h.atrial_wall, wall, arterial, soft, Label::kLeftAtrium);
    paint_vessel(out, h.left_atrium, at, h.atrial_wall, wall, arterial, soft, Label::kLeftAtrium);
    paint_vessel(out, h.pulmonary, at, 1.5F, wall, venous, soft, Label::kPulmonaryArtery);
  }

  if (ventricular && rv_wall > -soft) {
    paint(out, muscle, coverage(rv_wall, soft), Label::kBackground);
    const float blood = coverage(rv, soft);
    paint(out, venous, blood, Label::kRvCavity);
    // Trabeculae: a layer inside the free wall, half of it muscle.
    if (rv > -soft) {
      const float layer = blood * coverage(w.value[5] - rv, 2.0F * soft);
      paint(out, muscle, 0.6F * layer);
      paint(out, muscle, blood * coverage(inside_mm(h.moderator_band, at), soft));
    }
  }

  if (ventricular && epi > -soft) {
    // Cut by the mitral plane.
    const float below = at.z - h.mitral.base_z;
    paint(out, muscle, coverage(epi < below ? epi : below, soft), Label::kLvMyocardium);
    const float scar = w.value[7];
    if (scar > 0 && endo < 0) {
      const float depth = scar * (w.value[1] - (w.value[0] > 0 ? w.value[0] : 0.0F)) + endo;
      paint(out, context.texture * tissue_signal(look, Tissue::kScar), coverage(epi < below ? epi : below, soft) * coverage(depth, soft));
    }
    if (endo > -soft) {
      const float cavity = coverage(endo < below + soft ? endo : below + soft, soft);
      out.signal = lerp(out.signal, arterial, cavity);
      if (coverage(endo < below ? endo : below, soft) >= 0.5F) out.label = Label::kLvCavity;
      // Trabeculae: dense on the wall, loose towards the blood.
      const float deep = w.value[4];
      paint(out, muscle, cavity * coverage(deep - endo, 1.5F * soft) * (0.95F - 0.5F * clamp01(endo / (deep + 0.5F))));
      if (h.has_papillary && height > 0.2F && height < 0.75F) {
        float papillary = inside_mm(h.papillary[0], at);
        for (std::size_t k = 1; k < h.papillary.size(); ++k) papillary = smooth_union(papillary, inside_mm(h.papillary[k], at), 1.5F);
        // Uneven, as bundles of fibres are.
        papillary += 3.0F * (smooth_noise(look.seed + 5, at, 5.0F) - 0.5F);
        paint(out, muscle, cavity * coverage(papillary, soft));
      }
      if (h.outflow_ring > 0) {
        const Point bulge{h.aortic_ring.x, h.aortic_ring.y, h.aortic_ring.z};
        const float from = std::sqrt(square(at.x - bulge.x - 10) + square(at.y - bulge.y) + square(at.z - bulge.z - 14));
        paint(out, muscle, cavity * coverage(h.outflow_ring - from, soft));
      }
    }
  }

  if (above) {
    for (std::size_t k = h.aorta.size(); k-- > 0;) {
      const float inside = inside_mm(h.aorta[k], at);
      if (inside < -1.5F - soft) continue;
      // The root begins at the mitral plane, where it opens into the ventricle.
      // It leaves the right ventricular outflow tract, which winds around it, as it is.
      const float beyond = k == 0 ? smaller(h.mitral.base_z - at.z, epi - 1.5F) : h.mitral.base_z - at.z;
      const float outer = inside + 1.5F;
      paint(out, wall, coverage(outer < beyond ? outer : beyond, soft), Label::kBackground);
      paint(out, arterial, coverage(inside < beyond ? inside : beyond, soft), Label::kAorta);
    }
    const float x = at.x - h.aortic_ring.x, y = at.y - h.aortic_ring.y, z = at.z - h.aortic_ring.z;
    const float along = x * h.aortic_axis.x + y * h.aortic_axis.y + z * h.aortic_axis.z;
    if (along > -8 && along < 12) {
      const float out_of_axis = std::sqrt(clamp01((x * x + y * y + z * z - along * along) * 1e-4F)) * 100.0F;
      if (out_of_axis < h.aortic_radius) {
        // Closed: a shallow cup; open: along the wall.
        const float cup = h.aortic_open * h.aortic_radius;
        const float sheet = out_of_axis < cup ? 100.0F : std::fabs(along - 4.0F * (1.0F - out_of_axis / h.aortic_radius));
        paint(out, tissue_signal(look, h.prosthetic_aortic > 0 ? Tissue::kMetal : Tissue::kVesselWall), coverage(0.5F * h.leaflet - sheet, soft));
      }
      if (h.prosthetic_aortic > 0) {
        const float ring = std::sqrt(square(out_of_axis - h.aortic_radius) + square(along));
        paint(out, tissue_signal(look, Tissue::kMetal), coverage(h.prosthetic_aortic - ring, soft));
      }
    }
  }
  if (height > 0.5F && height < 1.2F) {
    paint_valve(out, h.tricuspid, at, h.leaflet, 0, look, soft, false);
    paint_valve(out, h.mitral, at, h.leaflet, h.prosthetic_mitral, look, soft, true);
  }
  return out;
}

}  // namespace chordae
