#include "chordae/pipeline/embed.h"

#include <torch/torch.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <numeric>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/data/prefetch.h"
#include "chordae/tensor/torch_errors.h"

namespace chordae {
namespace {

EmbeddingProvenance make_provenance(const ClipEncoder& encoder, const EmbedConfig& config) {
  EmbeddingProvenance p = encoder.provenance();
  p.precision = config.precision;
  if (!config.features) p.feature_width = 0;
  return p;
}

std::vector<float> values_of(const at::Tensor& vector) {
  const at::Tensor values = vector.contiguous();
  return {values.const_data_ptr<float>(), values.const_data_ptr<float>() + values.numel()};
}

// Note [One thread a clip]
// Every clip runs on one thread and clips run side by side, instead of one clip on all threads. The
// numbers then don't depend on the number of threads, and nothing waits at OpenMP's barriers, whose
// spinning costs a busy machine most of its speed (measured: 1.7 against 21 clips/s of mvit_small on
// two cores that other programs use as well).

void embed_clip(const at::Tensor& input, ClipEmbedding& clip, const ClipEncoder& encoder, const EmbedConfig& config) {
  at::set_num_threads(1);  // of this thread: see Note [One thread a clip]
  const ClipVectors result = translate_torch_errors([&] { return encoder.encode(input, config.precision == "bf16"); });
  if (!result.embedding.isfinite().all().item<bool>()) {
    throw Error(ErrorCode::kNumeric, "the encoder gave a value that is not finite: check the weights, or use fp32");
  }
  clip.embedding = values_of(result.embedding);
  if (config.features) clip.features = values_of(result.features);
}

/// True if the store still holds what these vectors were made from, and the same views are asked for.
bool is_current(const StudyStore& store, const std::string& key, const std::vector<ClipEmbedding>& clips,
                const std::vector<std::string>& views) {
  try {
    return std::ranges::equal(clips, clips_of_study(store.read_header(key), views),
                              [](const ClipSource& a, const ClipSource& b) { return a == b; });
  } catch (const Error&) {
    return false;  // embedding it says what is wrong
  }
}

/// One study that cannot be read is noted; anything but an Error of ours passes on.
void skip_study(const std::string& key, const std::exception_ptr& error, SkipLedger& ledger) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    ledger.add({"study", key, e.what(), e.code()});
  }
}

}  // namespace

void EmbedConfig::fields(FieldVisitor& v) {
  v.field({.name = "precision", .help = "of the network's products", .choices = {"fp32", "bf16"}}, precision);
  v.field({.name = "views", .help = "series to embed, by view", .choices = {"SAX", "2CH", "3CH", "4CH", "other", "unknown"}},
          views);
  v.field({.name = "features", .help = "also stores what lies before the projection: the class token of the video tower"}, features);
  v.field({.name = "max_skipped_share", .help = "studies that may fail before the run does", .min = 0, .max = 1},
          max_skipped_share);
}

EmbedReport embed_store(const StudyStore& store, const ClipEncoder& encoder, const EmbedConfig& config,
                        const std::filesystem::path& out, SkipLedger& ledger) {
  EmbedReport report;
  report.provenance = make_provenance(encoder, config);
  std::vector<std::string> keys;
  std::int64_t total_clips = 0;
  for (const auto& row : store.studies()) {
    std::int64_t clips = 0;
    for (const auto& series : store.series(row.study_key)) {
      if (!series.accepted || std::ranges::find(config.views, series.view) == config.views.end()) continue;
      clips += clips_of_series(parse_view(series.view), series.slices);
    }
    if (clips > 0) keys.push_back(row.study_key);
    total_clips += clips;
  }
  if (keys.empty()) {
    throw Error(ErrorCode::kFormat, cat("the store ", store.folder().string(),
                                        " holds no accepted cine series of the views ", join(config.views, ", "),
                                        ": `chordae inspect` says what each series is"));
  }

  EmbeddingStoreWriter writer(out, report.provenance,
                              config.start_over ? PartPolicy::kDiscard : PartPolicy::kContinue);
  writer.keep_studies_if([&](const std::string& key, const std::vector<ClipEmbedding>& clips) {
    return std::ranges::binary_search(keys, key) && is_current(store, key, clips, config.views);
  });
  const auto done_list = writer.done_studies();
  const std::set<std::string> done(done_list.begin(), done_list.end());
  std::vector<std::string> todo;
  for (const auto& key : keys) {
    if (!done.contains(key)) todo.push_back(key);
  }
  report.continued_studies = static_cast<std::int64_t>(keys.size() - todo.size());

  const auto started = std::chrono::steady_clock::now();
  if (!todo.empty()) {
    Progress progress("embed", total_clips - writer.clips(), "clips");
    std::vector<std::int64_t> order(todo.size());
    std::iota(order.begin(), order.end(), 0);
    const int threads = thread_count(config.threads);
    const int at_once = static_cast<int>(std::min<std::size_t>(todo.size(), static_cast<std::size_t>(threads)));
    Prefetcher<StudyClips> prefetcher(
        [&](std::int64_t i) {
          at::set_num_threads(1);
          return encoder.make_clips(store.read_study(todo[static_cast<std::size_t>(i)]), config.views);
        },
        order, /*threads=*/2, /*ahead=*/static_cast<std::size_t>(at_once) + 1);
    std::mutex taking;
    std::atomic<std::int64_t> new_clips{0};
    std::atomic<bool> failed{false};  // in one thread: the others stop after their study
    const auto embed_next = [&] {
      std::unique_lock lock(taking);
      auto loaded = prefetcher.next();
      lock.unlock();
      if (!loaded) return false;
      const std::string& key = todo[static_cast<std::size_t>(loaded->index)];
      if (loaded->error) {
        skip_study(key, loaded->error, ledger);
        ledger.check_share(keys.size(), config.max_skipped_share);
        return true;
      }
      StudyClips& study = *loaded->item;
      parallel_for(static_cast<std::int64_t>(study.clips.size()), threads / at_once, [&](std::int64_t c) {
        check_cancelled();
        const auto place = static_cast<std::size_t>(c);
        embed_clip(study.inputs[place], study.clips[place], encoder, config);
        progress.advance();
      });
      writer.append_study(key, study.clips);
      new_clips += static_cast<std::int64_t>(study.clips.size());
      return true;
    };
    parallel_for(at_once, at_once, [&](std::int64_t) {
      try {
        while (!failed && embed_next()) {
        }
      } catch (...) {
        failed = true;
        throw;
      }
    });
    report.new_clips = new_clips;
  }
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  report.clips = writer.clips();
  writer.finish();
  report.studies = static_cast<std::int64_t>(keys.size() - ledger.size());
  return report;
}

}  // namespace chordae
