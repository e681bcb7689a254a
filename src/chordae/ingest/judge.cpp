#include "chordae/ingest/judge.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "chordae/base/strings.h"
#include "chordae/ingest/description_words.h"
#include "chordae/ingest/long_axis.h"

namespace chordae {
namespace {

// Tilt of a plane's normal against the usual long axis. Axial, sagittal and coronal planes are 50
// or more off.
constexpr double kSaxTiltDegrees = 40, kDescribedSaxTiltDegrees = 60;
// A cine picture lasts 20 to 100 ms of the cycle; perfusion takes one a heartbeat.
constexpr double kSlowestFrameMs = 200, kCineSpreadMs = 3000;
// How far a long-axis plane may lean away from the axis, by where the axis is known from.
constexpr double kLeanFromStack = 30, kLeanFromPlanes = 30, kLeanFromTypical = 45;
constexpr double kParallelToSax = 60;  // lean of 60 or more: the plane is nearer to the short axis

// Confidence of a rotation that decides where no name does (24 degrees from the view's own), and of
// one that overrules a name (15 degrees from it, 45 or more from the named view's).
constexpr double kLikelyRotation = 0.2, kSureRotation = 0.5;

constexpr const char* kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";

DescribedAs description_of(const DicomInstance& i) { return read_description(i.name_as_written); }

bool is_derived(const DicomInstance& i) {
  return i.sop_class_uid.starts_with(kSecondaryCapture) ||
         (i.image_type.size() > 1 && i.image_type[0] == "DERIVED" &&
          i.image_type[1] == "SECONDARY");
}

/// Mean time from one frame to the next, in the slice where it is longest; 0 = unknown. Perfusion
/// is told by the clock where the trigger times start anew each beat.
double slowest_frame_ms(const SeriesDraft& draft, const SourceFiles& study) {
  double slowest = 0;
  for (const auto& slice : draft.slices) {
    if (slice.frames.size() < 2) continue;
    const double gaps = static_cast<double>(slice.frames.size() - 1);
    double spread = slice.times_ms.empty() ? 0 : slice.times_ms.back() - slice.times_ms.front();
    std::optional<double> first, last;
    for (const auto& frame : slice.frames) {
      const auto time = study[frame.file].header.acquisition_time_s;
      if (!time) continue;
      first = std::min(first.value_or(*time), *time);
      last = std::max(last.value_or(*time), *time);
    }
    if (first && last) spread = std::max(spread, 1000 * (*last - *first));
    if (spread > kCineSpreadMs) slowest = std::max(slowest, spread / gaps);
  }
  return slowest;
}

/// The refusal that headers alone justify, in the order of what is surest.
std::optional<Verdict> try_refuse(const SeriesDraft& draft, const SourceFiles& study,
                                  const IngestConfig& config) {
  const DicomInstance& i = draft.first(study);
  const DescribedAs words = description_of(i);
  const std::int64_t frames = draft.max_frames();
  if (i.rows == 0 || i.columns == 0)
    return refusal(draft, "not-a-picture", "These files hold no picture.");
  if (is_derived(i) || words.overlay || i.samples_per_pixel != 1) {
    return refusal(draft, "derived-picture",
                   "Computed pictures (screen saves, overlays), not as scanned.");
  }
  if (!i.pixel_problem.empty()) {
    return refusal(draft, "unreadable-pixels",
                   cat("The pictures can't be used: ", i.pixel_problem, "."));
  }
  if (!i.modality.empty() && i.modality != "MR") {
    return refusal(draft, "not-mr", "Not a magnetic resonance series.");
  }
  if (is_phase_picture(i)) {
    return refusal(draft, "phase-picture", "Phase or velocity pictures show flow, not anatomy.");
  }
  if (frames < config.min_frames) {
    if (draft.orientations > 1) {
      return refusal(
          draft, "localiser",
          cat("A localiser: planes in ", draft.orientations, " directions, no more than ", frames,
              frames == 1 ? " picture" : " pictures", " at a position."));
    }
    if (frames <= 1) {
      return refusal(draft, "one-frame-a-position",
                     "Still pictures, one at each position, not a cine.");
    }
    return refusal(draft, "too-few-frames",
                   cat("Only ", frames, " pictures at a position; a cine here has at least ",
                       config.min_frames, "."));
  }
  if (!draft.ordered) {
    return refusal(draft, "frames-cannot-be-ordered",
                   "Nothing in the files tells the order of the pictures (no trigger time, number "
                   "or clock time).");
  }
  if (const double ms = slowest_frame_ms(draft, study); ms > kSlowestFrameMs) {
    auto verdict =
        refusal(draft, "one-frame-a-beat",
                "The pictures span many heartbeats (perfusion or a time series), not one cycle.");
    verdict.evidence.emplace_back("frame_interval_ms", ms);
    return verdict;
  }
  if (words.flow)
    return refusal(draft, "flow-picture", "Named as a flow measurement, not a cine of anatomy.");
  if (words.tagging) {
    return refusal(draft, "tagged-picture",
                   "Named as tagging or displacement encoding, not a plain cine of anatomy.");
  }
  return std::nullopt;
}

struct Gaps {
  double usual_mm = 0, largest_deviation_mm = 0;
};

Gaps gaps_of(const SeriesDraft& draft) {
  std::vector<double> gaps;
  for (std::size_t s = 1; s < draft.slices.size(); ++s) {
    gaps.push_back(draft.slices[s].position_mm - draft.slices[s - 1].position_mm);
  }
  if (gaps.empty()) return {};
  std::sort(gaps.begin(), gaps.end());
  Gaps out{.usual_mm = gaps[gaps.size() / 2]};
  for (const double gap : gaps)
    out.largest_deviation_mm = std::max(out.largest_deviation_mm, std::abs(gap - out.usual_mm));
  return out;
}

Vec3 normal_of(const SeriesDraft& draft) { return draft.slices.front().geometry.normal(); }
bool has_geometry(const SeriesDraft& draft) { return draft.slices.front().geometry.has_position; }

void accept(SeriesDraft& draft, View view, std::string rule, std::string reason) {
  draft.verdict.accepted = true;
  draft.verdict.view = view;
  draft.verdict.rule = std::move(rule);
  draft.verdict.reason = std::move(reason);
}

void note(SeriesDraft& draft, const char* name, double value) {
  draft.verdict.evidence.emplace_back(name, value);
}

/// Where the long axis is known from, best first.
struct LongAxis {
  Vec3 direction = typical_long_axis();
  double lean_allowed = kLeanFromTypical;
  bool measured = false;
};

bool is_sax_stack(const SeriesDraft& draft, const SourceFiles& study, const IngestConfig& config) {
  if (!has_geometry(draft) ||
      static_cast<std::int64_t>(draft.slices.size()) < config.min_sax_slices)
    return false;
  const double usual = gaps_of(draft).usual_mm;
  if (usual < kNearestSliceMm || usual > kFarthestSliceMm) return false;
  const DescribedAs words = description_of(draft.first(study));
  if (words.structure) return false;
  return angle_to_typical_axis_degrees(normal_of(draft)) <=
         (words.view == View::kSax ? kDescribedSaxTiltDegrees : kSaxTiltDegrees);
}

void accept_sax(SeriesDraft& draft, const SourceFiles& study) {
  const Gaps gaps = gaps_of(draft);
  const double tilt = angle_to_typical_axis_degrees(normal_of(draft));
  if (dot(normal_of(draft), towards_apex(normal_of(draft))) < 0)
    std::reverse(draft.slices.begin(), draft.slices.end());
  note(draft, "tilt_degrees", tilt);
  note(draft, "slice_gap_mm", gaps.usual_mm);
  note(draft, "slice_gap_deviation_mm", gaps.largest_deviation_mm);
  const View described = description_of(draft.first(study)).view;
  if (described != View::kUnknown && described != View::kSax)
    note(draft, "description_disagrees", 1);
  accept(draft, View::kSax, tilt <= kSaxTiltDegrees ? "sax-parallel-stack" : "sax-described-stack",
         cat("A stack of ", draft.slices.size(),
             " parallel cine slices across the long axis of the heart.",
             draft.min_frames() == draft.max_frames()
                 ? std::string()
                 : cat(" They have ", draft.min_frames(), " to ", draft.max_frames(),
                       " frames: pictures may be missing.")));
}

LongAxis find_long_axis(const std::vector<SeriesDraft*>& stacks,
                        const std::vector<SeriesDraft*>& others) {
  if (!stacks.empty()) {
    const auto largest = std::max_element(stacks.begin(), stacks.end(),
                                          [](const SeriesDraft* a, const SeriesDraft* b) {
                                            return a->slices.size() < b->slices.size();
                                          });
    return {towards_apex(normal_of(**largest)), kLeanFromStack, true};
  }
  std::vector<Vec3> normals;
  for (const SeriesDraft* draft : others) {
    const bool may_contain_axis =
        has_geometry(*draft) &&
        angle_off_axis_degrees(normal_of(*draft), typical_long_axis()) <= kLeanFromTypical;
    if (may_contain_axis) normals.push_back(normal_of(*draft));
  }
  const auto common = try_common_axis(normals);
  return common ? LongAxis{*common, kLeanFromPlanes, true} : LongAxis{};
}

/// A cine that is no short-axis stack.
void accept_plane(SeriesDraft& draft, const DescribedAs& words, const LongAxis& axis,
                  bool three_chamber_named) {
  const bool names_long_axis = words.view == View::kTwoChamber ||
                               words.view == View::kThreeChamber ||
                               words.view == View::kFourChamber;
  if (!has_geometry(draft)) {
    if (names_long_axis || words.view == View::kSax) {
      return accept(draft, words.view, "view-by-description-only",
                    "Named so by the scanner; the files don't say where the plane lies.");
    }
    return accept(draft, View::kUnknown, "no-geometry",
                  "A cine, but the files don't say where the plane lies.");
  }
  const double lean = angle_off_axis_degrees(normal_of(draft), axis.direction);
  note(draft, "angle_off_long_axis_degrees", lean);
  note(draft, "long_axis_measured", axis.measured ? 1 : 0);
  if (words.view == View::kOther || (words.outflow && three_chamber_named)) {
    return accept(draft, View::kOther, "another-structure",
                  "A cine of another structure, by its name.");
  }
  if (lean >= kParallelToSax) {
    return accept(draft, View::kOther, "short-axis-not-a-stack",
                  "A short-axis cine with too few slices, or not evenly spaced, for a stack.");
  }
  if (lean > axis.lean_allowed) {
    return accept(
        draft, View::kOther, names_long_axis ? "description-contradicts-plane" : "oblique-plane",
        names_long_axis ? "Named as a long-axis view, but the plane does not contain the long axis."
                        : "A cine in a plane that contains neither the long nor the short axis.");
  }
  const LongAxisGuess guess = guess_long_axis_view(normal_of(draft), axis.direction);
  note(draft, "clock_degrees", guess.clock_degrees);
  if (names_long_axis) {
    note(draft, "rotation_agrees", guess.view == words.view ? 1 : 0);
    note(draft, "confidence", guess.confidence);
    if (axis.measured && guess.view != words.view && guess.confidence >= kSureRotation) {
      return accept(
          draft, View::kUnknown, "description-contradicts-rotation",
          cat("Named ", view_name(words.view),
              ", but its rotation about the long axis is that of a ", view_name(guess.view), "."));
    }
    return accept(draft, words.view, "long-axis-described",
                  cat("Named ", view_name(words.view),
                      ", and the plane contains the long axis of the heart."));
  }
  note(draft, "confidence", guess.confidence);
  if (!axis.measured || guess.confidence < kLikelyRotation) {
    return accept(
        draft, View::kUnknown, "long-axis-undecided",
        "A long-axis cine without a name; its rotation alone doesn't tell which view it is.");
  }
  accept(draft, guess.view, "long-axis-by-rotation",
         cat("No name tells the view; its rotation about the long axis is that of a ",
             view_name(guess.view), "."));
}

/// Slices that were cut short would be no cine; the rest of the stack is.
void drop_short_slices(SeriesDraft& draft, std::int64_t min_frames) {
  const auto dropped = std::erase_if(draft.slices, [&](const SliceDraft& slice) {
    return static_cast<std::int64_t>(slice.frames.size()) < min_frames;
  });
  if (dropped > 0) note(draft, "short_slices_dropped", static_cast<double>(dropped));
}

void note_counts(SeriesDraft& draft, const SourceFiles& study) {
  draft.verdict.evidence = draft.evidence;
  note(draft, "slices", static_cast<double>(draft.slices.size()));
  note(draft, "frames", static_cast<double>(draft.max_frames()));
  if (draft.min_frames() != draft.max_frames())
    note(draft, "fewest_frames", static_cast<double>(draft.min_frames()));
  const std::int64_t promised = draft.first(study).cardiac_images.value_or(0);
  if (promised > draft.min_frames()) note(draft, "frames_promised", static_cast<double>(promised));
}

}  // namespace

Verdict refusal(const SeriesDraft& draft, std::string rule, std::string reason) {
  return {.rule = std::move(rule), .reason = std::move(reason), .evidence = draft.verdict.evidence};
}

void judge(std::vector<SeriesDraft>& drafts, const SourceFiles& study, const IngestConfig& config) {
  std::vector<SeriesDraft*> stacks, others;
  bool three_chamber_named = false;
  for (auto& draft : drafts) {
    draft.verdict.evidence = draft.evidence;
    draft.verdict.evidence.emplace_back("pictures", static_cast<double>(draft.files.size()));
    if (auto refused = try_refuse(draft, study, config)) {
      draft.verdict = std::move(*refused);
      continue;
    }
    note_counts(draft, study);
    drop_short_slices(draft, config.min_frames);
    if (is_sax_stack(draft, study, config)) {
      stacks.push_back(&draft);
    } else {
      others.push_back(&draft);
    }
    const DescribedAs words = description_of(draft.first(study));
    three_chamber_named =
        three_chamber_named || (words.view == View::kThreeChamber && !words.outflow);
  }
  const LongAxis axis = find_long_axis(stacks, others);
  for (SeriesDraft* draft : stacks) accept_sax(*draft, study);
  for (SeriesDraft* draft : others) {
    accept_plane(*draft, description_of(draft->first(study)), axis, three_chamber_named);
  }
}

}  // namespace chordae
