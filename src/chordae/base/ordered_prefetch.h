#pragma once
// Items made ahead by threads and handed out in order: reading and decoding go on while the consumer
// computes. At most `ahead` items wait, so memory is bounded whatever the speeds are.

#include <algorithm>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace chordae {

template <class Item>
class OrderedPrefetch {
 public:
  /// Calls `make(i)` for i in [0, count) from `threads` threads.
  OrderedPrefetch(std::int64_t count, int threads, std::int64_t ahead, std::function<Item(std::int64_t)> make)
      : count_(count), ahead_(std::max<std::int64_t>(ahead, 1)), make_(std::move(make)) {
    for (int i = 0; i < std::max(1, threads); ++i) threads_.emplace_back([this] { work(); });
  }
  ~OrderedPrefetch() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  OrderedPrefetch(const OrderedPrefetch&) = delete;
  OrderedPrefetch& operator=(const OrderedPrefetch&) = delete;

  bool has_next() const { return taken_ < count_; }
  /// The next item in order; rethrows what `make` threw for it, and the one after can still be taken.
  Item next() {
    std::unique_lock lock(mutex_);
    const std::int64_t index = taken_;
    changed_.wait(lock, [&] { return ready_.contains(index); });
    auto node = ready_.extract(index);
    ++taken_;
    lock.unlock();
    changed_.notify_all();
    if (node.mapped().error) std::rethrow_exception(node.mapped().error);
    return std::move(node.mapped().item.front());
  }

 private:
  struct Made {
    std::vector<Item> item;  ///< none where making it failed
    std::exception_ptr error;
  };

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return stop_ || started_ >= count_ || started_ < taken_ + ahead_; });
      if (stop_ || started_ >= count_) return;
      const std::int64_t index = started_++;
      lock.unlock();
      Made made;
      try {
        made.item.push_back(make_(index));
      } catch (...) {
        made.error = std::current_exception();
      }
      lock.lock();
      ready_.emplace(index, std::move(made));
      changed_.notify_all();
    }
  }

  const std::int64_t count_, ahead_;
  std::function<Item(std::int64_t)> make_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::int64_t, Made> ready_;
  std::int64_t started_ = 0, taken_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace chordae
