#pragma once
// A folder of studies: `studies/<first two>/<study_key>.h5`, `catalogue.sqlite`, `pseudonym.key`.
// The HDF5 files are the truth; the catalogue is an index that can be rebuilt from them.
// Format and versions: docs/formats/study-store.md.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chordae/store/pseudonym.h"
#include "chordae/store/study.h"

namespace chordae {

/// One study in the catalogue.
struct CatalogueRow {
  std::string study_key, patient_key;
  std::string file;  ///< relative to the store
  std::string
      source_hash;  ///< SHA-256 over the series' source hashes: the same input, the same hash
  std::string manufacturer;
  double field_strength_t = 0;
  std::int64_t series = 0, accepted = 0;
  std::int64_t clips = 0;  ///< slices of accepted series
  bool synthetic = false;
};

struct CatalogueSeriesRow {
  std::string study_key, series_id, description, rule, reason;
  bool accepted = false;
  std::string view;
  std::int64_t slices = 0, frames = 0, rows = 0, columns = 0;
};

/// Safe for many threads of one process; several processes should write to stores of their own and
/// merge. Errors kIo, kFormat.
class StudyStore {
 public:
  /// Opens, or creates an empty store. kFormat if the folder holds something else than a store.
  static StudyStore create_or_open(const std::filesystem::path& folder);
  /// Warns in the log where catalogue and files differ. Errors kIo if there is no store.
  static StudyStore open_read_only(const std::filesystem::path& folder);
  ~StudyStore();
  StudyStore(StudyStore&&) noexcept;

  const std::filesystem::path& folder() const;
  const PseudonymKey& key() const;  ///< Errors kInternal on a read-only store

  bool has_study(const std::string& study_key) const;
  /// Writes the HDF5 file aside, renames it, then updates the catalogue in one transaction.
  void write_study(const Study& study);
  Study read_study(const std::string& study_key) const;
  /// Everything but the pixels.
  Study read_header(const std::string& study_key) const;

  std::vector<CatalogueRow> studies() const;  ///< ordered by study_key
  std::vector<CatalogueSeriesRow> series(
      const std::string& study_key) const;  ///< ordered by series_id
  /// The only study whose key begins with `prefix` (case ignored; at least 4 characters).
  /// Errors kUsage: none, or several (named).
  std::string resolve(const std::string& prefix) const;
  /// Writes the catalogue again from the HDF5 files; returns how many were read.
  std::int64_t rebuild_catalogue();

 private:
  std::filesystem::path existing_file(const std::string& study_key) const;
  struct Impl;
  explicit StudyStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// One HDF5 file a study: what StudyStore is made of, for `inspect` and tests.
void write_study_file(const std::filesystem::path& path, const Study& study);
Study read_study_file(const std::filesystem::path& path);
/// Everything but the pixels (slices keep their sizes, geometry and times; `pixels` is empty).
Study read_study_header(const std::filesystem::path& path);

}  // namespace chordae
