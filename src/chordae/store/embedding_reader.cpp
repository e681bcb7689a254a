// Reading an embedding store, ours or one that h5py laid out otherwise.
#include <algorithm>
#include <cstring>
#include <span>

#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/io/hdf5/hdf5.h"
#include "chordae/store/embedding_file.h"
#include "chordae/store/embedding_store.h"

namespace chordae {
namespace {

constexpr std::int64_t kBlockRows = 4096, kBlockValues = std::int64_t{1} << 24;
// Far beyond any cohort and any encoder: a small file may promise, and even hold, more.
constexpr std::int64_t kMaxClips = std::int64_t{1} << 22;
constexpr std::int64_t kMaxWidth = std::int64_t{1} << 16;

EmbeddingProvenance read_provenance(const hdf5::Group& root) {
  if (!root.has_attribute("format") || root.text("format") != kEmbeddingFormat) {
    throw Error(ErrorCode::kFormat,
                cat(root.where(), " is HDF5, but no embedding store of chordae"));
  }
  const std::int64_t version = root.integer("version");
  if (version > kEmbeddingVersion) {
    throw Error(ErrorCode::kUnsupported,
                cat(root.where(), " has embedding format version ", version,
                    "; this chordae reads up to ", kEmbeddingVersion, ": update chordae"));
  }
  if (version < 1) throw Error(ErrorCode::kFormat, cat(root.where(), ": version ", version));
  EmbeddingProvenance p;
  p.random_init = root.flag("random_init");
  p.model = root.text("model");
  p.model_hash = root.text("model_hash");
  p.model_config = root.text("model_config");
  p.transform_config = root.text("transform_config");
  p.precision = root.text("precision");
  p.chordae_version = root.text("chordae_version");
  p.embedding_width = root.integer("embedding_width");
  p.feature_width = root.integer("feature_width");
  if (p.embedding_width < 1 || p.embedding_width > kMaxWidth || p.feature_width < 0 ||
      p.feature_width > kMaxWidth) {
    throw Error(ErrorCode::kFormat, cat(root.where(), ": widths that no encoder has"));
  }
  return p;
}

// One column into one member of all clips.
template <class Number>
void read_column(const hdf5::Group& root, const std::string& name, hdf5::ElementType type,
                 std::vector<ClipEmbedding>& clips, Number ClipSource::*member) {
  const hdf5::Dataset dataset = root.dataset(name);
  const std::size_t size = clips.size() * sizeof(Number);
  if (dataset.type() != type || dataset.extents().size() != 1 || dataset.byte_size() != size) {
    throw Error(ErrorCode::kFormat, cat(dataset.where(), ": must have a number of 8 bytes a clip"));
  }
  const auto bytes = dataset.read(size);
  for (std::size_t i = 0; i < clips.size(); ++i) {
    std::memcpy(&(clips[i].*member), bytes.data() + i * sizeof(Number), sizeof(Number));
  }
}

void read_column(const hdf5::Group& root, const std::string& name,
                 std::vector<ClipEmbedding>& clips, std::string ClipSource::*member) {
  const hdf5::Dataset dataset = root.dataset(name);
  if (dataset.extents() != hdf5::Extents{static_cast<std::int64_t>(clips.size())}) {
    throw Error(ErrorCode::kFormat, cat(dataset.where(), ": must have one text a clip"));
  }
  auto values = dataset.read_texts();
  for (std::size_t i = 0; i < clips.size(); ++i) clips[i].*member = std::move(values[i]);
}

void read_matrix(const hdf5::Group& root, const std::string& name, std::int64_t width,
                 std::vector<ClipEmbedding>& clips, std::vector<float> ClipEmbedding::*member) {
  const hdf5::Dataset dataset = root.dataset(name);
  const auto rows = static_cast<std::int64_t>(clips.size());
  if (dataset.type() != hdf5::kFloat32 || dataset.extents() != hdf5::Extents{rows, width}) {
    throw Error(ErrorCode::kFormat, cat(dataset.where(), ": must be float32 (clips, ", width, ")"));
  }
  dataset.check_stored();
  Sha256 hash;
  const std::int64_t block_rows = std::clamp<std::int64_t>(kBlockValues / width, 1, kBlockRows);
  for (std::int64_t first = 0; first < rows; first += block_rows) {
    const std::int64_t count = std::min(block_rows, rows - first);
    std::vector<float> block(static_cast<std::size_t>(count * width));
    dataset.read_rows(first, count, std::as_writable_bytes(std::span(block)));
    hash.update(std::as_bytes(std::span(block)));
    for (std::int64_t i = 0; i < count; ++i) {
      const auto begin = block.begin() + i * width;
      (clips[static_cast<std::size_t>(first + i)].*member).assign(begin, begin + width);
    }
  }
  if (dataset.has_attribute("sha256") && dataset.text("sha256") != hex(hash.finish())) {
    throw Error(ErrorCode::kFormat, cat(dataset.where(), ": the values are damaged"));
  }
}

}  // namespace

EmbeddingStore read_embedding_store(const std::filesystem::path& path) {
  const hdf5::Group root = hdf5::open_file(path);
  EmbeddingStore store;
  store.provenance = read_provenance(root);
  // The keys first: they are inflated in full, so their number is no lie.
  const hdf5::Dataset key_column = root.dataset("study_key");
  if (key_column.extents().size() == 1 && key_column.extents()[0] > kMaxClips) {
    throw Error(ErrorCode::kFormat, cat(key_column.where(), ": more than ", kMaxClips, " clips"));
  }
  auto keys = key_column.read_texts();
  store.clips.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) store.clips[i].study_key = std::move(keys[i]);
  auto& clips = store.clips;
  read_column(root, "patient_key", clips, &ClipEmbedding::patient_key);
  read_column(root, "series_id", clips, &ClipEmbedding::series_id);
  read_column(root, "source_hash", clips, &ClipEmbedding::source_hash);
  read_column(root, "view", clips, &ClipEmbedding::view);
  read_column(root, "slice", hdf5::kInt64, clips, &ClipEmbedding::slice);
  read_column(root, "frames", hdf5::kInt64, clips, &ClipEmbedding::frames);
  read_column(root, "slice_position_mm", hdf5::kFloat64, clips, &ClipEmbedding::slice_position_mm);
  read_matrix(root, "embeddings", store.provenance.embedding_width, clips,
              &ClipEmbedding::embedding);
  if (store.provenance.feature_width > 0) {
    read_matrix(root, "features", store.provenance.feature_width, clips, &ClipEmbedding::features);
  }
  return store;
}

}  // namespace chordae
