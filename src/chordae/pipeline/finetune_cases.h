#pragma once
// A site's own studies with a reader's ejection fraction: the table that names them, how each is
// measured, and what training needs of it. Names stay in the table; nothing here is logged by them.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "chordae/pipeline/volumetry.h"
#include "chordae/store/study_store.h"
#include "chordae/train/volume_task.h"

namespace chordae {

/// One row of the labels.
struct LabelledStudy {
  std::size_t row = 0;  ///< of the table, 1 the first below its header
  std::string study;    ///< as written
  std::string patient;  ///< as written; of its own where the table has none
  double lvef_percent = 0;
  std::optional<double> edv_ml, esv_ml;
  std::string left_out;  ///< why the row itself cannot be used; empty: it can
};

/// Columns `study` and `lvef_percent`, optional `patient`, `edv_ml`, `esv_ml`, others ignored.
/// A row whose numbers are none, or impossible, is kept with `left_out`.
/// Errors  kIo; kFormat: no such column, no rows, ejection fractions as shares instead of percent
std::vector<LabelledStudy> read_labels(const std::filesystem::path& csv);

/// Opens the studies of a table one at a time.
class LabelledStudies {
 public:
  /// `store` absent: `study` is a path as `predict` takes it, relative to `folder`; else a key in
  /// it.
  LabelledStudies(std::filesystem::path folder, const std::optional<std::filesystem::path>& store,
                  std::int64_t threads);
  /// Errors  as for_each_study and StudyStore; kUsage: a path that holds several studies, or none
  Study read(const LabelledStudy& label) const;

 private:
  std::filesystem::path folder_;
  std::optional<StudyStore> store_;
  std::int64_t threads_;
};

/// A row with what was found.
struct FinetuneCase {
  LabelledStudy label;
  std::string left_out;  ///< why it is not used; the rest means nothing then
  Volumetry before;      ///< by the starting weights
  VolumeCase training;
};

/// Looks at every row's study with the starting weights. Studies that can't be read or are withheld
/// are left out with the reason, and so is a study that an earlier row named. Errors  kCancelled
std::vector<FinetuneCase> prepare_cases(const std::vector<LabelledStudy>& labels,
                                        const LabelledStudies& studies, const HeartModel& start,
                                        const VolumetryConfig& config);

}  // namespace chordae
