#pragma once
// Some scanners and archives write a short-axis stack as one series a slice (UK Biobank: SAX_b1,
// SAX_b2, …). Parallel single-slice cines of one matrix at regular distances are one stack again.

#include "chordae/ingest/series_draft.h"

namespace chordae {

/// Joins what geometry says belongs together; everything else is returned as it was. Of two slices
/// at one position the one of the higher series number is used; the other stays a series of its
/// own.
std::vector<SeriesDraft> join_single_slices(std::vector<SeriesDraft> drafts,
                                            const SourceFiles& study, std::int64_t min_frames,
                                            std::int64_t min_stack_slices);

}  // namespace chordae
