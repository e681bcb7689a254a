#pragma once
// One synthetic heart, seen: what `synth --picture` shows.

#include <string>

#include "chordae/cohort/synth_config.h"

namespace chordae {

/// Writes the first heart of a cohort as an animated GIF or, by the name's ending, a PNG contact
/// sheet: short axis at base, middle and apex, four-, two- and three-chamber view, titled with the
/// truth. Returns the titles. Errors kUsage for another ending, kConfig, kIo.
std::string write_heart_picture(const std::string& path, const SynthConfig& config);

}  // namespace chordae
