#pragma once
// Volumes from areas in a stack of parallel slices, and what follows from volumes.

#include <span>
#include <vector>

namespace chordae {

/// One slice of a stack: how much of it is cavity and where it lies along the stack's normal.
struct Disc {
  double area_mm2 = 0;
  double position_mm = 0;
};

/// Volume as the sum of discs: each area times its slice's share of the stack's length, which
/// reaches half-way to either neighbour; the outermost slices are as thick as their one gap.
/// For equal gaps this is gap x sum of areas, the usual "Simpson's" summation of discs.
/// (Schulz-Menger et al., JCMR 2020 22:19, section on LV volumes.)
///
/// Units   returns mL
/// `single_thickness_mm` is used where there is only one slice.
/// Errors  kNumeric for a negative or not finite area, equal positions, or one slice without
/// thickness
double compute_disc_volume_ml(std::span<const Disc> discs, double single_thickness_mm = 0);

/// (EDV - ESV) / EDV, percent. Errors kNumeric unless 0 <= ESV <= EDV and EDV > 0
double compute_ejection_fraction_percent(double edv_ml, double esv_ml);

}  // namespace chordae
