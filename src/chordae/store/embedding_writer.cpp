// Writing an embedding store: studies go to the part; the part becomes the file at the end.
#include <algorithm>
#include <mutex>
#include <optional>
#include <span>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/io/hdf5/hdf5.h"
#include "chordae/store/embedding_file.h"
#include "chordae/store/embedding_part.h"
#include "chordae/store/embedding_store.h"
#include "chordae/store/study_file.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

fs::path part_path(const fs::path& path) { return path.string() + ".part"; }

bool comes_before(const ClipEmbedding& a, const ClipEmbedding& b) {
  if (a.series_id != b.series_id) return series_comes_before(a.series_id, b.series_id);
  return a.slice < b.slice;
}

void write_provenance(hdf5::Group& root, const EmbeddingProvenance& p) {
  root.set_text("format", std::string(kEmbeddingFormat));
  root.set_integer("version", kEmbeddingVersion);
  root.set_flag("random_init", p.random_init);
  root.set_text("model", p.model);
  root.set_text("model_hash", p.model_hash);
  root.set_text("model_config", p.model_config);
  root.set_text("transform_config", p.transform_config);
  root.set_text("precision", p.precision);
  root.set_text("chordae_version", p.chordae_version);
  root.set_integer("embedding_width", p.embedding_width);
  root.set_integer("feature_width", p.feature_width);
}

void write_column(hdf5::Group& root, const std::string& name, hdf5::ElementType type,
                  std::int64_t rows, std::span<const std::byte> bytes) {
  if (rows == 0) {
    root.create_dataset(name, type, {0});
  } else {
    root.write_compressed(name, type, {rows}, bytes);
  }
}

void write_column(hdf5::Group& root, const std::string& name,
                  const std::vector<std::string>& values) {
  std::size_t width = 1;
  for (const auto& value : values) width = std::max(width, value.size());
  std::string packed;
  for (const auto& value : values) packed += value + std::string(width - value.size(), '\0');
  write_column(root, name, {hdf5::ElementType::Kind::kText, width},
               static_cast<std::int64_t>(values.size()), std::as_bytes(std::span(packed)));
}

template <class Number>
void write_column(hdf5::Group& root, const std::string& name, hdf5::ElementType type,
                  const std::vector<Number>& values) {
  write_column(root, name, type, static_cast<std::int64_t>(values.size()),
               std::as_bytes(std::span(values)));
}

// A (R, width) array that is filled from the top, with the hash of its bytes.
class MatrixWriter {
 public:
  MatrixWriter(hdf5::Group& root, const std::string& name, std::int64_t rows, std::int64_t width)
      : dataset_(root.create_dataset(name, hdf5::kFloat32, {rows, width})) {}
  void add(const std::vector<float>& row) {
    const auto bytes = std::as_bytes(std::span(row));
    dataset_.write_rows(next_++, 1, bytes);
    hash_.update(bytes);
  }
  void finish() { dataset_.set_text("sha256", hex(hash_.finish())); }

 private:
  hdf5::Dataset dataset_;
  Sha256 hash_;
  std::int64_t next_ = 0;
};

// Everything of a clip but its two vectors.
struct Columns {
  std::vector<std::string> study_key, patient_key, series_id, source_hash, view;
  std::vector<std::int64_t> slice, frames;
  std::vector<double> slice_position_mm;

  void add(const ClipSource& c) {
    study_key.push_back(c.study_key);
    patient_key.push_back(c.patient_key);
    series_id.push_back(c.series_id);
    source_hash.push_back(c.source_hash);
    view.push_back(c.view);
    slice.push_back(c.slice);
    frames.push_back(c.frames);
    slice_position_mm.push_back(c.slice_position_mm);
  }
  void write(hdf5::Group& root) const {
    write_column(root, "study_key", study_key);
    write_column(root, "patient_key", patient_key);
    write_column(root, "series_id", series_id);
    write_column(root, "source_hash", source_hash);
    write_column(root, "view", view);
    write_column(root, "slice", hdf5::kInt64, slice);
    write_column(root, "frames", hdf5::kInt64, frames);
    write_column(root, "slice_position_mm", hdf5::kFloat64, slice_position_mm);
  }
};

void convert(const EmbeddingPart& part, const EmbeddingProvenance& provenance, const fs::path& to) {
  hdf5::NewFile file;
  hdf5::Group root = file.root();
  write_provenance(root, provenance);
  Columns columns;
  MatrixWriter embeddings(root, "embeddings", part.clips(), provenance.embedding_width);
  std::optional<MatrixWriter> features;
  if (provenance.feature_width > 0) {
    features.emplace(root, "features", part.clips(), provenance.feature_width);
  }
  for (const auto& study_key : part.studies()) {
    auto clips = part.read(study_key);
    std::stable_sort(clips.begin(), clips.end(), comes_before);
    for (const ClipEmbedding& clip : clips) {
      columns.add(clip);
      embeddings.add(clip.embedding);
      if (features) features->add(clip.features);
    }
  }
  embeddings.finish();
  if (features) features->finish();
  columns.write(root);
  file.save(to);
}

}  // namespace

struct EmbeddingStoreWriter::Impl {
  Impl(const fs::path& target, const EmbeddingProvenance& made_with, PartPolicy policy)
      : path(target), provenance(made_with), part(part_path(target), made_with, policy) {}

  fs::path path;
  EmbeddingProvenance provenance;
  mutable std::mutex mutex;
  EmbeddingPart part;
  bool finished = false;

  void check_unfinished() const {
    if (finished) throw Error(ErrorCode::kInternal, "the embedding store is finished already");
  }
  void check(const std::string& study_key, const std::vector<ClipEmbedding>& clips) const {
    if (part.has(study_key)) {
      throw Error(ErrorCode::kInternal,
                  cat("study ", printable(study_key), " was appended before"));
    }
    for (const ClipEmbedding& c : clips) {
      if (c.study_key != study_key ||
          static_cast<std::int64_t>(c.embedding.size()) != provenance.embedding_width ||
          static_cast<std::int64_t>(c.features.size()) != provenance.feature_width) {
        throw Error(ErrorCode::kShape,
                    cat("a clip of study ", printable(study_key), " has ", c.embedding.size(),
                        " and ", c.features.size(), " values, not ", provenance.embedding_width,
                        " and ", provenance.feature_width, ", or is of another study"));
      }
    }
  }
};

EmbeddingStoreWriter::EmbeddingStoreWriter(const fs::path& path,
                                           const EmbeddingProvenance& provenance,
                                           PartPolicy policy)
    : impl_(std::make_unique<Impl>(path, provenance, policy)) {}

EmbeddingStoreWriter::~EmbeddingStoreWriter() = default;

std::vector<std::string> EmbeddingStoreWriter::done_studies() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->part.studies();
}

void EmbeddingStoreWriter::keep_studies_if(const IsCurrent& is_current) {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& study_key : impl_->part.studies()) {
    if (!is_current(study_key, impl_->part.read(study_key))) impl_->part.forget(study_key);
  }
}

void EmbeddingStoreWriter::append_study(const std::string& study_key,
                                        const std::vector<ClipEmbedding>& clips) {
  const std::lock_guard lock(impl_->mutex);
  impl_->check_unfinished();
  impl_->check(study_key, clips);
  impl_->part.append(study_key, clips);
}

std::int64_t EmbeddingStoreWriter::clips() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->part.clips();
}

void EmbeddingStoreWriter::finish() {
  const std::lock_guard lock(impl_->mutex);
  impl_->check_unfinished();
  TemporaryPath temporary(impl_->path);
  convert(impl_->part, impl_->provenance, temporary.path());
  temporary.commit();
  impl_->part.remove();
  impl_->finished = true;
}

}  // namespace chordae
