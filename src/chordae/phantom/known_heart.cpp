#include "chordae/phantom/known_heart.h"

#include "chordae/base/thread_pool.h"
#include "chordae/phantom/scanner/site.h"

namespace chordae {

KnownHeart make_known_heart(const ViewSettings& settings, std::int64_t frames, std::uint64_t seed,
                            int threads) {
  const Rng rng(seed);
  KnownHeart known;
  known.person.frame = HeartFrame::make({22, -8, 0}, {0.62, -0.54, -0.56}, {-0.72, -0.66, -0.10});
  known.protocol = draw_protocol(rng.split("protocol"), draw_site(rng.split("site")));
  known.protocol.planning = {.slice_shift_sd_mm = 0, .mistrigger_share = 0};
  const CineScan scan(known.person, known.protocol, frames);
  known.truth = measure_truth(scan.beat(), false);

  ViewSettings cine = settings;
  cine.scout = false;
  cine.extra.clear();
  cine.planning_error = 0;
  struct Job {
    std::size_t series, slice;
  };
  std::vector<Job> jobs;
  const auto plans = plan_views(known.person, cine, rng.split("views"));
  for (std::size_t v = 0; v < plans.size(); ++v) {
    known.views.push_back({plans[v].view, std::vector<CineSlice>(plans[v].planes.size())});
    if (plans[v].view == View::kSax) known.labels.resize(plans[v].planes.size());
    for (std::size_t s = 0; s < plans[v].planes.size(); ++s) jobs.push_back({v, s});
  }
  parallel_for(static_cast<std::int64_t>(jobs.size()), threads, [&](std::int64_t i) {
    const auto [v, s] = jobs[static_cast<std::size_t>(i)];
    auto slice = scan.take(plans[v].planes[s], cine.rows, cine.columns, rng.split("series", v).split("slice", s));
    known.views[v].slices[s] = quantise(slice, known.protocol, known.person.rhythm.cycle_ms, scan.times_ms());
    if (plans[v].view == View::kSax) known.labels[s] = std::move(slice.labels);
  });
  return known;
}

}  // namespace chordae
