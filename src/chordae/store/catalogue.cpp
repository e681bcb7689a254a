#include "chordae/store/catalogue.h"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr int kCatalogueVersion = 1;
constexpr int kBusySeconds = 30;

constexpr const char* kCreateStudy =
    "CREATE TABLE IF NOT EXISTS study("
    "study_key TEXT PRIMARY KEY NOT NULL, patient_key TEXT NOT NULL, file TEXT NOT NULL, "
    "source_hash TEXT NOT NULL, manufacturer TEXT NOT NULL, field_strength_t REAL NOT NULL, "
    "series INTEGER NOT NULL, accepted INTEGER NOT NULL, clips INTEGER NOT NULL, "
    "synthetic INTEGER NOT NULL) WITHOUT ROWID";
constexpr const char* kCreateSeries =
    "CREATE TABLE IF NOT EXISTS series("
    "study_key TEXT NOT NULL, series_id TEXT NOT NULL, description TEXT NOT NULL, "
    "rule TEXT NOT NULL, reason TEXT NOT NULL, accepted INTEGER NOT NULL, view TEXT NOT NULL, "
    "slices INTEGER NOT NULL, frames INTEGER NOT NULL, \"rows\" INTEGER NOT NULL, "
    "columns INTEGER NOT NULL, PRIMARY KEY(study_key, series_id)) WITHOUT ROWID";
constexpr const char* kSelectStudies =
    "SELECT study_key, patient_key, file, source_hash, manufacturer, field_strength_t, series, "
    "accepted, clips, synthetic FROM study ORDER BY study_key";
constexpr const char* kInsertStudy =
    "INSERT OR REPLACE INTO study(study_key, patient_key, file, source_hash, manufacturer, "
    "field_strength_t, series, accepted, clips, synthetic) "
    "VALUES(:key, :patient, :file, :hash, :maker, :field, :series, :accepted, :clips, :synthetic)";
constexpr const char* kSelectSeries =
    "SELECT series_id, description, rule, reason, accepted, view, slices, frames, \"rows\", "
    "columns "
    "FROM series WHERE study_key = :key ORDER BY length(series_id), series_id";
constexpr const char* kInsertSeries =
    "INSERT INTO series(study_key, series_id, description, rule, reason, accepted, view, slices, "
    "frames, \"rows\", columns) VALUES(:key, :id, :description, :rule, :reason, :accepted, :view, "
    ":slices, :frames, :height, :width)";

std::string connection_text(const std::filesystem::path& path) {
  if (path.string().find('"') != std::string::npos) {
    throw Error(ErrorCode::kUsage, "a store's path cannot hold a quotation mark");
  }
  return cat("dbname=\"", path.string(), "\" timeout=", kBusySeconds);
}

}  // namespace

struct Catalogue::Impl {
  std::filesystem::path path;
  mutable soci::session sql;

  // Runs `body`, with SOCI's errors as ours.
  template <class Body>
  auto guarded(Body body) const {
    try {
      return body();
    } catch (const soci::soci_error& e) {
      const std::string words = printable(e.get_error_message(), 300);
      const bool damaged = words.find("malformed") != std::string::npos ||
                           words.find("not a database") != std::string::npos ||
                           words.find("no such table") != std::string::npos ||
                           words.find("no such column") != std::string::npos;
      throw Error(damaged ? ErrorCode::kFormat : ErrorCode::kIo,
                  cat("the catalogue ", path.string(), ": ", words));
    }
  }

  void open(Access access) {
    sql.open(soci::sqlite3, connection_text(path));
    if (access == Access::kRead) sql << "PRAGMA query_only = 1";
    int found = 0;
    sql << "PRAGMA user_version", soci::into(found);
    if (found > kCatalogueVersion) {
      throw Error(ErrorCode::kUnsupported,
                  cat("the catalogue ", path.string(), " has version ", found,
                      "; this chordae knows up to ", kCatalogueVersion, ": update chordae"));
    }
    if (access == Access::kWrite && found != kCatalogueVersion) {
      soci::transaction transaction(sql);
      sql << kCreateStudy;
      sql << kCreateSeries;
      sql << cat("PRAGMA user_version = ", kCatalogueVersion);
      transaction.commit();
    }
    int tables = 0;  // also notices a damaged file at once
    sql << "SELECT count(*) FROM (SELECT 1 FROM study LIMIT 1), (SELECT 1 FROM series LIMIT 1)",
        soci::into(tables);
  }

  void insert(const CatalogueEntry& entry) {
    const CatalogueRow& s = entry.study;
    const long long series = s.series, accepted = s.accepted, clips = s.clips;
    const int synthetic = s.synthetic ? 1 : 0;
    sql << "DELETE FROM series WHERE study_key = :key", soci::use(s.study_key);
    sql << kInsertStudy, soci::use(s.study_key), soci::use(s.patient_key), soci::use(s.file),
        soci::use(s.source_hash), soci::use(s.manufacturer), soci::use(s.field_strength_t),
        soci::use(series), soci::use(accepted), soci::use(clips), soci::use(synthetic);
    for (const CatalogueSeriesRow& r : entry.series) {
      const long long slices = r.slices, frames = r.frames, rows = r.rows, columns = r.columns;
      const int is_accepted = r.accepted ? 1 : 0;
      sql << kInsertSeries, soci::use(r.study_key), soci::use(r.series_id),
          soci::use(r.description), soci::use(r.rule), soci::use(r.reason), soci::use(is_accepted),
          soci::use(r.view), soci::use(slices), soci::use(frames), soci::use(rows),
          soci::use(columns);
    }
  }
};

Catalogue::Catalogue(const std::filesystem::path& path, Access access)
    : impl_(std::make_unique<Impl>()) {
  impl_->path = path;
  if (access == Access::kRead && !std::filesystem::exists(path)) {
    throw Error(ErrorCode::kIo, cat("no catalogue ", path.string(),
                                    ": open the store once for writing, which makes it again"));
  }
  impl_->guarded([&] { impl_->open(access); });
}

Catalogue::~Catalogue() = default;

void Catalogue::put(const std::vector<CatalogueEntry>& entries) {
  impl_->guarded([&] {
    soci::transaction transaction(impl_->sql);
    for (const auto& entry : entries) impl_->insert(entry);
    transaction.commit();
  });
}

void Catalogue::remove(const std::vector<std::string>& study_keys) {
  impl_->guarded([&] {
    soci::transaction transaction(impl_->sql);
    for (const auto& key : study_keys) {
      impl_->sql << "DELETE FROM study WHERE study_key = :key", soci::use(key);
      impl_->sql << "DELETE FROM series WHERE study_key = :key", soci::use(key);
    }
    transaction.commit();
  });
}

bool Catalogue::has(const std::string& study_key) const {
  return impl_->guarded([&] {
    int count = 0;
    impl_->sql << "SELECT count(*) FROM study WHERE study_key = :key", soci::use(study_key),
        soci::into(count);
    return count > 0;
  });
}

std::vector<std::string> Catalogue::keys(const std::string& prefix) const {
  return impl_->guarded([&] {
    std::vector<std::string> keys;
    std::string key;
    soci::statement statement =
        (impl_->sql.prepare << "SELECT study_key FROM study WHERE substr(study_key, 1, "
                               "length(:prefix)) = :again ORDER BY study_key",
         soci::use(prefix), soci::use(prefix), soci::into(key));
    statement.execute();
    while (statement.fetch()) keys.push_back(key);
    return keys;
  });
}

std::vector<CatalogueRow> Catalogue::studies() const {
  return impl_->guarded([&] {
    std::vector<CatalogueRow> rows;
    CatalogueRow r;
    long long series = 0, accepted = 0, clips = 0;
    int synthetic = 0;
    soci::statement statement =
        (impl_->sql.prepare << kSelectStudies, soci::into(r.study_key), soci::into(r.patient_key),
         soci::into(r.file), soci::into(r.source_hash), soci::into(r.manufacturer),
         soci::into(r.field_strength_t), soci::into(series), soci::into(accepted),
         soci::into(clips), soci::into(synthetic));
    statement.execute();
    while (statement.fetch()) {
      r.series = series;
      r.accepted = accepted;
      r.clips = clips;
      r.synthetic = synthetic != 0;
      rows.push_back(r);
    }
    return rows;
  });
}

std::vector<CatalogueSeriesRow> Catalogue::series(const std::string& study_key) const {
  return impl_->guarded([&] {
    std::vector<CatalogueSeriesRow> rows;
    CatalogueSeriesRow r;
    r.study_key = study_key;
    int accepted = 0;
    long long slices = 0, frames = 0, height = 0, width = 0;
    soci::statement statement =
        (impl_->sql.prepare << kSelectSeries, soci::use(study_key), soci::into(r.series_id),
         soci::into(r.description), soci::into(r.rule), soci::into(r.reason), soci::into(accepted),
         soci::into(r.view), soci::into(slices), soci::into(frames), soci::into(height),
         soci::into(width));
    statement.execute();
    while (statement.fetch()) {
      r.accepted = accepted != 0;
      r.slices = slices;
      r.frames = frames;
      r.rows = height;
      r.columns = width;
      rows.push_back(r);
    }
    return rows;
  });
}

}  // namespace chordae
