#pragma once
// The verdict on every series of a study from its headers: geometry and content first, description
// last. Rules have stable names, so that a table of verdicts can be counted
// (docs/formats/study-store.md).

#include "chordae/ingest/ingest.h"
#include "chordae/ingest/series_draft.h"

namespace chordae {

/// Fills in `verdict` of all drafts, drops slices with too few frames from accepted ones, and turns
/// short-axis stacks base first.
void judge(std::vector<SeriesDraft>& drafts, const SourceFiles& study, const IngestConfig& config);

/// Verdict of a refusal that keeps the evidence gathered before.
Verdict refusal(const SeriesDraft& draft, std::string rule, std::string reason);

}  // namespace chordae
