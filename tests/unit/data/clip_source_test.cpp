#include "chordae/data/clip_source.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <atomic>
#include <numeric>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using namespace std::chrono_literals;

/// Clip i is full of the number i. Odd ones are slow, `bad` ones fail.
class NumberedClips : public ClipSource {
 public:
  explicit NumberedClips(std::int64_t size, std::vector<std::int64_t> bad = {})
      : size_(size), bad_(std::move(bad)) {}
  std::int64_t size() const override { return size_; }
  Clip get(std::int64_t index) const override {
    ++begun;
    if (index % 2 == 1) std::this_thread::sleep_for(2ms);
    if (std::find(bad_.begin(), bad_.end(), index) != bad_.end())
      throw Error(ErrorCode::kFormat, "broken clip");
    Clip clip{at::full({1, 2, 3, 3}, static_cast<double>(index)).expand({3, 2, 3, 3}), {}};
    clip.origin.slice = index;
    return clip;
  }
  mutable std::atomic<int> begun{0};

 private:
  std::int64_t size_;
  std::vector<std::int64_t> bad_;
};

std::vector<std::int64_t> drain(ClipBatches& batches, std::vector<std::size_t>* sizes = nullptr) {
  std::vector<std::int64_t> seen;
  while (const auto batch = batches.next()) {
    EXPECT_EQ(batch->pixels.size(0), static_cast<std::int64_t>(batch->indices.size()));
    EXPECT_TRUE(batch->pixels.is_contiguous());
    for (std::size_t b = 0; b < batch->indices.size(); ++b) {
      EXPECT_EQ(batch->origins[b].slice, batch->indices[b]);
      const auto clip = batch->pixels[static_cast<std::int64_t>(b)];
      EXPECT_EQ(clip.min().item<double>(), static_cast<double>(batch->indices[b]));
      EXPECT_EQ(clip.max().item<double>(), static_cast<double>(batch->indices[b]));
      seen.push_back(batch->indices[b]);
    }
    if (sizes != nullptr) sizes->push_back(batch->indices.size());
  }
  EXPECT_FALSE(batches.next());
  return seen;
}

TEST(ClipBatches, KeepTheOrderOnAnyNumberOfThreads) {
  const NumberedClips source(50);
  std::vector<std::int64_t> order(50);
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(i * 7 % 50);
  for (const int threads : {0, 1, 2, 16}) {
    for (const std::int64_t ahead : {1, 5}) {
      ClipBatches batches(source, order,
                          {.batch_size = 4, .threads = threads, .batches_ahead = ahead});
      std::vector<std::size_t> sizes;
      EXPECT_EQ(drain(batches, &sizes), order) << threads;
      EXPECT_EQ(sizes.size(), 13u);
      EXPECT_EQ(sizes.back(), 2u);
    }
  }
}

TEST(ClipBatches, LastBatchMayBeDropped) {
  const NumberedClips source(10);
  ClipBatches batches(source, {.batch_size = 4, .threads = 2, .drop_last = true});
  EXPECT_EQ(drain(batches).size(), 8u);
  const NumberedClips none(0);
  ClipBatches nothing(none, {.threads = 3});
  EXPECT_FALSE(nothing.next());
}

TEST(ClipBatches, AFailureNamesItsClip) {
  const NumberedClips source(20, {6});
  for (const int threads : {0, 4}) {
    ClipBatches batches(source, {.batch_size = 4, .threads = threads});
    EXPECT_EQ(batches.next()->indices, (std::vector<std::int64_t>{0, 1, 2, 3}));
    const auto text = test::error_text_of([&] { batches.next(); });
    EXPECT_NE(text.find("broken clip"), std::string::npos) << text;
    EXPECT_NE(text.find("loading clip 6"), std::string::npos) << text;
  }
}

TEST(ClipBatches, FailuresMayBeNotedAndPassedOver) {
  const NumberedClips source(12, {0, 5, 11});
  std::vector<std::int64_t> failed;
  ClipBatches batches(source, {.batch_size = 4, .threads = 3},
                      [&](std::int64_t index, const std::exception_ptr& error) {
                        failed.push_back(index);
                        EXPECT_EQ(test::error_code_of([&] { std::rethrow_exception(error); }),
                                  ErrorCode::kFormat);
                      });
  std::vector<std::size_t> sizes;
  EXPECT_EQ(drain(batches, &sizes), (std::vector<std::int64_t>{1, 2, 3, 4, 6, 7, 8, 9, 10}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{4, 4, 1}));
  EXPECT_EQ(failed, (std::vector<std::int64_t>{0, 5, 11}));
}

TEST(ClipBatches, LoadOnlySoFarAhead) {
  const NumberedClips source(1000);
  {
    ClipBatches batches(source, {.batch_size = 2, .threads = 8, .batches_ahead = 3});
    batches.next();
    std::this_thread::sleep_for(50ms);
    EXPECT_LE(source.begun, 2 + 6);
  }
  EXPECT_LE(source.begun, 2 + 6);
}

TEST(ClipBatches, MayBeDroppedAtAnyTime) {
  const NumberedClips source(100, {3, 4, 5});
  for (int taken = 0; taken < 6; ++taken) {
    for (const int threads : {1, 3, 16}) {
      ClipBatches batches(source, {.batch_size = 1, .threads = threads}, [](auto, auto) {});
      for (int i = 0; i < taken; ++i) batches.next();
    }
  }
}

TEST(ClipBatches, StopOnRequest) {
  const NumberedClips source(100);
  ClipBatches batches(source, {.batch_size = 4, .threads = 2});
  batches.next();
  request_cancellation();
  EXPECT_EQ(test::error_code_of([&] { batches.next(); }), ErrorCode::kCancelled);
  reset_cancellation();
}

TEST(Prefetcher, ACancelledWaitEnds) {
  std::atomic<bool> release{false};
  Prefetcher<int> slow(
      [&](std::int64_t) {
        while (!release) std::this_thread::sleep_for(1ms);
        return 1;
      },
      {0, 1}, 1, 1);
  std::thread later([] {
    std::this_thread::sleep_for(30ms);
    request_cancellation();
  });
  EXPECT_EQ(test::error_code_of([&] { slow.next(); }), ErrorCode::kCancelled);
  later.join();
  reset_cancellation();
  release = true;
}

TEST(Prefetcher, AnyExceptionIsDelivered) {
  Prefetcher<int> odd([](std::int64_t i) -> int { throw static_cast<int>(i); }, {7}, 2, 4);
  const auto loaded = odd.next();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->index, 7);
  EXPECT_FALSE(loaded->item);
  EXPECT_THROW(std::rethrow_exception(loaded->error), int);
}

TEST(ClipBatches, RefuseWhatCannotBe) {
  const NumberedClips source(3);
  EXPECT_EQ(test::error_code_of([&] { ClipBatches(source, {3}, BatchOptions{}); }),
            ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([&] { ClipBatches(source, {-1}, BatchOptions{}); }),
            ErrorCode::kUsage);
  EXPECT_EQ(test::error_code_of([&] { ClipBatches(source, {.batch_size = 0}); }),
            ErrorCode::kUsage);
  class Mixed : public ClipSource {
    std::int64_t size() const override { return 2; }
    Clip get(std::int64_t i) const override { return {at::zeros({1, i + 1}), {}}; }
  } mixed;
  ClipBatches batches(mixed, {.batch_size = 2});
  EXPECT_EQ(test::error_code_of([&] { batches.next(); }), ErrorCode::kShape);
}

}  // namespace
}  // namespace chordae
