#pragma once
// A frozen encoder over a study store into an embedding store: one vector a clip. Long-axis series
// give one clip (their middle slice), SAX one a slice. A clip's numbers do not depend on which others
// are embedded, on the order, on the number of threads, or on an interruption.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/base/ledger.h"
#include "chordae/pipeline/clip_encoder.h"
#include "chordae/store/embedding_store.h"
#include "chordae/store/study_store.h"

namespace chordae {

struct EmbedConfig {
  std::string precision = "fp32";
  std::vector<std::string> views = {"SAX", "2CH", "3CH", "4CH"};
  bool features = false;            ///< also what lies before the projection (video tower) or scaling (heart segmenter)
  double max_skipped_share = 0.1;   ///< of the studies
  bool start_over = false;          ///< discards what an interrupted run left; no field of the user's
  std::int64_t threads = 0;         ///< clips at once; reading and transforming have threads of their own
  void fields(FieldVisitor& v);
};

struct EmbedReport {
  EmbeddingProvenance provenance;
  std::int64_t studies = 0, clips = 0;
  std::int64_t continued_studies = 0;  ///< already there from an interrupted run, and still current
  double seconds = 0;                  ///< of embedding, after the model was loaded
  std::int64_t new_clips = 0;
};

/// Writes `out`. What an interrupted run left in `<out>.part` is used for those studies that the store
/// still holds as they were; the others are embedded again. Studies that cannot be read go to the ledger; over the allowed share nothing is
/// renamed to `out`, and what was done stays in `<out>.part`. Errors kFormat (no clip at all),
/// kCancelled (the part is kept), kIo, kNumeric (a non-finite embedding).
EmbedReport embed_store(const StudyStore& store, const ClipEncoder& encoder, const EmbedConfig& config,
                        const std::filesystem::path& out, SkipLedger& ledger);

}  // namespace chordae
