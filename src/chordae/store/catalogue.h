#pragma once
// The index of a study store: two SQLite tables (docs/formats/study-store.md). Everything in it is
// derived from the study files, so losing it costs time only. For the other files of this room; the
// only one with SOCI. Not thread-safe.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "chordae/store/study_store.h"

namespace chordae {

/// One study as the catalogue holds it.
struct CatalogueEntry {
  CatalogueRow study;
  std::vector<CatalogueSeriesRow> series;
};

/// `file` is relative to the store. Pixels are not needed.
CatalogueEntry make_catalogue_entry(const Study& study, const std::string& file);

class Catalogue {
 public:
  enum class Access { kRead, kWrite };
  /// kWrite creates tables where there are none. Errors kIo; kFormat if the file is no catalogue or
  /// damaged; kUnsupported if a newer chordae wrote it.
  Catalogue(const std::filesystem::path& path, Access access);
  ~Catalogue();

  /// Inserts or replaces, in one transaction.
  void put(const std::vector<CatalogueEntry>& entries);
  /// Removes what is there, in one transaction.
  void remove(const std::vector<std::string>& study_keys);

  bool has(const std::string& study_key) const;
  std::vector<std::string> keys(const std::string& prefix = "") const;  ///< ascending
  std::vector<CatalogueRow> studies() const;
  std::vector<CatalogueSeriesRow> series(const std::string& study_key) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chordae
