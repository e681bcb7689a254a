#pragma once
// Embeddings of clips with their provenance: one HDF5 file that h5py reads
// (docs/formats/embedding-store.md). Written study by study, so that an interrupted run continues.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chordae {

/// What every row of the file was made with. Two files may be joined only if these agree.
struct EmbeddingProvenance {
  std::string model;             ///< architecture name: "mvit_b_16x4"
  std::string model_hash;        ///< SHA-256 of the weights (names, shapes, bytes), hex
  std::string model_config;      ///< JSON
  std::string transform_config;  ///< JSON; part of the model's identity
  std::string precision;         ///< "fp32", "bf16"
  bool random_init = false;      ///< no trained weights: the numbers mean nothing clinically
  std::string chordae_version;
  std::int64_t embedding_width = 512;
  std::int64_t feature_width = 0;  ///< 768 where features were asked for, else 0

  bool operator==(const EmbeddingProvenance&) const = default;
};

/// Which stored slice a clip is. Vectors stand for it as long as it compares equal.
struct ClipSource {
  std::string study_key, patient_key, series_id;
  std::string source_hash;       ///< of the series, as in the study store
  std::string view;              ///< "SAX", "2CH", …
  std::int64_t slice = 0;        ///< index within the series as stored
  std::int64_t frames = 0;       ///< frames that the slice had
  double slice_position_mm = 0;  ///< along the series' normal

  bool operator==(const ClipSource&) const = default;
};

struct ClipEmbedding : ClipSource {
  std::vector<float> embedding;  ///< (D), L2 norm 1
  std::vector<float> features;   ///< (F) or empty
};

/// What to do with the part of an interrupted run.
enum class PartPolicy { kContinue, kDiscard };

class EmbeddingStoreWriter {
 public:
  /// A new file under a temporary name beside `path` ("<path>.part"), or the part of an interrupted
  /// run with the same provenance, which is continued; kDiscard empties a part first. Errors
  /// kConfig if the part was made otherwise (what differs is named); kIo if another process is
  /// writing it; kFormat if it is something else.
  EmbeddingStoreWriter(const std::filesystem::path& path, const EmbeddingProvenance& provenance,
                       PartPolicy policy = PartPolicy::kContinue);
  ~EmbeddingStoreWriter();

  /// Studies already complete in the part that is being continued.
  std::vector<std::string> done_studies() const;
  /// Forgets each complete study that `is_current` denies: it may be appended again. For the
  /// caller that continues a part, to check it against what is embedded now.
  using IsCurrent = std::function<bool(const std::string& study_key,
                                       const std::vector<ClipEmbedding>& clips)>;
  void keep_studies_if(const IsCurrent& is_current);
  /// Clips of all complete studies so far.
  std::int64_t clips() const;
  /// All clips of one study at once; flushed to disk before it returns. Rows of a study that was
  /// not complete are dropped when a part is continued.
  void append_study(const std::string& study_key, const std::vector<ClipEmbedding>& clips);
  /// The part becomes `path`, rows ordered by study, series, slice: the same bytes whether the run
  /// was interrupted or not. Nothing can be appended afterwards. Errors kIo, kFormat.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct EmbeddingStore {
  EmbeddingProvenance provenance;
  std::vector<ClipEmbedding> clips;
};
/// Errors kFormat, kIo.
EmbeddingStore read_embedding_store(const std::filesystem::path& path);

}  // namespace chordae
