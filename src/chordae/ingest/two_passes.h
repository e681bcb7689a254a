#pragma once
// The two passes over the inputs: all headers, then the pixels of the studies that need them.
// Studies that share an archive are worked on together, so that no archive is streamed more than
// twice; a study is handed on as soon as its last picture is in. So a thread holds one study at a
// time, or all those whose files take turns in one archive.

#include <filesystem>
#include <functional>
#include <vector>

#include "chordae/ingest/assemble.h"
#include "chordae/ingest/scan.h"

namespace chordae {

/// A study with what is known of it before its pixels are read.
struct Work {
  PlannedStudy plan;
  IngestedStudy outcome;
  std::vector<Skip> skips;
  bool settled = false;  ///< decided without its pixels
};

/// Gets each study with its pixels, from any thread. Data faults it throws end up in
/// `outcome.error`.
using StudyDone = std::function<void(Work&, Study&&)>;

/// `settle` may decide a study from its headers (any thread); `done` gets the others. Returns all
/// studies by study key; what was left out is in the ledger. Errors as `scan_inputs`, and what
/// `done` throws.
std::vector<Work> run_passes(const std::vector<std::filesystem::path>& inputs,
                             const PseudonymKey& key, const IngestConfig& config,
                             SkipLedger& ledger, Scan& scan,
                             const std::function<void(Work&)>& settle, const StudyDone& done);

}  // namespace chordae
