#include "chordae/ingest/stack_join.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace chordae {
namespace {

constexpr double kParallelDegrees = 2.0;
constexpr double kSamePlaneMm = 1.0;
// A gap may be off by this share of the usual one, or be a multiple of it (slices that were left
// out).
constexpr double kGapTolerance = 0.25;

/// The planes' centres must lie behind one another, not side by side.
Vec3 centre_of(const DicomInstance& i) {
  return i.geometry.point_mm(0.5 * static_cast<double>(i.rows - 1),
                             0.5 * static_cast<double>(i.columns - 1));
}

bool may_join(const SeriesDraft& a, const SeriesDraft& b, const SourceFiles& study) {
  const DicomInstance &x = a.first(study), &y = b.first(study);
  const auto near = [](double u, double v) { return std::abs(u - v) <= 1e-3; };
  const std::int64_t frames = std::max(a.max_frames(), b.max_frames());
  const Vec3 between = centre_of(y) - centre_of(x);
  const double along = dot(between, x.geometry.normal());
  const double aside = norm(between - along * x.geometry.normal());
  return x.rows == y.rows && x.columns == y.columns &&
         near(x.geometry.row_spacing_mm, y.geometry.row_spacing_mm) &&
         near(x.geometry.column_spacing_mm, y.geometry.column_spacing_mm) &&
         x.patient_id == y.patient_id && x.image_type == y.image_type &&
         std::abs(a.max_frames() - b.max_frames()) <= std::max<std::int64_t>(1, frames / 10) &&
         orientation_difference_degrees(x.geometry, y.geometry) <= kParallelDegrees &&
         aside <= std::max(10.0, 0.5 * std::abs(along));
}

bool has_regular_gaps(std::vector<double> gaps) {
  std::vector<double> sorted = gaps;
  std::sort(sorted.begin(), sorted.end());
  const double usual = sorted[sorted.size() / 2];
  if (usual < kNearestSliceMm || usual > kFarthestSliceMm) return false;
  return std::all_of(gaps.begin(), gaps.end(), [&](double gap) {
    const double steps = std::round(gap / usual);
    return steps >= 1 && steps <= 3 && std::abs(gap - steps * usual) <= kGapTolerance * usual;
  });
}

/// Puts the members together if they form a stack; they are in order of series number.
bool try_join(std::vector<SeriesDraft>& members, const SourceFiles& study, std::int64_t min_slices,
              std::vector<SeriesDraft>& out) {
  if (static_cast<std::int64_t>(members.size()) < min_slices) return false;
  const Vec3 normal = members.front().first(study).geometry.normal();
  std::vector<std::pair<double, std::size_t>> placed;  // position, member
  for (std::size_t m = 0; m < members.size(); ++m) {
    placed.emplace_back(dot(members[m].slices.front().geometry.origin_mm, normal), m);
  }
  std::sort(placed.begin(), placed.end());
  std::vector<std::pair<double, std::size_t>> kept;
  std::vector<std::size_t> repeated;
  for (const auto& [position, m] : placed) {
    if (kept.empty() || position - kept.back().first > kSamePlaneMm) {
      kept.emplace_back(position, m);
    } else {
      repeated.push_back(std::min(m, kept.back().second));
      kept.back().second = std::max(m, kept.back().second);
    }
  }
  if (static_cast<std::int64_t>(kept.size()) < min_slices) return false;
  std::vector<double> gaps;
  for (std::size_t k = 1; k < kept.size(); ++k) gaps.push_back(kept[k].first - kept[k - 1].first);
  if (!has_regular_gaps(gaps)) return false;

  SeriesDraft stack;
  stack.evidence = members[kept.front().second].evidence;
  for (const auto& [position, m] : kept) {
    stack.slices.push_back(std::move(members[m].slices.front()));
    stack.files.insert(stack.files.end(), members[m].files.begin(), members[m].files.end());
  }
  std::sort(stack.files.begin(), stack.files.end());
  sort_slices(stack.slices, normal);
  stack.evidence.emplace_back("joined_series", static_cast<double>(kept.size()));
  out.push_back(std::move(stack));
  for (const std::size_t m : repeated) out.push_back(std::move(members[m]));
  return true;
}

}  // namespace

std::vector<SeriesDraft> join_single_slices(std::vector<SeriesDraft> drafts,
                                            const SourceFiles& study, std::int64_t min_frames,
                                            std::int64_t min_stack_slices) {
  std::vector<SeriesDraft> out;
  std::vector<std::vector<SeriesDraft>> groups;
  for (auto& draft : drafts) {
    const bool single = draft.slices.size() == 1 && draft.max_frames() >= min_frames &&
                        draft.ordered && draft.slices.front().geometry.has_position &&
                        draft.first(study).pixel_problem.empty();
    if (!single) {
      out.push_back(std::move(draft));
      continue;
    }
    const auto group = std::find_if(
        groups.begin(), groups.end(),
        [&](const std::vector<SeriesDraft>& g) { return may_join(g.front(), draft, study); });
    if (group == groups.end()) {
      groups.emplace_back().push_back(std::move(draft));
    } else {
      group->push_back(std::move(draft));
    }
  }
  for (auto& group : groups) {
    if (!try_join(group, study, min_stack_slices, out)) {
      std::move(group.begin(), group.end(), std::back_inserter(out));
    }
  }
  return out;
}

}  // namespace chordae
