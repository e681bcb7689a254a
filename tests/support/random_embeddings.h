#pragma once
// Embeddings for the tests of the store.

#include <string>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/store/embedding_store.h"

namespace chordae::test {

inline EmbeddingProvenance small_provenance() {
  EmbeddingProvenance p;
  p.model = "mvit_b_16x4";
  p.model_hash = std::string(64, 'a');
  p.model_config = "{\"depth\":16}";
  p.transform_config = "{\"kind\":\"paper\"}";
  p.precision = "fp32";
  p.chordae_version = "0.1.0";
  p.embedding_width = 8;
  p.feature_width = 3;
  return p;
}

/// In the order of a store; the same for the same key and count.
inline std::vector<ClipEmbedding> random_clips(const std::string& study_key, int count) {
  std::vector<ClipEmbedding> clips;
  for (int i = 0; i < count; ++i) {
    Rng rng = Rng(7).split(study_key, static_cast<std::uint64_t>(i));
    ClipEmbedding c;
    c.study_key = study_key;
    c.patient_key = "PATIENT" + study_key;
    c.series_id = cat(i / 3 < 9 ? "s0" : "s", 1 + i / 3);
    c.source_hash = cat("hash of ", study_key, c.series_id);
    c.view = i % 2 == 0 ? "SAX" : "4CH";
    c.slice = i % 3;
    c.frames = rng.integer(1, 40);
    c.slice_position_mm = rng.normal(0, 50);
    for (int d = 0; d < 8; ++d) c.embedding.push_back(static_cast<float>(rng.normal()));
    for (int d = 0; d < 3; ++d) c.features.push_back(static_cast<float>(rng.normal()));
    clips.push_back(c);
  }
  return clips;
}

/// Empty if equal, else the first difference.
inline std::string clips_difference(const std::vector<ClipEmbedding>& a,
                                    const std::vector<ClipEmbedding>& b) {
  if (a.size() != b.size()) return cat(a.size(), " and ", b.size(), " clips");
  for (std::size_t i = 0; i < a.size(); ++i) {
    const ClipEmbedding &x = a[i], &y = b[i];
    const ClipSource &from = x, &other = y;
    if (from != other || x.embedding != y.embedding || x.features != y.features) {
      return cat("clip ", i);
    }
  }
  return "";
}

}  // namespace chordae::test
