#pragma once
// The order of the pictures at one position. The key is the first of TriggerTime,
// TemporalPositionIdentifier, AcquisitionTime and InstanceNumber that tells all frames of every
// slice apart (the chain that dcm2niix and vtk-dicom users arrived at; vendors leave some of them
// zero).

#include "chordae/base/ledger.h"
#include "chordae/ingest/series_draft.h"

namespace chordae {

/// Removes pictures that are there twice at one position: the same time again, or a whole
/// acquisition repeated, of which the last is kept. Dropped files leave `draft.files` and go to the
/// ledger.
void drop_repeats(SeriesDraft& draft, const SourceFiles& study, SkipLedger& ledger);

/// Orders the frames of every slice, fills in times and cycle, and notes the key in the evidence.
void order_frames(SeriesDraft& draft, const SourceFiles& study);

}  // namespace chordae
