#pragma once
// From what the scanner wrote to the store: finds DICOM in folders, .tar.gz and .zip, groups it
// into series, orders slices and frames, decides the view, and writes studies. Every series gets a
// verdict; every file that could not be used is in the ledger.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/base/ledger.h"
#include "chordae/store/study_store.h"

namespace chordae {

struct IngestConfig {
  std::int64_t threads = 0;     ///< 0 = all cores
  std::int64_t min_frames = 8;  ///< a cine has at least this many frames a slice
  std::int64_t min_sax_slices = 3;
  double max_skipped_share = 0.5;  ///< of the files that look like DICOM
  bool force = false;              ///< write studies again that the store holds already
  void fields(FieldVisitor& v);    ///< without threads and force: options of every command
};

struct IngestedStudy {
  std::string study_key;
  bool is_new = false;              ///< false: the store had it already, from the same source files
  std::string error;                ///< why it was not stored; empty if it was
  std::vector<StudySeries> series;  ///< without pixels
  double seconds = 0;
};

struct IngestReport {
  std::vector<IngestedStudy> studies;  ///< ordered by study_key
  std::int64_t files = 0, dicom_files = 0;
  std::uint64_t bytes = 0;
};

/// Reads all `inputs` (files, folders, archives) into the store. Thread-safe by study. `on_study`
/// is called as each one ends (from any thread, one at a time). Errors kIo, kFormat (no DICOM at
/// all, with what was found instead), kCancelled.
IngestReport ingest(const std::vector<std::filesystem::path>& inputs, StudyStore& store,
                    const IngestConfig& config, SkipLedger& ledger,
                    const std::function<void(const IngestedStudy&)>& on_study = {});

/// The studies of the inputs in memory, as `ingest` would store them.
std::vector<Study> read_studies(const std::vector<std::filesystem::path>& inputs,
                                const PseudonymKey& key, const IngestConfig& config,
                                SkipLedger& ledger);

}  // namespace chordae
