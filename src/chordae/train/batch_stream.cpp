#include "chordae/train/batch_stream.h"

#include <numeric>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {

BatchStream::BatchStream(const Task& task, const Rng& rng, std::int64_t first, int threads,
                         std::size_t ahead)
    : task_(task), rng_(rng.split("data")), next_(first), threads_(threads), ahead_(ahead) {}

// A prefetcher is given a finite order; between two of them the queue runs empty once.
void BatchStream::refill() {
  constexpr std::size_t kBatches = std::size_t{1} << 17;
  std::vector<std::int64_t> order(kBatches);
  std::iota(order.begin(), order.end(), next_);
  next_ += static_cast<std::int64_t>(kBatches);
  prefetcher_.reset();
  prefetcher_ = std::make_unique<Prefetcher<Batch>>(
      [this](std::int64_t number) {
        return task_.load(number, rng_.split("batch", static_cast<std::uint64_t>(number)));
      },
      std::move(order), threads_, ahead_);
}

Batch BatchStream::next() {
  if (!prefetcher_) refill();
  auto loaded = prefetcher_->next();
  if (!loaded) {
    refill();
    loaded = prefetcher_->next();
  }
  if (loaded->item) return std::move(*loaded->item);
  try {
    std::rethrow_exception(loaded->error);
  } catch (Error& e) {
    e.add_context(cat("loading training batch ", loaded->index));
    throw;
  }
}

}  // namespace chordae
