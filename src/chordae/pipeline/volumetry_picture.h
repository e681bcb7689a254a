#pragma once
// The answer, seen: outlines over the beating slices and the volume curve below, so that a reader
// can tell why a number is what it is.

#include <filesystem>
#include <string>

#include "chordae/draw/picture.h"
#include "chordae/pipeline/volumetry.h"

namespace chordae {

/// One page at a moment of the beat (`phase` 0 to 1): every slice of the stack cropped about the
/// ventricle's axis with cavity, wall and right ventricle outlined (colours of Okabe and Ito, told
/// apart by any eye), those without ventricle dimmed, and the volume curve with ED and ES.
Canvas draw_volumetry(const Volumetry& result, const VolumetryDetail& detail, double phase);

/// A .gif beats; a .png shows end-diastole above end-systole.
/// Errors  kUsage for another ending, or where nothing was outlined; kIo
void write_volumetry_picture(const std::filesystem::path& path, const Volumetry& result,
                             const VolumetryDetail& detail);

}  // namespace chordae
