#pragma once
// The scene as pictures, before the scanner's own faults: every voxel is sampled through its depth,
// surfaces are smooth across a pixel, each tissue has the look's signal. Labels come with it.

#include <cstdint>
#include <span>

#include "chordae/phantom/motion/beat.h"
#include "chordae/phantom/person.h"
#include "chordae/phantom/scene_look.h"
#include "chordae/phantom/scene_picture.h"

namespace chordae {

/// Renders one frame a pose of `poses`. `shift_mm` moves the heart, and its height the diaphragm too (a breath-hold unlike the
/// last one). `depth_samples` through the slice thickness, 1 to 16.
/// Errors kShape (an empty picture), kNumeric (geometry without spacing or thickness)
ScenePicture render_scene(const Person& person, std::span<const HeartPose> poses,
                          const SceneLook& look, const Geometry& geometry, std::int64_t rows,
                          std::int64_t columns, const Vec3& shift_mm = {}, int depth_samples = 4);

}  // namespace chordae
