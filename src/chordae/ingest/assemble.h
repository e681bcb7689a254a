#pragma once
// One study from its judged drafts and the pixels as they come in, in any order.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "chordae/ingest/ingest.h"
#include "chordae/ingest/series_draft.h"
#include "chordae/io/dicom/read_dicom.h"

namespace chordae {

/// A study whose headers have been judged.
struct PlannedStudy {
  std::string study_key, patient_key;
  SourceFiles files;                       ///< canonical
  std::vector<SeriesDraft> drafts;         ///< in the order of their ids
  std::vector<std::string> source_hashes;  ///< one a draft
};

/// Whether the pixels took slices or its acceptance from a series that its headers had accepted.
bool was_changed_by_pixels(const StudySeries& series);

class StudyAssembler {
 public:
  /// Keeps a reference to `plan`.
  StudyAssembler(const PlannedStudy& plan, const IngestConfig& config, SkipLedger& ledger);

  /// Files of accepted series, whose pixels are needed.
  const std::set<std::size_t>& needed() const { return needed_; }
  /// The bytes of file number `file`, or why they can't be had: a picture that fails goes to the
  /// ledger.
  void put(std::size_t file, std::span<const std::byte> bytes);
  void put_missing(std::size_t file);
  bool complete() const { return needed_.empty(); }
  /// What came in makes the study; pictures that did not are left out.
  Study finish();

 private:
  struct Place {
    std::size_t file, series, slice;
    std::int64_t time, frame;
  };
  void place(const DicomPixels& pixels, const Place& to);
  void close_series(StudySeries& series, std::size_t index);

  const PlannedStudy& plan_;
  const IngestConfig& config_;
  SkipLedger& ledger_;
  std::set<std::size_t> needed_;
  std::vector<Place> places_;                            // ordered by file
  std::vector<std::vector<std::vector<bool>>> arrived_;  // series, slice, frame
  Study study_;
};

}  // namespace chordae
