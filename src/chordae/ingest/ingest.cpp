#include "chordae/ingest/ingest.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>

#include "chordae/base/strings.h"
#include "chordae/ingest/two_passes.h"

namespace chordae {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<StudySeries> without_pixels(const std::vector<StudySeries>& series) {
  std::vector<StudySeries> out;
  for (const auto& from : series) {
    StudySeries to = from;
    for (auto& slice : to.cine.slices) slice.pixels = {};
    out.push_back(std::move(to));
  }
  return out;
}

/// The hashes of a study's series, sorted: equal if the same files went in.
std::vector<std::string> planned_hashes(const PlannedStudy& plan) {
  std::vector<std::string> hashes;
  for (const auto& draft : plan.drafts) hashes.push_back(source_hash(draft, plan.files));
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

/// What the store has of this study already decides it, unless it is to be replaced.
void compare_with_store(Work& work, const StudyStore& store,
                        const std::map<std::string, std::string>& stored_files) {
  const auto it = stored_files.find(work.plan.study_key);
  if (it == stored_files.end()) return;
  work.settled = true;
  Study stored;
  try {
    stored = read_study_header(store.folder() / it->second);
  } catch (const Error& e) {
    work.outcome.error =
        cat("the store's file of this study can't be read: ", e.message(), "; --force replaces it");
    return;
  }
  std::vector<std::string> hashes;
  for (const auto& series : stored.series) hashes.push_back(series.source_hash);
  std::sort(hashes.begin(), hashes.end());
  work.outcome.series = std::move(stored.series);
  if (hashes != planned_hashes(work.plan)) {
    work.outcome.error = "the store holds this study from other files; --force replaces it";
  }
}

}  // namespace

IngestReport ingest(const std::vector<std::filesystem::path>& inputs, StudyStore& store,
                    const IngestConfig& config, SkipLedger& ledger,
                    const std::function<void(const IngestedStudy&)>& on_study) {
  std::map<std::string, std::string> stored_files;
  if (!config.force) {
    for (auto& row : store.studies()) stored_files.emplace(row.study_key, row.file);
  }
  std::mutex calling;
  const auto report_study = [&](const IngestedStudy& study) {
    const std::lock_guard lock(calling);
    if (on_study) on_study(study);
  };
  const auto settle = [&](Work& work) {
    compare_with_store(work, store, stored_files);
    if (work.settled) report_study(work.outcome);
  };
  const StudyDone done = [&](Work& work, Study&& study) {
    const auto start = Clock::now();
    work.outcome.series = without_pixels(study.series);
    store.write_study(study);
    work.outcome.is_new = true;
    work.outcome.seconds += std::chrono::duration<double>(Clock::now() - start).count();
    report_study(work.outcome);
  };
  Scan scan;
  auto works = run_passes(inputs, store.key(), config, ledger, scan, settle, done);
  IngestReport report;
  report.files = scan.file_count;
  report.dicom_files = scan.dicom_like;
  report.bytes = scan.bytes;
  for (auto& work : works) report.studies.push_back(std::move(work.outcome));
  return report;
}

}  // namespace chordae
