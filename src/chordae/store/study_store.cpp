#include "chordae/store/study_store.h"

#include <mutex>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/store/catalogue.h"
#include "chordae/store/store_marker.h"
#include "chordae/store/study_file.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kKeyCharacters = 20;
constexpr std::size_t kMinPrefix = 4;
constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

bool is_key(std::string_view key) {
  return key.size() == kKeyCharacters &&
         key.find_first_not_of(kCrockford) == std::string_view::npos;
}

// Nothing but a key may become part of a path.
void check_key(const std::string& key) {
  if (!is_key(key)) {
    throw Error(ErrorCode::kUsage, cat("\"", printable(key), "\" is no key: 20 characters of ",
                                       kCrockford, ", as a pseudonym key makes them"));
  }
}

std::string study_file_name(const std::string& key) {
  return cat(kStudiesFolder, "/", key.substr(0, 2), "/", key, ".h5");
}

std::vector<fs::path> study_folders(const fs::path& store) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(store / kStudiesFolder, ignored)) {
    if (entry.is_directory(ignored)) folders.push_back(entry.path());
  }
  return folders;
}

std::set<std::string> keys_on_disk(const fs::path& store) {
  std::set<std::string> keys;
  for (const auto& folder : study_folders(store)) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const std::string key = entry.path().stem().string();
      if (is_key(key) && store / study_file_name(key) == entry.path()) keys.insert(key);
    }
  }
  return keys;
}

Study check_name(Study study, const std::string& key) {
  if (study.study_key != key) {
    throw Error(ErrorCode::kFormat, cat("the file of study ", key, " holds another study"));
  }
  return study;
}

// What can be read of these studies; the rest is logged and stays out of the catalogue.
std::vector<CatalogueEntry> read_entries(const fs::path& store, const std::set<std::string>& keys) {
  std::vector<CatalogueEntry> entries;
  for (const auto& key : keys) {
    const std::string file = study_file_name(key);
    try {
      entries.push_back(
          make_catalogue_entry(check_name(read_study_header(store / file), key), file));
    } catch (const Error& e) {
      log_warning(cat("study ", key, " is left out of the catalogue: ", e.message()));
    }
  }
  return entries;
}

}  // namespace

struct StudyStore::Impl {
  fs::path folder;
  std::optional<PseudonymKey> key;  // absent: read only
  mutable std::mutex mutex;         // around `catalogue` and renames
  std::unique_ptr<Catalogue> catalogue;

  struct Difference {
    std::set<std::string> missing;  // files without a row
    std::vector<std::string> gone;  // rows without a file
  };
  // Rows first, files second: a study that another process finishes meanwhile is never dropped.
  Difference compare_with_disk() const {
    const auto listed = catalogue->keys();
    Difference d{keys_on_disk(folder), {}};
    for (const auto& one : listed) {
      if (d.missing.erase(one) == 0) d.gone.push_back(one);
    }
    return d;
  }
  void heal() {
    const Difference d = compare_with_disk();
    if (!d.gone.empty()) catalogue->remove(d.gone);
    if (!d.missing.empty()) catalogue->put(read_entries(folder, d.missing));
  }
  void warn_of_difference() const {
    const Difference d = compare_with_disk();
    if (d.missing.empty() && d.gone.empty()) return;
    log_warning(cat("the catalogue of ", folder.string(), " leaves out ", d.missing.size(),
                    " studies that have files and lists ", d.gone.size(),
                    " that have none: an ingest into this store mends it"));
  }
};

StudyStore::StudyStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StudyStore::~StudyStore() = default;
StudyStore::StudyStore(StudyStore&&) noexcept = default;

StudyStore StudyStore::create_or_open(const fs::path& folder) {
  auto impl = std::make_unique<Impl>();
  impl->folder = folder;
  impl->key = open_or_mark_store(folder);
  make_folder(folder / kStudiesFolder);
  remove_stale_temporaries(folder);
  for (const auto& sub : study_folders(folder)) remove_stale_temporaries(sub);
  const fs::path path = folder / kCatalogueName;
  try {
    impl->catalogue = std::make_unique<Catalogue>(path, Catalogue::Access::kWrite);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kFormat) throw;
    log_warning(cat(e.message(), ": it is made again from the study files"));
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(path.string() + suffix);
    impl->catalogue = std::make_unique<Catalogue>(path, Catalogue::Access::kWrite);
  }
  impl->heal();
  return StudyStore(std::move(impl));
}

StudyStore StudyStore::open_read_only(const fs::path& folder) {
  check_store_marker(folder);
  auto impl = std::make_unique<Impl>();
  impl->folder = folder;
  impl->catalogue = std::make_unique<Catalogue>(folder / kCatalogueName, Catalogue::Access::kRead);
  impl->warn_of_difference();
  return StudyStore(std::move(impl));
}

const fs::path& StudyStore::folder() const { return impl_->folder; }

const PseudonymKey& StudyStore::key() const {
  if (!impl_->key) throw Error(ErrorCode::kInternal, "the store was opened for reading only");
  return *impl_->key;
}

bool StudyStore::has_study(const std::string& study_key) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->catalogue->has(study_key);
}

// Note [A study and its row]
// The row of a study that is replaced goes first, then the file is renamed, then the new row comes.
// So a crash at any point leaves either matching file and row, or a file without a row, which the
// next opening notices by names alone.
void StudyStore::write_study(const Study& study) {
  key();
  check_key(study.study_key);
  check_key(study.patient_key);
  const std::string file = study_file_name(study.study_key);
  const fs::path path = impl_->folder / file;
  make_folder(path.parent_path());
  TemporaryPath temporary(path);
  save_study(temporary.path(), study);
  const CatalogueEntry entry = make_catalogue_entry(study, file);

  const std::lock_guard lock(impl_->mutex);
  const bool replaces = impl_->catalogue->has(study.study_key);
  if (replaces) impl_->catalogue->remove({study.study_key});
  try {
    temporary.commit();
  } catch (const Error&) {
    if (replaces) impl_->heal();
    throw;
  }
  impl_->catalogue->put({entry});
}

std::filesystem::path StudyStore::existing_file(const std::string& study_key) const {
  check_key(study_key);
  const fs::path path = impl_->folder / study_file_name(study_key);
  if (!fs::exists(path)) {
    throw Error(ErrorCode::kUsage, cat("the store has no study ", study_key));
  }
  return path;
}

Study StudyStore::read_study(const std::string& study_key) const {
  return check_name(read_study_file(existing_file(study_key)), study_key);
}

Study StudyStore::read_header(const std::string& study_key) const {
  return check_name(read_study_header(existing_file(study_key)), study_key);
}

std::vector<CatalogueRow> StudyStore::studies() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->catalogue->studies();
}

std::vector<CatalogueSeriesRow> StudyStore::series(const std::string& study_key) const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->catalogue->series(study_key);
}

std::string StudyStore::resolve(const std::string& prefix) const {
  if (prefix.size() < kMinPrefix) {
    throw Error(ErrorCode::kUsage, cat("a study is named by the first 4 characters of its key or "
                                       "more, not by \"",
                                       printable(prefix), "\""));
  }
  std::vector<std::string> found;
  {
    const std::lock_guard lock(impl_->mutex);
    found = impl_->catalogue->keys(upper(prefix));
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    throw Error(ErrorCode::kUsage, cat("no study begins with \"", printable(prefix), "\""));
  }
  constexpr std::size_t kShown = 5;
  const bool more = found.size() > kShown;
  if (more) found.resize(kShown);
  throw Error(ErrorCode::kUsage, cat("several studies begin with \"", printable(prefix),
                                     "\": ", join(found, ", "), more ? ", …" : ""));
}

std::int64_t StudyStore::rebuild_catalogue() {
  key();
  const auto entries = read_entries(impl_->folder, keys_on_disk(impl_->folder));
  const std::lock_guard lock(impl_->mutex);
  impl_->catalogue->remove(impl_->catalogue->keys());
  impl_->catalogue->put(entries);
  return static_cast<std::int64_t>(entries.size());
}

}  // namespace chordae
