#pragma once
// Vessels that reach away from the heart and hardly move: caval and pulmonary veins, pulmonary
// arteries beyond the bifurcation, aortic arch. Painted once a slice, behind the moving heart.

#include <array>

#include "chordae/phantom/anatomy/heart_sample.h"

namespace chordae {

struct GreatVessel {
  scene::Capsule shape;
  Tissue blood = Tissue::kVenousBlood;
  Label label = Label::kBackground;
};
using GreatVessels = std::array<GreatVessel, 10>;

struct Person;

/// In the straightened heart frame of `rest`, the pose at end-diastole. The arch joins the body's
/// descending aorta.
GreatVessels make_great_vessels(const HeartPose& rest, const Person& person);

CHORDAE_SCENE Paint great_vessels_sample(const GreatVessels& vessels, const SceneLook& look, float softness,
                                         Paint behind, Point straightened) {
  Paint out = behind;
  for (const GreatVessel& v : vessels) {
    scene::paint_vessel(out, v.shape, straightened, 1.3F, scene::tissue_signal(look, Tissue::kVesselWall),
                        scene::tissue_signal(look, v.blood), softness, v.label);
  }
  return out;
}

}  // namespace chordae
