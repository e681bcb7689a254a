#pragma once
// One synthetic examination before any pixel exists: the person, the scanner, the series with their
// planes, and every identifier and tag. Depends on the cohort's settings and the study's number
// only.

#include <cstdint>
#include <string>
#include <vector>

#include "chordae/cohort/enrolment.h"
#include "chordae/cohort/report.h"
#include "chordae/cohort/series_timing.h"
#include "chordae/cohort/truth.h"
#include "chordae/io/dicom/write_mr.h"
#include "chordae/phantom/views.h"

namespace chordae {

struct ExaminationSeries {
  SeriesKind kind = SeriesKind::kCine;
  View view = View::kUnknown;
  std::vector<Geometry> planes;
  std::vector<std::string> folders;  ///< of each plane, relative to the study's: "02_cine_sax"
  std::vector<MrInstance> tags;      ///< of each plane: what its instances share
  std::int64_t frames = 1;           ///< a plane
  Protocol protocol;
};

struct Examination {
  Enrolment enrolment;
  Person person;
  Protocol protocol;  ///< of the cine series
  Rng protocol_rng;   ///< where that was drawn from
  std::int64_t matrix = 0;
  std::vector<ExaminationSeries> series;
  StudyTruth truth;  ///< without the beating heart's numbers and the reading (finish_truth)
  Rng rng;           ///< its pixels' streams are split from this
};

/// `with_body` false: enough for counting, a hundred times faster.
Examination plan_examination(const SynthConfig& config, std::int64_t number, bool with_body = true);

/// What the study's report is written with; fills in the rest of the truth.
Report finish_truth(Examination& examination);

/// Files of all series together.
std::int64_t count_instances(const Examination& examination);

/// InstanceNumber of frame `t` of plane `plane`, as the make of scanner counts.
int instance_number(const ExaminationSeries& series, std::size_t plane, std::int64_t t, int vendor);

/// The file of frame `t` of plane `plane`, as the make of scanner numbers and times it; `pixels`
/// are the frame's stored values.
MrInstance frame_instance(const ExaminationSeries& series, const CineSlice& slice,
                          std::size_t plane, std::int64_t t, std::span<const std::uint16_t> pixels,
                          int vendor);

}  // namespace chordae
