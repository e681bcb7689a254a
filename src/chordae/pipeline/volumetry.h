#pragma once
// From a study to the left ventricle's numbers: ejection fraction, volumes, muscle mass, with how
// far they can be trusted, or the reason for saying nothing. Masks and discs give the answer; the
// network's own ejection fraction is a check on it.

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chordae/pipeline/segment_stack.h"
#include "chordae/pipeline/stack_volumes.h"

namespace chordae {

struct VolumetryConfig {
  SegmentConfig segment;
  std::int64_t min_slices = 4;     ///< positions with ventricle that a volume needs
  bool long_axis = false;          ///< long-axis views correct the stack's base
  double interval_widening = 1.5;  ///< real hearts err more than the synthetic ones of calibration
  void fields(FieldVisitor& v);
};

/// Everything of one study. Numbers mean nothing while `withheld` says why.
struct Volumetry {
  std::string withheld;           ///< empty: answered
  std::string volumes_withheld;   ///< why volumes and mass are not given though LVEF is
  std::string interval_withheld;  ///< why there is no interval
  double lvef_percent = 0, edv_ml = 0, esv_ml = 0, mass_g = 0;
  std::optional<std::array<double, 2>> lvef_interval;  ///< at `interval_coverage`
  double interval_coverage = 0;
  double lvef_head_percent = 0;  ///< the network's regression, over the slices with most cavity
  char grade = 'D';              ///< A good to D poor
  std::vector<std::string> concerns;                     ///< what cost the grade, for people
  std::vector<std::pair<std::string, double>> evidence;  ///< numbers behind the grade, by name

  std::string series_id, choice;  ///< the stack that was measured, and why where there were several
  std::size_t slices = 0, slices_used = 0;
  std::vector<std::pair<std::size_t, std::string>> left_out;  ///< slices of the series, and why
  std::int64_t ed_frame = 0, es_frame = 0;                    ///< of the largest slice, from 0
  std::vector<double> curve_ml;                               ///< over one beat, evenly spaced

  bool answered() const { return withheld.empty(); }
};

/// What a picture of the answer needs beside it.
struct VolumetryDetail {
  SaxStack stack;  ///< points into the study
  StackMaps maps;
  StackVolumes volumes;
};

/// `detail`, if given, is filled as far as the work came.
/// Errors  kNumeric (weights gone wrong), kCancelled; a study that can't be measured is an answer
/// with `withheld`, not an error
Volumetry measure_study(const Study& study, const HeartModel& model, const VolumetryConfig& config,
                        VolumetryDetail* detail = nullptr);

/// The step after the network, for maps from anywhere: fills in everything but the choice of
/// series.
void judge_volumes(const SaxStack& stack, const StackMaps& maps, const StackVolumes& volumes,
                   const std::optional<Calibration>& calibration, const VolumetryConfig& config,
                   Volumetry& out);

/// "LVEF 27 % (21 to 33), EDV 228 mL, ESV 166 mL, 11 of 12 slices used", or "withheld: …".
std::string headline(const Volumetry& result);

}  // namespace chordae
