#include "chordae/pipeline/study_input.h"

#include <optional>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/ingest/ingest.h"
#include "chordae/io/archive/input_files.h"
#include "chordae/io/nifti/nifti.h"
#include "chordae/store/kind.h"
#include "chordae/store/study_store.h"

namespace chordae {
namespace {
namespace fs = std::filesystem;

constexpr std::uint64_t kLargestNifti = std::uint64_t{1} << 30;

void from_store(const fs::path& path, SkipLedger& ledger, const TakeStudy& take) {
  const StudyStore store = StudyStore::open_read_only(path);
  const auto rows = store.studies();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    check_cancelled();
    Study study;
    try {
      study = store.read_study(rows[i].study_key);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled) throw;
      ledger.add({"study", rows[i].study_key, e.what(), e.code()});
      continue;
    }
    take({path.string(), path.filename().string(), static_cast<std::int64_t>(i + 1),
          static_cast<std::int64_t>(rows.size())},
         study);
  }
}

bool is_mask(const NiftiImage& image) {
  std::set<float> greys;
  const Cine cine = make_cine(image);
  std::vector<float> frame;
  for (const CineSlice& slice : cine.slices) {
    frame.resize(static_cast<std::size_t>(slice.frame_pixels()));
    slice.stored_frame_to_float(0, frame);
    for (const float v : frame) {
      greys.insert(v);
      if (greys.size() >= kFewestGreys) return false;
    }
  }
  return true;
}

Study make_nifti_study(const std::vector<std::byte>& bytes) {
  const NiftiImage image = parse_nifti(bytes);
  if (is_mask(image)) throw Error(ErrorCode::kUnsupported, "a mask, not a picture");
  Study study;
  study.study_key = upper(hex(sha256(bytes)).substr(0, 20));
  study.patient_key = study.study_key;
  StudySeries series;
  series.id = "s01";
  series.source_files = 1;
  series.verdict = {
      true, View::kSax, "nifti-stack", "a NIfTI file is taken as a short-axis stack", {}};
  series.cine = make_cine(image);
  study.series.push_back(std::move(series));
  return study;
}

/// Names decide what is opened: an archive of DICOM would be unpacked twice. Returns how many files
/// were named as NIfTI.
std::int64_t from_nifti(const fs::path& path, SkipLedger& ledger, const TakeStudy& take) {
  ReadLimits limits;
  limits.entry_bytes = kLargestNifti;
  SkipLedger unused;  // what can't be listed is reported by ingest, if nothing is NIfTI
  std::int64_t named = 0, taken = 0;
  for (const InputFile& file : list_input_files({path}, unused)) {
    check_cancelled();
    const std::string name = file.path.filename().string();
    if (!lower(name).ends_with(".nii") && !lower(name).ends_with(".nii.gz")) continue;
    ++named;
    std::optional<Study> study;
    try {
      for_each_entry(
          file, limits,
          [](std::int64_t, std::span<const std::byte> prefix) { return looks_like_nifti(prefix); },
          [&](FileEntry&& entry) { study = make_nifti_study(entry.bytes); });
      if (!study) throw Error(ErrorCode::kFormat, "not a NIfTI file");
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled) throw;
      ledger.add({"file", file.where, e.message(), e.code()});
      continue;
    }
    ++taken;
    take({file.where, name, taken, 0}, *study);
  }
  if (named > 0 && taken == 0) {
    throw Error(ErrorCode::kFormat, cat(path.string(), " holds no NIfTI stack that can be used: ",
                                        ledger.skips().front().reason));
  }
  return named;
}

void from_raw(const fs::path& path, std::int64_t threads, SkipLedger& ledger,
              const TakeStudy& take) {
  IngestConfig config;
  config.threads = threads;
  const auto studies = read_studies({path}, PseudonymKey::make_random(), config, ledger);
  for (std::size_t i = 0; i < studies.size(); ++i) {
    take({path.string(), path.filename().string(), static_cast<std::int64_t>(i + 1),
          static_cast<std::int64_t>(studies.size())},
         studies[i]);
  }
}

}  // namespace

void for_each_study(const fs::path& path, std::int64_t threads, SkipLedger& ledger,
                    const TakeStudy& take) {
  if (!fs::exists(path)) {
    throw Error(ErrorCode::kIo, cat("there is no file or folder ", path.string()));
  }
  if (fs::is_directory(path) && is_study_store(path)) return from_store(path, ledger, take);
  if (fs::is_regular_file(path) && try_chordae_format(path) == "chordae-study") {
    return take({path.string(), path.filename().string(), 1, 1}, read_study_file(path));
  }
  if (from_nifti(path, ledger, take) == 0) from_raw(path, threads, ledger, take);
}

}  // namespace chordae
