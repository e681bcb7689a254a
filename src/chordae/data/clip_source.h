#pragma once
// Where clips come from, as training and embedding see it: a numbered set of clips, each with its
// provenance, and batches of them loaded ahead. Sources over a study store live in `pipeline`.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "chordae/data/prefetch.h"

namespace chordae {

/// Where a clip was taken from; the names are those of the embedding store.
struct ClipOrigin {
  std::string study_key, patient_key, series_id;
  std::string view;              ///< "SAX", "2CH", …
  std::int64_t slice = 0;        ///< index within the series as stored
  std::int64_t frames = 0;       ///< frames that the slice had
  double slice_position_mm = 0;  ///< along the series' normal
};

struct Clip {
  at::Tensor pixels;  ///< (C, T, H, W) float32
  ClipOrigin origin;
};

class ClipSource {
 public:
  virtual ~ClipSource() = default;
  virtual std::int64_t size() const = 0;
  /// Clip `index`, 0 to size() - 1. Called from several threads at once.
  virtual Clip get(std::int64_t index) const = 0;
};

struct ClipBatch {
  at::Tensor pixels;                  ///< (B, C, T, H, W), contiguous
  std::vector<ClipOrigin> origins;    ///< B
  std::vector<std::int64_t> indices;  ///< B, within the source
};

struct BatchOptions {
  std::int64_t batch_size = 8;
  int threads = 1;                 ///< 0: loads in the caller's thread
  std::int64_t batches_ahead = 2;  ///< how much is loaded before it is asked for
  bool drop_last = false;          ///< leave out a last batch that is not full
};

/// Batches of a source's clips in a given order, whatever the number of threads.
class ClipBatches {
 public:
  /// What to do with a clip that cannot be loaded: note it and return, and the batch goes on
  /// without it; or throw. Called from next(), in order. None given: the clip's own error, with its
  /// index.
  using OnFailure = std::function<void(std::int64_t index, const std::exception_ptr& error)>;

  /// `source` outlives this. Errors kUsage for an index outside the source or an empty batch size
  ClipBatches(const ClipSource& source, std::vector<std::int64_t> order,
              const BatchOptions& options, OnFailure on_failure = {});
  /// The whole source, first to last.
  ClipBatches(const ClipSource& source, const BatchOptions& options, OnFailure on_failure = {});

  /// Absent after the last batch. A batch is full unless it is the last.
  /// Errors  kShape if clips of one batch differ in shape; kCancelled; what `on_failure` throws
  std::optional<ClipBatch> next();

 private:
  BatchOptions options_;
  OnFailure on_failure_;
  Prefetcher<Clip> prefetcher_;
};

}  // namespace chordae
