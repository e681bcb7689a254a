#pragma once
// The micro-batches of a run, in order and without end, loaded ahead on other threads. Batch n is a
// pure function of (seed, n): the stream starts anywhere, and the number of threads changes
// nothing.

#include <cstdint>
#include <memory>

#include "chordae/data/prefetch.h"
#include "chordae/train/task.h"

namespace chordae {

class BatchStream {
 public:
  /// From batch `first` on. threads 0: loads in next() itself. `task` outlives this.
  BatchStream(const Task& task, const Rng& rng, std::int64_t first, int threads, std::size_t ahead);

  /// Errors  kCancelled; what the task's load() throws, with the batch's number
  Batch next();

 private:
  void refill();
  const Task& task_;
  Rng rng_;
  std::int64_t next_;
  int threads_;
  std::size_t ahead_;
  std::unique_ptr<Prefetcher<Batch>> prefetcher_;
};

}  // namespace chordae
