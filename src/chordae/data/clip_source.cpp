#include "chordae/data/clip_source.h"

#include <torch/torch.h>

#include <algorithm>
#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

std::vector<std::int64_t> all_of(const ClipSource& source) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(source.size()));
  std::iota(order.begin(), order.end(), 0);
  return order;
}

BatchOptions checked(const ClipSource& source, const std::vector<std::int64_t>& order,
                     const BatchOptions& options) {
  if (options.batch_size < 1 || options.batches_ahead < 1 || options.threads < 0) {
    throw Error(ErrorCode::kUsage,
                "batch_size and batches_ahead must be positive, threads not negative");
  }
  const auto size = source.size();
  if (std::any_of(order.begin(), order.end(),
                  [size](std::int64_t i) { return i < 0 || i >= size; })) {
    throw Error(ErrorCode::kUsage,
                cat("the order of clips names one outside the source of ", size));
  }
  return options;
}

[[noreturn]] void rethrow(std::int64_t index, const std::exception_ptr& error) {
  const auto context = cat("loading clip ", index);
  try {
    std::rethrow_exception(error);
  } catch (Error& e) {
    e.add_context(context);
    throw;
  } catch (const std::exception& e) {
    throw Error(ErrorCode::kInternal, e.what()).add_context(context);
  }
}

}  // namespace

ClipBatches::ClipBatches(const ClipSource& source, std::vector<std::int64_t> order,
                         const BatchOptions& options, OnFailure on_failure)
    : options_(checked(source, order, options)),
      on_failure_(on_failure ? std::move(on_failure) : OnFailure(rethrow)),
      prefetcher_([&source](std::int64_t index) { return source.get(index); }, std::move(order),
                  options.threads,
                  static_cast<std::size_t>(options.batch_size * options.batches_ahead)) {}

ClipBatches::ClipBatches(const ClipSource& source, const BatchOptions& options,
                         OnFailure on_failure)
    : ClipBatches(source, all_of(source), options, std::move(on_failure)) {}

std::optional<ClipBatch> ClipBatches::next() {
  ClipBatch batch;
  std::vector<at::Tensor> clips;
  while (static_cast<std::int64_t>(clips.size()) < options_.batch_size) {
    auto loaded = prefetcher_.next();
    if (!loaded) break;
    if (!loaded->item) {
      on_failure_(loaded->index, loaded->error);
      continue;
    }
    Clip& clip = *loaded->item;
    if (!clips.empty() && clip.pixels.sizes() != clips[0].sizes()) {
      throw Error(ErrorCode::kShape,
                  cat("clip ", loaded->index, " differs in shape from the others of its batch"));
    }
    clips.push_back(std::move(clip.pixels));
    batch.origins.push_back(std::move(clip.origin));
    batch.indices.push_back(loaded->index);
  }
  const bool full = static_cast<std::int64_t>(clips.size()) == options_.batch_size;
  if (clips.empty() || (!full && options_.drop_last)) return std::nullopt;
  batch.pixels = at::stack(clips);
  return batch;
}

}  // namespace chordae
