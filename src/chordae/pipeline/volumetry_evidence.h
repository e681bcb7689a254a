#pragma once
// What a measured stack looks like, in numbers: how sure the outlines are, whether what was
// outlined is shaped like a left ventricle, lies beside a right one and holds blood that is
// brighter than muscle, and how much of it the stack covers. The rules of volumetry_quality.cpp
// judge them; docs/withholding.md says where every limit comes from.

#include <string>
#include <utility>
#include <vector>

#include "chordae/pipeline/segment_stack.h"
#include "chordae/pipeline/stack_volumes.h"

namespace chordae {

/// The network's regression over the slices that show most ventricle, weighted by area, percent.
double compute_head_lvef(const StackMaps& maps, const StackVolumes& volumes);

/// Named numbers of a stack that was measured: at least one slice used, a curve, EDV above 0.
/// "blood_contrast" is missing where the maps carry no pictures.
///
/// Shapes  maps and volumes of this stack. Units in the names; shares are of 1
std::vector<std::pair<std::string, double>> measure_evidence(const SaxStack& stack,
                                                             const StackMaps& maps,
                                                             const StackVolumes& volumes);

}  // namespace chordae
