#pragma once
// Loads items ahead of their use on several threads and hands them out in order. Knows nothing of
// what an item is; no Torch.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "chordae/base/cancel.h"

namespace chordae {

/// One item, or why there is none.
template <class Item>
struct Loaded {
  std::int64_t index = 0;  ///< as in the order given
  std::optional<Item> item;
  std::exception_ptr error;  ///< set exactly if `item` is absent
};

/// At most `ahead` items are loaded or being loaded beyond the one handed out last, so memory is
/// bounded; a failed item takes its place in the order like any other. May be destroyed at any
/// time: items being loaded are finished, the rest is not begun.
template <class Item>
class Prefetcher {
 public:
  using Load = std::function<Item(std::int64_t index)>;

  /// `load` is called from `threads` threads at once; with 0 threads, from next() itself.
  Prefetcher(Load load, std::vector<std::int64_t> order, int threads, std::size_t ahead)
      : load_(std::move(load)), order_(std::move(order)), slots_(ahead > 0 ? ahead : 1) {
    try {
      for (int i = 0; i < threads; ++i) workers_.emplace_back([this] { work(); });
    } catch (...) {
      stop();
      throw;
    }
  }
  ~Prefetcher() { stop(); }
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  /// The next item in order; absent after the last. For one caller at a time.
  /// Errors kCancelled once the user asked to stop
  std::optional<Loaded<Item>> next() {
    check_cancelled();
    if (handed_out_ == order_.size()) return std::nullopt;
    if (workers_.empty()) return load_one(order_[handed_out_++]);
    std::unique_lock lock(mutex_);
    auto& slot = slots_[handed_out_ % slots_.size()];
    // A signal handler cannot wake a waiting thread: look up now and then.
    while (
        !loaded_.wait_for(lock, std::chrono::milliseconds(100), [&] { return slot.has_value(); }))
      check_cancelled();
    auto result = std::exchange(slot, std::nullopt);
    ++handed_out_;
    lock.unlock();
    room_.notify_one();
    return result;
  }

  std::size_t size() const { return order_.size(); }

 private:
  Loaded<Item> load_one(std::int64_t index) const {
    try {
      return {index, load_(index), nullptr};
    } catch (...) {
      return {index, std::nullopt, std::current_exception()};
    }
  }

  void work() {
    std::unique_lock lock(mutex_);
    while (true) {
      room_.wait(lock, [this] {
        return stop_ || claimed_ == order_.size() || claimed_ < handed_out_ + slots_.size();
      });
      if (stop_ || claimed_ == order_.size()) break;
      const std::size_t place = claimed_++;
      lock.unlock();
      auto result = load_one(order_[place]);
      lock.lock();
      slots_[place % slots_.size()] = std::move(result);
      loaded_.notify_one();
    }
    room_.notify_one();  // the others, too, have nothing left to claim
  }

  void stop() {
    {
      std::lock_guard lock(mutex_);
      stop_ = true;
    }
    room_.notify_all();
    for (auto& worker : workers_) worker.join();
  }

  const Load load_;
  const std::vector<std::int64_t> order_;
  std::mutex mutex_;
  std::condition_variable loaded_, room_;
  std::vector<std::optional<Loaded<Item>>> slots_;
  std::size_t claimed_ = 0, handed_out_ = 0;
  bool stop_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace chordae
