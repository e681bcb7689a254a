#include "chordae/pipeline/synthetic_check.h"

#include <algorithm>

#include "chordae/base/cancel.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/phantom/scanner/acquire.h"

namespace chordae {
namespace {

constexpr std::ptrdiff_t kFewestPixels = 30;  // of cavity: a slice that a reader would outline
constexpr std::size_t kFewestSlices = 5;

}  // namespace

Study synthetic_study(const StreamStudy& made) {
  Study study;
  for (const StreamSlice& s : made.slices) {
    const CineSlice slice = quantise(s.picture, Protocol{}, made.person.rhythm.cycle_ms, made.times_ms);
    if (study.series.empty() || study.series.back().cine.view != s.view) {
      StudySeries& series = study.series.emplace_back();
      series.id = cat("s0", study.series.size());
      series.verdict.accepted = true;
      series.verdict.view = series.cine.view = s.view;
      series.acquisition.synthetic = true;
    }
    study.series.back().cine.slices.push_back(slice);
  }
  return study;
}

void thin_out(Study& study, const StreamStudy& made, Rng rng) {
  std::vector<CineSlice>& slices = study.series.front().cine.slices;
  if (rng.chance(0.4)) {
    std::vector<CineSlice> kept;
    std::size_t i = 0;
    for (const StreamSlice& slice : made.slices) {
      if (slice.view != View::kSax) continue;
      const ScenePicture& p = slice.picture;
      const auto end = p.labels.begin() + p.rows * p.columns;
      if (std::count(p.labels.begin(), end, static_cast<std::uint8_t>(Label::kLvCavity)) >= kFewestPixels) kept.push_back(slices[i]);
      ++i;
    }
    if (kept.size() >= kFewestSlices) slices = std::move(kept);
  }
  if (!rng.chance(0.25)) return;
  const auto end_systole = std::min_element(made.lv_ml.begin(), made.lv_ml.end()) - made.lv_ml.begin();
  for (CineSlice& slice : slices) {
    std::vector<std::byte> pixels;
    for (const std::int64_t t : {std::int64_t{0}, static_cast<std::int64_t>(end_systole)}) {
      const auto frame = slice.frame_bytes(t);
      pixels.insert(pixels.end(), frame.begin(), frame.end());
    }
    slice.pixels = std::move(pixels);
    slice.frames = 2;
    slice.trigger_time_ms.clear();
  }
}

std::vector<CheckedStudy> check_on_synthetic(const HeartModel& model, std::int64_t studies, double realism,
                                             std::uint64_t seed, int threads) {
  StreamConfig config;
  config.rows = config.columns = 144;
  config.pixel_mm = 1.8;
  config.frames = 20;
  config.realism = realism;
  config.offset_mm = 15;
  const HeartStream stream(config, seed);
  VolumetryConfig volumetry;
  volumetry.segment.threads = 1;
  std::vector<CheckedStudy> checked(static_cast<std::size_t>(studies));
  Progress progress("checking on synthetic studies", studies, "studies");
  parallel_for(studies, threads, [&](std::int64_t i) {
    check_cancelled();
    const StreamStudy made = stream.study(static_cast<std::uint64_t>(i));
    CheckedStudy& c = checked[static_cast<std::size_t>(i)];
    c.edv_ml = made.truth.edv_ml;
    c.esv_ml = made.truth.esv_ml;
    c.lvef_percent = made.truth.lvef_percent;
    c.mass_g = made.truth.mass_g;
    Study study = synthetic_study(made);
    thin_out(study, made, Rng(seed).split("thin out", static_cast<std::uint64_t>(i)));
    c.frames = study.series.front().cine.slices.front().frames;
    c.found = measure_study(study, model, volumetry);
    progress.advance();
  });
  return checked;
}

}  // namespace chordae
