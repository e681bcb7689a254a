#include "chordae/ingest/frame_order.h"

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <set>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

using Value = std::optional<double>;

// A cycle lasts 200 ms (300 beats a minute) to 3 s (20 beats): anything below 10 was written in
// seconds.
constexpr double kSecondsBelow = 10;
constexpr double kShortestCycleMs = 200, kLongestCycleMs = 3000;
constexpr std::size_t kFewestDistinctTimes = 8;

struct OrderKey {
  const char* evidence;
  std::function<Value(const DicomInstance&)> value;
};

Value as_number(const std::optional<std::int64_t>& v) {
  return v ? Value(static_cast<double>(*v)) : std::nullopt;
}

const std::array<OrderKey, 4>& order_keys() {
  static const std::array<OrderKey, 4> kKeys = {{
      {"ordered_by_trigger_time", [](const DicomInstance& i) { return i.trigger_time_ms; }},
      {"ordered_by_temporal_position",
       [](const DicomInstance& i) { return as_number(i.temporal_position); }},
      {"ordered_by_acquisition_time", [](const DicomInstance& i) { return i.acquisition_time_s; }},
      {"ordered_by_instance_number",
       [](const DicomInstance& i) { return as_number(i.instance_number); }},
  }};
  return kKeys;
}

/// Every frame has a value and no two are the same.
bool tells_apart(const SliceDraft& slice, const SourceFiles& study, const OrderKey& key) {
  std::set<std::pair<double, std::int64_t>> seen;
  for (const auto& frame : slice.frames) {
    const Value value = key.value(study[frame.file].header);
    if (!value || !seen.emplace(*value, frame.frame).second) return false;
  }
  return true;
}

void sort_by(SliceDraft& slice, const SourceFiles& study, const OrderKey& key) {
  std::stable_sort(slice.frames.begin(), slice.frames.end(),
                   [&](const FrameSource& a, const FrameSource& b) {
                     return std::pair(key.value(study[a.file].header), a.frame) <
                            std::pair(key.value(study[b.file].header), b.frame);
                   });
}

/// Raw times of the ordered frames, if all are known and they rise; else empty.
std::vector<double> rising_times(const SliceDraft& slice, const SourceFiles& study) {
  std::vector<double> times;
  for (const auto& [file, frame] : slice.frames) {
    const DicomInstance& i = study[file].header;
    const double within = static_cast<double>(frame) * i.frame_time_ms.value_or(0);
    if (!i.trigger_time_ms && !(i.frames > 1 && i.frame_time_ms)) return {};
    const double time = i.trigger_time_ms.value_or(0) + within;
    if (time < 0 || (!times.empty() && time <= times.back())) return {};
    times.push_back(time);
  }
  return times;
}

double cycle_of(const SliceDraft& slice, const SourceFiles& study) {
  std::vector<double> intervals;
  for (const auto& frame : slice.frames) {
    const DicomInstance& i = study[frame.file].header;
    const double rr = i.nominal_interval_ms < kSecondsBelow ? 1000 * i.nominal_interval_ms
                                                            : i.nominal_interval_ms;
    const double from_rate = i.heart_rate_bpm > 0 ? 60000 / i.heart_rate_bpm : 0;
    for (const double ms : {rr, from_rate}) {
      if (ms >= kShortestCycleMs && ms <= kLongestCycleMs) {
        intervals.push_back(ms);
        break;
      }
    }
  }
  if (intervals.empty()) return 0;
  const auto middle = intervals.begin() + static_cast<std::ptrdiff_t>(intervals.size() / 2);
  std::nth_element(intervals.begin(), middle, intervals.end());
  return *middle;
}

/// When a picture was made, for choosing the last of repeats.
auto recency(const DicomInstance& i) { return std::tuple(i.acquisition_time_s, i.instance_number); }

/// The frames to keep of one slice: one a trigger time, or the last of whole repeated acquisitions.
std::vector<FrameSource> without_repeats(const SliceDraft& slice, const SourceFiles& study) {
  const DicomInstance& first = study[slice.frames.front().file].header;
  const auto count = slice.frames.size();
  if (first.frames > 1) return slice.frames;
  const auto cardiac =
      static_cast<std::size_t>(std::max<std::int64_t>(0, first.cardiac_images.value_or(0)));

  std::map<Value, FrameSource> last_at;
  for (const auto& frame : slice.frames) {
    const DicomInstance& i = study[frame.file].header;
    const auto [it, is_new] = last_at.emplace(i.trigger_time_ms, frame);
    if (!is_new && recency(study[it->second.file].header) < recency(i)) it->second = frame;
  }
  // Equal times may also come from a vendor who rounds: then the header's own count is not
  // exceeded.
  const bool times_tell = !last_at.contains(std::nullopt) && last_at.size() >= kFewestDistinctTimes;
  if (times_tell && last_at.size() < count && (cardiac == 0 || count > cardiac)) {
    std::vector<FrameSource> kept;
    for (const auto& [time, frame] : last_at) kept.push_back(frame);
    return kept;
  }
  if (cardiac >= kFewestDistinctTimes && count > cardiac && count % cardiac == 0) {
    std::vector<FrameSource> kept = slice.frames;
    std::stable_sort(kept.begin(), kept.end(), [&](const FrameSource& a, const FrameSource& b) {
      return recency(study[a.file].header) < recency(study[b.file].header);
    });
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(cardiac));
    return kept;
  }
  return slice.frames;
}

}  // namespace

void drop_repeats(SeriesDraft& draft, const SourceFiles& study, SkipLedger& ledger) {
  std::set<std::size_t> dropped;
  for (auto& slice : draft.slices) {
    const std::vector<FrameSource> kept = without_repeats(slice, study);
    if (kept.size() == slice.frames.size()) continue;
    std::set<std::size_t> stays;
    for (const auto& frame : kept) stays.insert(frame.file);
    for (const auto& frame : slice.frames) {
      if (!stays.contains(frame.file)) dropped.insert(frame.file);
    }
    slice.frames = kept;
  }
  if (dropped.empty()) return;
  for (const std::size_t f : dropped) {
    ledger.add({"file", study[f].where,
                "a repeat of a picture at the same position and time; the last one is used",
                ErrorCode::kFormat});
  }
  std::erase_if(draft.files, [&](std::size_t f) { return dropped.contains(f); });
  draft.evidence.emplace_back("repeats_dropped", static_cast<double>(dropped.size()));
}

void order_frames(SeriesDraft& draft, const SourceFiles& study) {
  const auto usable = [&](const OrderKey& key) {
    return std::all_of(draft.slices.begin(), draft.slices.end(), [&](const SliceDraft& slice) {
      return slice.frames.size() < 2 || tells_apart(slice, study, key);
    });
  };
  const bool one_file_a_slice =
      std::all_of(draft.slices.begin(), draft.slices.end(), [](const SliceDraft& slice) {
        return slice.frames.front().file == slice.frames.back().file;
      });
  if (one_file_a_slice) {
    draft.evidence.emplace_back("ordered_as_stored", 1);
  } else {
    const auto key = std::find_if(order_keys().begin(), order_keys().end(), usable);
    draft.ordered = key != order_keys().end();
    if (!draft.ordered) return;
    draft.evidence.emplace_back(key->evidence, 1);
    for (auto& slice : draft.slices) sort_by(slice, study, *key);
  }

  double latest = 0;
  for (auto& slice : draft.slices) {
    slice.cycle_ms = cycle_of(slice, study);
    if (slice.frames.size() < 2) continue;
    slice.times_ms = rising_times(slice, study);
    if (!slice.times_ms.empty()) latest = std::max(latest, slice.times_ms.back());
  }
  if (latest > 0 && latest < kSecondsBelow) {
    draft.evidence.emplace_back("times_were_in_seconds", 1);
    for (auto& slice : draft.slices) {
      for (double& time : slice.times_ms) time *= 1000;
    }
  }
}

}  // namespace chordae
