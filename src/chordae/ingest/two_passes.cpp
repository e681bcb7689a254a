#include "chordae/ingest/two_passes.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <numeric>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/ingest/judge.h"

namespace chordae {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Files by study, with what names it. Without a StudyInstanceUID a patient's files are taken for
/// one study; a StudyInstanceUID that several patients share names one study of each.
std::vector<std::pair<std::string, SourceFiles>> by_study(SourceFiles files, SkipLedger& ledger) {
  std::map<std::string, std::set<std::string>> patients;  // of each StudyInstanceUID
  for (const auto& file : files) {
    const DicomInstance& i = file.header;
    auto& known = patients[i.study_uid];
    if (i.study_uid.empty() || i.patient_id.empty() || !known.insert(i.patient_id).second) continue;
    if (known.size() > 1) {
      ledger.add(
          {"study", file.where,
           "its StudyInstanceUID is also that of another patient's files: each patient's are a "
           "study of their own",
           ErrorCode::kFormat});
    }
  }
  std::map<std::string, SourceFiles> studies;
  for (auto& file : files) {
    const DicomInstance& i = file.header;
    const std::string identifier = i.study_uid.empty() ? "patient " + i.patient_id
                                   : patients[i.study_uid].size() > 1
                                       ? cat(i.study_uid, "\\", i.patient_id)
                                       : i.study_uid;
    studies[identifier].push_back(std::move(file));
  }
  return {std::make_move_iterator(studies.begin()), std::make_move_iterator(studies.end())};
}

std::string source_hash(const SeriesDraft& draft, const SourceFiles& files,
                        const PseudonymKey& key) {
  std::vector<std::string> digests;
  for (const std::size_t f : draft.files) digests.push_back(hex(files[f].digest));
  std::sort(digests.begin(), digests.end());
  return key.source_hash(join(digests, "\n"));
}

PlannedStudy plan_study(const std::string& identifier, SourceFiles files, const PseudonymKey& key,
                        const IngestConfig& config, SkipLedger& ledger) {
  PlannedStudy plan;
  plan.files = canonical_files(std::move(files), ledger);
  const std::string& patient = plan.files.front().header.patient_id;
  plan.study_key = key.study_key(identifier);
  plan.patient_key = key.patient_key(patient.empty() ? "study " + identifier : patient);
  plan.drafts = draft_series(plan.files, config.min_frames, config.min_sax_slices, ledger);
  judge(plan.drafts, plan.files, config);
  for (const auto& draft : plan.drafts)
    plan.source_hashes.push_back(source_hash(draft, plan.files, key));
  return plan;
}

/// Studies that share an archive are worked on together, so that each archive is streamed once.
std::vector<std::vector<std::size_t>> group_by_archive(const std::vector<Work>& works,
                                                       const Scan& scan) {
  std::vector<std::size_t> parent(works.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root = [&](std::size_t w) {
    while (parent[w] != w) w = parent[w] = parent[parent[w]];
    return w;
  };
  std::map<std::size_t, std::size_t> first_user;  // archive to study
  for (std::size_t w = 0; w < works.size(); ++w) {
    for (const auto& file : works[w].plan.files) {
      if (!scan.is_archive[file.input]) continue;
      const auto [it, is_new] = first_user.emplace(file.input, w);
      if (!is_new)
        parent[std::max(root(w), root(it->second))] = std::min(root(w), root(it->second));
    }
  }
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t w = 0; w < works.size(); ++w) groups[root(w)].push_back(w);
  std::vector<std::vector<std::size_t>> out;
  for (auto& [_, members] : groups) out.push_back(std::move(members));
  return out;
}

/// Second pass over the inputs of one group. Each study is handed on as soon as its last picture is
/// in.
class GroupReader {
 public:
  GroupReader(std::vector<Work>& works, const std::vector<std::size_t>& members, const Scan& scan,
              const IngestConfig& config, const StudyDone& done)
      : works_(works), scan_(scan), config_(config), done_(done) {
    for (const std::size_t w : members) {
      if (works[w].settled) continue;
      open_.emplace(w, nullptr);
      for (std::size_t f = 0; f < works[w].plan.files.size(); ++f) {
        const SourceFile& file = works[w].plan.files[f];
        inputs_[file.input][file.entry] = {w, f};
      }
    }
  }

  void run() {
    // Drafts that need no pixels at all are ready at once; the others when their last file has
    // come.
    std::vector<std::size_t> studies;
    for (const auto& [w, _] : open_) studies.push_back(w);
    for (const std::size_t w : studies) finish_if_complete(w);
    for (const auto& [input, entries] : inputs_) read_input(input, entries);
    studies.clear();
    for (const auto& [w, _] : open_) studies.push_back(w);
    for (const std::size_t w : studies) {
      auto& assembly = assembly_of(w);
      const std::set<std::size_t> missing = assembly.needed();
      for (const std::size_t f : missing) assembly.put_missing(f);
      finish_if_complete(w);
    }
  }

 private:
  struct Target {
    std::size_t work = 0, file = 0;
  };

  struct Open {
    Open(Work& work, const IngestConfig& config)
        : assembler(work.plan, config, ledger), start(Clock::now()) {}
    SkipLedger ledger;
    StudyAssembler assembler;
    Clock::time_point start;
  };

  StudyAssembler& assembly_of(std::size_t w) {
    auto& open = open_.at(w);
    if (!open) open = std::make_unique<Open>(works_[w], config_);
    return open->assembler;
  }

  void read_input(std::size_t input, const std::map<std::int64_t, Target>& entries) {
    const auto target_of = [&](std::int64_t number) -> const Target* {
      const auto it = entries.find(number);
      if (it == entries.end() || !open_.contains(it->second.work)) return nullptr;
      return assembly_of(it->second.work).needed().contains(it->second.file) ? &it->second
                                                                             : nullptr;
    };
    const bool wanted = std::any_of(entries.begin(), entries.end(), [&](const auto& entry) {
      return target_of(entry.first) != nullptr;
    });
    if (!wanted) return;
    bool reading = true;  // false: what is thrown is the store's or the user's, not the input's
    const auto take = [&](FileEntry&& entry) {
      reading = false;
      const Target target = *target_of(entry.number);
      assembly_of(target.work).put(target.file, entry.bytes);
      finish_if_complete(target.work);
      reading = true;
    };
    try {
      for_each_entry(
          scan_.inputs[input], ReadLimits{},
          [&](std::int64_t number, std::span<const std::byte>) {
            return target_of(number) != nullptr;
          },
          take);
    } catch (const Error& e) {
      // What an input holds up to the damage, or until it vanished, was taken; the rest is missing.
      if (!reading || e.code() == ErrorCode::kCancelled || e.code() == ErrorCode::kInternal) throw;
    }
  }

  void finish_if_complete(std::size_t w) {
    auto& assembly = assembly_of(w);
    if (!assembly.complete()) return;
    check_cancelled();
    Work& work = works_[w];
    Open& open = *open_.at(w);
    try {
      Study study = assembly.finish();
      work.outcome.seconds = seconds_since(open.start);
      done_(work, std::move(study));
    } catch (const Error& e) {
      // A fault of this study's data; a full disk or a cancelled run concerns them all.
      if (e.code() != ErrorCode::kFormat && e.code() != ErrorCode::kNumeric &&
          e.code() != ErrorCode::kShape && e.code() != ErrorCode::kUnsupported)
        throw;
      work.outcome.error = e.what();
    }
    for (auto& skip : open.ledger.skips()) work.skips.push_back(std::move(skip));
    open_.erase(w);
  }

  std::vector<Work>& works_;
  const Scan& scan_;
  const IngestConfig& config_;
  const StudyDone& done_;
  std::map<std::size_t, std::unique_ptr<Open>>
      open_;  // by study; null until begun, absent once handed on
  std::map<std::size_t, std::map<std::int64_t, Target>> inputs_;
};

}  // namespace

std::vector<Work> run_passes(const std::vector<std::filesystem::path>& inputs,
                             const PseudonymKey& key, const IngestConfig& config,
                             SkipLedger& ledger, Scan& scan,
                             const std::function<void(Work&)>& settle, const StudyDone& done) {
  const int threads = thread_count(config.threads);
  scan = scan_inputs(inputs, threads, config.max_skipped_share, ledger);
  auto studies = by_study(std::move(scan.files), ledger);
  std::vector<Work> works(studies.size());
  parallel_for(static_cast<std::int64_t>(studies.size()), threads, [&](std::int64_t s) {
    check_cancelled();
    Work& work = works[static_cast<std::size_t>(s)];
    auto& [identifier, files] = studies[static_cast<std::size_t>(s)];
    SkipLedger skips;
    work.plan = plan_study(identifier, std::move(files), key, config, skips);
    work.skips = skips.skips();
    work.outcome.study_key = work.plan.study_key;
    settle(work);
  });

  const auto groups = group_by_archive(works, scan);
  Progress progress("ingest", static_cast<std::int64_t>(works.size()), "studies");
  parallel_for(static_cast<std::int64_t>(groups.size()), threads, [&](std::int64_t g) {
    check_cancelled();
    const auto& members = groups[static_cast<std::size_t>(g)];
    GroupReader(works, members, scan, config, done).run();
    progress.advance(static_cast<std::int64_t>(members.size()));
  });
  for (const auto& work : works) {
    for (const auto& skip : work.skips) ledger.add(skip);
  }
  std::sort(works.begin(), works.end(),
            [](const Work& a, const Work& b) { return a.plan.study_key < b.plan.study_key; });
  return works;
}

}  // namespace chordae
