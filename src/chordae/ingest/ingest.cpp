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

bool has_same_files(const PlannedStudy& plan, const Study& stored) {
  std::vector<std::string> planned = plan.source_hashes, held;
  for (const auto& series : stored.series) held.push_back(series.source_hash);
  std::sort(planned.begin(), planned.end());
  std::sort(held.begin(), held.end());
  return planned == held;
}

/// Whether today's settings would make the same study of the same files, as far as headers tell.
bool is_judged_alike(const PlannedStudy& plan, const Study& stored) {
  for (std::size_t s = 0; s < plan.drafts.size(); ++s) {
    const SeriesDraft& draft = plan.drafts[s];
    const StudySeries& held = stored.series[s];
    if (held.source_hash != plan.source_hashes[s]) return false;
    if (draft.verdict.accepted && was_changed_by_pixels(held)) continue;
    if (draft.verdict.accepted != held.verdict.accepted ||
        draft.verdict.rule != held.verdict.rule || draft.verdict.view != held.verdict.view ||
        (held.verdict.accepted && draft.slices.size() != held.cine.slices.size())) {
      return false;
    }
  }
  return true;
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
  if (!has_same_files(work.plan, stored)) {
    work.outcome.error =
        "the store holds this study from other files, or its series cut by other settings; "
        "--force replaces it";
  } else if (!is_judged_alike(work.plan, stored)) {
    work.outcome.error =
        "the store holds this study as judged with other settings; --force replaces it";
  }
  work.outcome.series = std::move(stored.series);
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
