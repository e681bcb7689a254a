#include <algorithm>
#include <mutex>

#include "chordae/ingest/two_passes.h"

namespace chordae {

void IngestConfig::fields(FieldVisitor& v) {
  v.field({.name = "min_frames",
           .help = "a cine has at least this many frames a slice",
           .min = 2,
           .max = 1000},
          min_frames);
  v.field({.name = "min_sax_slices",
           .help = "a short-axis stack has at least this many slices",
           .min = 2,
           .max = 100},
          min_sax_slices);
  v.field({.name = "max_skipped_share",
           .help = "stop if more than this share of the DICOM files can't be read",
           .min = 0,
           .max = 1},
          max_skipped_share);
}

std::vector<Study> read_studies(const std::vector<std::filesystem::path>& inputs,
                                const PseudonymKey& key, const IngestConfig& config,
                                SkipLedger& ledger) {
  std::mutex collecting;
  std::vector<Study> studies;
  const StudyDone done = [&](Work&, Study&& study) {
    const std::lock_guard lock(collecting);
    studies.push_back(std::move(study));
  };
  Scan scan;
  run_passes(
      inputs, key, config, ledger, scan, [](Work&) {}, done);
  std::sort(studies.begin(), studies.end(),
            [](const Study& a, const Study& b) { return a.study_key < b.study_key; });
  return studies;
}

}  // namespace chordae
