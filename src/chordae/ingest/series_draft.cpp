#include "chordae/ingest/series_draft.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "chordae/base/strings.h"
#include "chordae/ingest/frame_order.h"
#include "chordae/ingest/long_axis.h"
#include "chordae/ingest/stack_join.h"

namespace chordae {
namespace {

// Orientation jitters in the sixth decimal within one stack; planes that differ differ by degrees.
constexpr double kSameOrientationDegrees = 1.0;
constexpr double kSamePositionMm = 0.2;

/// Files that may belong to one series.
auto series_key(const DicomInstance& i) {
  const auto rounded = [](double mm) { return std::llround(mm * 1000); };
  return std::tuple(i.series_number.value_or(0), i.series_uid,
                    i.series_uid.empty() ? i.series_description : "", i.rows, i.columns,
                    rounded(i.geometry.row_spacing_mm), rounded(i.geometry.column_spacing_mm),
                    is_phase_picture(i), i.pixel_problem);
}

auto file_order(const SourceFile& f) {
  const DicomInstance& i = f.header;
  return std::tie(i.series_number, i.series_uid, i.instance_number, i.sop_instance_uid, f.digest);
}

/// Files of one orientation; those without geometry form one group.
std::vector<std::vector<std::size_t>> split_by_orientation(const SourceFiles& study,
                                                           const std::vector<std::size_t>& files) {
  std::vector<std::vector<std::size_t>> groups;
  for (const std::size_t f : files) {
    const Geometry& g = study[f].header.geometry;
    const auto fits = [&](const std::vector<std::size_t>& group) {
      const Geometry& other = study[group.front()].header.geometry;
      return g.has_position == other.has_position &&
             (!g.has_position ||
              orientation_difference_degrees(g, other) < kSameOrientationDegrees);
    };
    const auto it = std::find_if(groups.begin(), groups.end(), fits);
    if (it == groups.end()) {
      groups.push_back({f});
    } else {
      it->push_back(f);
    }
  }
  return groups;
}

/// Position of each file along the group's normal; by SliceLocation, or all at zero, where unknown.
double position_of(const DicomInstance& i, const Geometry& reference) {
  if (i.geometry.has_position) return dot(i.geometry.origin_mm, reference.normal());
  return i.slice_location_mm.value_or(0);
}

SeriesDraft draft_of(const SourceFiles& study, const std::vector<std::size_t>& files) {
  SeriesDraft draft;
  draft.files = files;
  const Geometry& reference = study[files.front()].header.geometry;
  std::vector<std::pair<double, std::size_t>> placed;
  for (const std::size_t f : files) placed.emplace_back(position_of(study[f].header, reference), f);
  std::sort(placed.begin(), placed.end());
  for (const auto& [position, f] : placed) {
    if (draft.slices.empty() || position - draft.slices.back().position_mm > kSamePositionMm) {
      draft.slices.push_back({.geometry = study[f].header.geometry, .position_mm = position});
    }
    const std::int64_t frames = study[f].header.pixel_problem.empty() ? study[f].header.frames : 1;
    for (std::int64_t t = 0; t < frames; ++t) draft.slices.back().frames.push_back({f, t});
  }
  return draft;
}

/// One series key: a cine a direction, or everything together where nothing of it is a cine.
std::vector<SeriesDraft> drafts_of(const SourceFiles& study, const std::vector<std::size_t>& files,
                                   std::int64_t min_frames, SkipLedger& ledger) {
  const auto groups = split_by_orientation(study, files);
  std::vector<SeriesDraft> cines;
  std::vector<std::size_t> rest;
  std::int64_t rest_orientations = 0;
  std::int64_t rest_frames = 0;
  for (const auto& group : groups) {
    SeriesDraft draft = draft_of(study, group);
    drop_repeats(draft, study, ledger);
    if (draft.max_frames() >= min_frames) {
      cines.push_back(std::move(draft));
    } else {
      rest.insert(rest.end(), group.begin(), group.end());
      rest_frames = std::max(rest_frames, draft.max_frames());
      ++rest_orientations;
    }
  }
  if (!rest.empty()) {
    std::sort(rest.begin(), rest.end());
    SeriesDraft draft;
    draft.files = rest;
    draft.orientations = rest_orientations;
    // One slice stands for all: a series like this is refused and keeps no pixels.
    draft.slices.push_back({.geometry = study[rest.front()].header.geometry});
    for (std::int64_t t = 0; t < rest_frames; ++t)
      draft.slices.front().frames.push_back({rest.front(), t});
    cines.push_back(std::move(draft));
  }
  return cines;
}

/// Content by SOPInstanceUID; the smallest digest where a folder holds several.
using Instances = std::map<std::string, Sha256Digest>;

/// One folder's files of one series.
struct Version {
  std::vector<std::size_t> files;
  Instances instances;
};

bool contradicts(const Instances& a, const Instances& b) {
  return std::any_of(a.begin(), a.end(), [&](const auto& instance) {
    const auto other = b.find(instance.first);
    return other != b.end() && other->second != instance.second;
  });
}

/// Where folders hold one SOPInstanceUID with different content, each series comes from those that
/// agree: the one with the most pictures first. So no stack is made of two versions of itself.
void drop_other_versions(SourceFiles& files, SkipLedger& ledger) {
  std::map<std::string, std::map<std::string, Version>> all;  // series, folder
  for (std::size_t f = 0; f < files.size(); ++f) {
    const std::string& uid = files[f].header.sop_instance_uid;
    Version& version = all[files[f].header.series_uid][files[f].folder];
    version.files.push_back(f);
    if (uid.empty()) continue;
    auto& digest = version.instances.emplace(uid, files[f].digest).first->second;
    digest = std::min(digest, files[f].digest);
  }
  std::vector<bool> dropped(files.size(), false);
  for (auto& [series, folders] : all) {
    std::vector<const Version*> versions;
    for (const auto& [_, version] : folders) versions.push_back(&version);
    // By content, not by name, where they are of one size.
    std::sort(versions.begin(), versions.end(), [](const Version* a, const Version* b) {
      if (a->instances.size() != b->instances.size())
        return a->instances.size() > b->instances.size();
      return a->instances < b->instances;
    });
    Instances kept;
    for (const Version* version : versions) {
      if (!contradicts(version->instances, kept)) {
        kept.insert(version->instances.begin(), version->instances.end());
        continue;
      }
      for (const std::size_t f : version->files) {
        dropped[f] = true;
        ledger.add({"file", files[f].where,
                    "its series is there in two versions (same SOPInstanceUID, other content): "
                    "the one with the most pictures is used",
                    ErrorCode::kFormat});
      }
    }
  }
  SourceFiles rest;
  for (std::size_t f = 0; f < files.size(); ++f) {
    if (!dropped[f]) rest.push_back(std::move(files[f]));
  }
  files = std::move(rest);
}

}  // namespace

bool is_phase_picture(const DicomInstance& i) {
  return i.image_type.size() > 2 &&
         std::any_of(i.image_type.begin() + 2, i.image_type.end(), [](const std::string& w) {
           return w == "P" || w == "V" || w.starts_with("PHASE") || w.starts_with("VELOCITY");
         });
}

std::int64_t SeriesDraft::max_frames() const {
  std::size_t most = 0;
  for (const auto& slice : slices) most = std::max(most, slice.frames.size());
  return static_cast<std::int64_t>(most);
}

std::int64_t SeriesDraft::min_frames() const {
  std::size_t fewest = slices.empty() ? 0 : slices.front().frames.size();
  for (const auto& slice : slices) fewest = std::min(fewest, slice.frames.size());
  return static_cast<std::int64_t>(fewest);
}

double orientation_difference_degrees(const Geometry& a, const Geometry& b) {
  return std::max(angle_degrees(a.row_direction, b.row_direction),
                  angle_degrees(a.column_direction, b.column_direction));
}

void sort_slices(std::vector<SliceDraft>& slices, const Vec3& normal) {
  for (auto& slice : slices) {
    if (slice.geometry.has_position) slice.position_mm = dot(slice.geometry.origin_mm, normal);
  }
  std::stable_sort(slices.begin(), slices.end(), [](const SliceDraft& a, const SliceDraft& b) {
    return a.position_mm < b.position_mm;
  });
}

SourceFiles canonical_files(SourceFiles files, SkipLedger& ledger) {
  drop_other_versions(files, ledger);
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return file_order(a) < file_order(b); });
  SourceFiles kept;
  std::set<std::string> uids;
  std::set<Sha256Digest> digests;
  for (auto& file : files) {
    const std::string& uid = file.header.sop_instance_uid;
    if (!digests.insert(file.digest).second) {
      ledger.add({"file", file.where, "a copy of another file of the study", ErrorCode::kFormat});
      continue;
    }
    if (!uid.empty() && !uids.insert(uid).second) {
      ledger.add({"file", file.where,
                  "another file of its folder has its SOPInstanceUID and other content",
                  ErrorCode::kFormat});
      continue;
    }
    kept.push_back(std::move(file));
  }
  return kept;
}

std::vector<SeriesDraft> draft_series(const SourceFiles& study, std::int64_t min_frames,
                                      std::int64_t min_stack_slices, SkipLedger& ledger) {
  std::map<decltype(series_key(study.front().header)), std::vector<std::size_t>> keyed;
  for (std::size_t f = 0; f < study.size(); ++f) keyed[series_key(study[f].header)].push_back(f);
  std::vector<SeriesDraft> drafts;
  for (const auto& [key, files] : keyed) {
    for (auto& draft : drafts_of(study, files, min_frames, ledger))
      drafts.push_back(std::move(draft));
  }
  for (auto& draft : drafts) {
    if (draft.max_frames() >= min_frames) order_frames(draft, study);
  }
  drafts = join_single_slices(std::move(drafts), study, min_frames, min_stack_slices);
  std::stable_sort(drafts.begin(), drafts.end(), [&](const SeriesDraft& a, const SeriesDraft& b) {
    return file_order(study[a.files.front()]) < file_order(study[b.files.front()]);
  });
  return drafts;
}

}  // namespace chordae
