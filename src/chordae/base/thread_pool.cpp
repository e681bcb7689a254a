#include "chordae/base/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <utility>

#include "chordae/base/error.h"

namespace chordae {

int thread_count(std::int64_t wanted) {
  if (wanted > 0) return static_cast<int>(std::min<std::int64_t>(wanted, 1024));
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

ThreadPool::ThreadPool(int threads, std::size_t queue_limit)
    : limit_(queue_limit > 0 ? queue_limit : 4 * static_cast<std::size_t>(std::max(1, threads))) {
  workers_.reserve(static_cast<std::size_t>(std::max(1, threads)));
  try {
    for (int i = 0; i < std::max(1, threads); ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
    if (workers_.empty()) throw Error(ErrorCode::kIo, "the system gives this process no more threads");
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(mutex_);
    stop_ = true;
  }
  not_empty_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ThreadPool::submit(std::function<void()> task) {
  std::unique_lock lock(mutex_);
  not_full_.wait(lock, [this] { return queue_.size() < limit_; });
  queue_.push_back(std::move(task));
  not_empty_.notify_one();
}

void ThreadPool::wait() {
  std::unique_lock lock(mutex_);
  idle_.wait(lock, [this] { return queue_.empty() && running_ == 0; });
  if (first_error_) std::rethrow_exception(std::exchange(first_error_, nullptr));
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    not_empty_.wait(lock, [this] { return stop_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto task = std::move(queue_.front());
    queue_.pop_front();
    ++running_;
    not_full_.notify_one();
    lock.unlock();
    std::exception_ptr error;
    try {
      task();
    } catch (...) {
      error = std::current_exception();
    }
    task = nullptr;
    lock.lock();
    --running_;
    if (error && !first_error_) first_error_ = error;
    if (queue_.empty() && running_ == 0) idle_.notify_all();
  }
}

void parallel_for(std::int64_t count, int threads, const std::function<void(std::int64_t)>& body) {
  threads = static_cast<int>(std::min<std::int64_t>(threads, count));
  if (threads <= 1) {
    for (std::int64_t i = 0; i < count; ++i) body(i);
    return;
  }
  std::atomic<std::int64_t> next{0};
  std::atomic<std::int64_t> failed_index{count};  // items below it still run: the first error wins
  std::mutex mutex;
  std::exception_ptr error;
  const auto work = [&] {
    for (std::int64_t i = next++; i < failed_index; i = next++) {
      try {
        body(i);
      } catch (...) {
        std::lock_guard lock(mutex);
        if (i < failed_index) {
          failed_index = i;
          error = std::current_exception();
        }
      }
    }
  };
  {
    ThreadPool pool(threads, static_cast<std::size_t>(threads));
    for (int i = 0; i < threads; ++i) pool.submit(work);
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace chordae
