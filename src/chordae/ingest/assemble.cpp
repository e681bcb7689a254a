#include "chordae/ingest/assemble.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "chordae/base/strings.h"
#include "chordae/ingest/judge.h"
#include "chordae/ingest/motion.h"

namespace chordae {
namespace {

constexpr double kFewestMoving = 0.001;
constexpr const char *kUnreadable = "pictures_unreadable", *kMoving = "moving_share";

Acquisition acquisition_of(const SeriesDraft& draft, const SourceFiles& files) {
  const DicomInstance& i = draft.first(files);
  Acquisition a{
      .manufacturer = i.manufacturer,
      .model = i.model,
      .field_strength_t = i.field_strength_t,
      .repetition_time_ms = i.repetition_time_ms,
      .echo_time_ms = i.echo_time_ms,
      .flip_angle_degrees = i.flip_angle_degrees,
      .heart_rate_bpm = i.heart_rate_bpm,
      .series_description = i.series_description.empty() ? i.protocol_name : i.series_description,
      .series_number = i.series_number.value_or(0),
      .synthetic = i.synthetic};
  const double cycle = draft.slices.empty() ? 0 : draft.slices.front().cycle_ms;
  if (a.heart_rate_bpm == 0 && cycle > 0) a.heart_rate_bpm = 60000 / cycle;
  return a;
}

/// One slice has one scale: what its pixels mean must not change from frame to frame.
bool has_one_scale(const SliceDraft& slice, const SourceFiles& files) {
  const auto scale = [&](const FrameSource& frame) {
    const DicomInstance& i = files[frame.file].header;
    return std::tuple(i.rescale_slope, i.rescale_intercept, i.photometric);
  };
  return std::all_of(slice.frames.begin(), slice.frames.end(), [&](const FrameSource& frame) {
    return scale(frame) == scale(slice.frames.front());
  });
}

/// Leaves only the frames that arrived.
void keep_frames(CineSlice& slice, const std::vector<bool>& arrived) {
  const auto size = static_cast<std::size_t>(slice.frame_pixels()) * pixel_bytes(slice.type);
  std::size_t kept = 0;
  for (std::size_t t = 0; t < arrived.size(); ++t) {
    if (!arrived[t]) continue;
    if (kept != t) {
      std::memmove(slice.pixels.data() + kept * size, slice.pixels.data() + t * size, size);
      if (!slice.trigger_time_ms.empty()) slice.trigger_time_ms[kept] = slice.trigger_time_ms[t];
    }
    ++kept;
  }
  slice.frames = static_cast<std::int64_t>(kept);
  slice.pixels.resize(kept * size);
  if (!slice.trigger_time_ms.empty()) slice.trigger_time_ms.resize(kept);
}

}  // namespace

bool was_changed_by_pixels(const StudySeries& series) {
  return std::any_of(
      series.verdict.evidence.begin(), series.verdict.evidence.end(), [&](const auto& number) {
        return number.first == kUnreadable || (number.first == kMoving && !series.verdict.accepted);
      });
}

StudyAssembler::StudyAssembler(const PlannedStudy& plan, const IngestConfig& config,
                               SkipLedger& ledger)
    : plan_(plan), config_(config), ledger_(ledger) {
  study_.study_key = plan.study_key;
  study_.patient_key = plan.patient_key;
  arrived_.resize(plan.drafts.size());
  for (std::size_t s = 0; s < plan.drafts.size(); ++s) {
    const SeriesDraft& draft = plan.drafts[s];
    StudySeries series;
    series.id = cat(s + 1 < 10 ? "s0" : "s", s + 1);
    series.verdict = draft.verdict;
    series.acquisition = acquisition_of(draft, plan.files);
    series.source_files = static_cast<std::int64_t>(draft.files.size());
    series.source_hash = plan.source_hashes[s];
    if (draft.verdict.accepted) {
      series.cine.view = draft.verdict.view;
      for (std::size_t z = 0; z < draft.slices.size(); ++z) {
        const SliceDraft& from = draft.slices[z];
        const DicomInstance& i = plan.files[from.frames.front().file].header;
        CineSlice slice;
        slice.frames = static_cast<std::int64_t>(from.frames.size());
        slice.rows = i.rows;
        slice.columns = i.columns;
        slice.geometry = from.geometry;
        slice.trigger_time_ms = from.times_ms;
        slice.rescale_slope = i.rescale_slope;
        slice.rescale_intercept = i.rescale_intercept;
        slice.cycle_ms = from.cycle_ms;
        series.cine.slices.push_back(std::move(slice));
        arrived_[s].emplace_back(from.frames.size(), false);
        if (!has_one_scale(from, plan.files)) {
          ledger.add({"slice", plan.files[from.frames.front().file].where,
                      "the pictures of its slice differ in rescale or in what is bright: export "
                      "them with one scale",
                      ErrorCode::kUnsupported});
          continue;
        }
        for (std::size_t t = 0; t < from.frames.size(); ++t) {
          places_.push_back(
              {from.frames[t].file, s, z, static_cast<std::int64_t>(t), from.frames[t].frame});
          needed_.insert(from.frames[t].file);
        }
      }
    }
    study_.series.push_back(std::move(series));
  }
  std::stable_sort(places_.begin(), places_.end(),
                   [](const Place& a, const Place& b) { return a.file < b.file; });
}

void StudyAssembler::place(const DicomPixels& pixels, const Place& to) {
  CineSlice& slice = study_.series[to.series].cine.slices[to.slice];
  if (slice.pixels.empty()) {
    slice.type = pixels.type;
    slice.pixels.resize(static_cast<std::size_t>(slice.frames * slice.frame_pixels()) *
                        pixel_bytes(slice.type));
  }
  if (pixels.type != slice.type || pixels.rows != slice.rows || pixels.columns != slice.columns ||
      to.frame >= pixels.frames) {
    throw Error(ErrorCode::kFormat,
                "its pixels are of another kind or size than those of its neighbours");
  }
  const auto size = static_cast<std::size_t>(slice.frame_pixels()) * pixel_bytes(slice.type);
  std::memcpy(slice.pixels.data() + static_cast<std::size_t>(to.time) * size,
              pixels.values.data() + static_cast<std::size_t>(to.frame) * size, size);
  arrived_[to.series][to.slice][static_cast<std::size_t>(to.time)] = true;
}

void StudyAssembler::put(std::size_t file, std::span<const std::byte> bytes) {
  needed_.erase(file);
  try {
    if (sha256(bytes) != plan_.files[file].digest)
      throw Error(ErrorCode::kFormat, "it changed while it was being read");
    const DicomPixels pixels = read_dicom_pixels(bytes);
    const auto first = std::lower_bound(places_.begin(), places_.end(), file,
                                        [](const Place& p, std::size_t f) { return p.file < f; });
    for (auto it = first; it != places_.end() && it->file == file; ++it) place(pixels, *it);
  } catch (const Error& e) {
    if (e.code() != ErrorCode::kFormat && e.code() != ErrorCode::kUnsupported) throw;
    ledger_.add({"file", plan_.files[file].where, e.message(), e.code()});
  }
}

void StudyAssembler::put_missing(std::size_t file) {
  needed_.erase(file);
  ledger_.add({"file", plan_.files[file].where, "could not be read a second time", ErrorCode::kIo});
}

void StudyAssembler::close_series(StudySeries& series, std::size_t index) {
  std::int64_t lost = 0;
  for (std::size_t z = 0; z < series.cine.slices.size(); ++z) {
    const auto& arrived = arrived_[index][z];
    lost += std::count(arrived.begin(), arrived.end(), false);
    keep_frames(series.cine.slices[z], arrived);
  }
  std::erase_if(series.cine.slices,
                [&](const CineSlice& slice) { return slice.frames < config_.min_frames; });
  Verdict& verdict = series.verdict;
  if (lost > 0) verdict.evidence.emplace_back(kUnreadable, static_cast<double>(lost));
  const auto refuse = [&](const char* rule, const char* reason) {
    verdict.accepted = false;
    verdict.view = View::kUnknown;
    verdict.rule = rule;
    verdict.reason = reason;
    series.cine = Cine{};
  };
  const auto slices = static_cast<std::int64_t>(series.cine.slices.size());
  if (slices == 0 || (verdict.view == View::kSax && lost > 0 && slices < config_.min_sax_slices)) {
    return refuse("unreadable-pixels", "Too many of the pictures can't be used.");
  }
  const double moving = moving_share(series.cine);
  verdict.evidence.emplace_back(kMoving, moving);
  if (moving < kFewestMoving) return refuse("nothing-moves", "Nothing in these pictures moves.");
  for (const auto& slice : series.cine.slices) check_slice(slice);
}

Study StudyAssembler::finish() {
  for (std::size_t s = 0; s < study_.series.size(); ++s) {
    if (study_.series[s].verdict.accepted) close_series(study_.series[s], s);
  }
  return std::move(study_);
}

}  // namespace chordae
