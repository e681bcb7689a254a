#pragma once
// A fixed set of threads with a bounded queue, and a parallel loop over indices. Results never
// depend on the number of threads: work items are indexed and write to their own place.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chordae {

/// Threads to use: `wanted` if positive, else as many as the process may run on.
int thread_count(std::int64_t wanted);

class ThreadPool {
 public:
  /// `queue_limit` 0: four tasks a thread. Where the system gives fewer threads, there are fewer.
  /// Errors kIo if it gives none.
  explicit ThreadPool(int threads, std::size_t queue_limit = 0);
  ~ThreadPool();  ///< finishes what is queued
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Blocks while the queue is full.
  void submit(std::function<void()> task);
  /// Waits until nothing is queued or running; rethrows the first exception of a task.
  void wait();
  int threads() const { return static_cast<int>(workers_.size()); }

 private:
  void work();
  std::mutex mutex_;
  std::condition_variable not_empty_, not_full_, idle_;
  std::deque<std::function<void()>> queue_;
  std::size_t limit_;
  int running_ = 0;
  bool stop_ = false;
  std::exception_ptr first_error_;
  std::vector<std::thread> workers_;
};

/// Calls `body(i)` for i in [0, count) on up to `threads` threads. The first exception (by index)
/// is rethrown after all have stopped. threads <= 1 runs in place.
void parallel_for(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body);

}  // namespace chordae
