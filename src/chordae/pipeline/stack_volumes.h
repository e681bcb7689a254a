#pragma once
// From maps of slices to volumes over the beat: areas, discs, the curve, end-diastole and
// end-systole (Schulz-Menger et al., JCMR 2020 22:19: papillary muscles within the cavity).

#include <vector>

#include "chordae/pipeline/connected_ventricle.h"

namespace chordae {

struct StackVolumes {
  std::vector<std::vector<double>> cavity_mm2;      ///< (S, T) of the connected ventricle
  std::vector<std::vector<double>> myocardium_mm2;  ///< (S, T) of the wall about it
  std::vector<VentricleRegion> regions;             ///< one a slice
  std::vector<double> curve_ml;                     ///< (T), smoothed over the beat
  std::vector<double> raw_curve_ml;                 ///< (T), as summed
  std::int64_t ed = 0, es = 0;                      ///< moments of the largest and smallest volume
  double edv_ml = 0, esv_ml = 0;
  double lvef_percent = 0;      ///< 0 if there is no ventricle
  double mass_g = 0;            ///< of the wall at end-diastole
  bool few_frames = false;      ///< some slice has too few for a curve; ED and ES are what there is
  std::size_t slices_used = 0;  ///< with ventricle in some frame
  std::size_t holes = 0;        ///< slices between those that show none
};

/// Areas are sums of probabilities within the connected ventricle, weighted down where the network
/// doubts that the slice holds a ventricle (presence under one half). Positions imaged twice count
/// once, with the mean of their areas; a slice without ventricle between slices that show it is
/// bridged; discs reach half-way to the neighbours, the outermost ones half a usual gap further.
///
/// `trust`, if given, is a factor of 0 to 1 on each slice's areas at each moment: what other views
/// say of how much of it is ventricle.
///
/// Shapes  `maps` one a slice of the stack, all of equal T; `trust` (S, T). Errors kShape
StackVolumes compute_stack_volumes(const SaxStack& stack, const std::vector<SliceMaps>& maps,
                                   const std::vector<std::vector<double>>& trust = {});

/// What each slice stands for along the stack: the volume of a moment is the sum of areas times
/// these. Shapes  `regions` one a slice; returns (S), mm
std::vector<double> slice_lengths_mm(const SaxStack& stack,
                                     const std::vector<VentricleRegion>& regions);

/// How much each moment counts in the smoothed curve at `moment`: a parabola through five
/// neighbours around the beat, which keeps the height of peaks; of few frames the mean of three,
/// for between held frames there is no curve. Shapes  (T), they sum to 1
std::vector<double> smoothing_weights(std::size_t frames, std::size_t moment, bool few_frames);

}  // namespace chordae
