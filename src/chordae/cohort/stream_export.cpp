#include "chordae/cohort/stream_export.h"

#include <algorithm>
#include <fstream>
#include <mutex>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

/// An array in NumPy's format, version 1.0 (numpy.lib.format), appended to slice by slice.
class NpyFile {
 public:
  NpyFile(const fs::path& path, std::string_view type, const std::vector<std::int64_t>& shape)
      : path_(path), file_(path, std::ios::binary) {
    std::string dimensions;
    for (const auto n : shape) dimensions += cat(n, ", ");
    std::string header = cat("{'descr': '", type, "', 'fortran_order': False, 'shape': (", dimensions, "), }");
    constexpr std::size_t kBefore = 10, kAligned = 64;
    header.resize((kBefore + header.size() + kAligned) / kAligned * kAligned - kBefore, ' ');
    header.back() = '\n';
    const auto size = static_cast<std::uint16_t>(header.size());
    file_ << "\x93NUMPY" << '\x01' << '\x00' << static_cast<char>(size & 0xff) << static_cast<char>(size >> 8) << header;
  }
  template <class T>
  void add(const std::vector<T>& values) {
    file_.write(reinterpret_cast<const char*>(values.data()), static_cast<std::streamsize>(values.size() * sizeof(T)));
  }
  void close() {
    file_.close();
    if (!file_) throw Error(ErrorCode::kIo, cat("cannot write ", path_.string(), ": ", system_error_text()));
  }

 private:
  fs::path path_;
  std::ofstream file_;
};

std::string number_of(std::uint64_t index) {
  const std::string digits = cat(index);
  return std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits;
}

std::string write_study(const fs::path& folder, const StreamStudy& study) {
  const ScenePicture& first = study.slices.front().picture;
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(study.slices.size()), first.frames, first.rows, first.columns};
  const std::string name = number_of(study.index);
  NpyFile signal(folder / (name + "_signal.npy"), "<f4", shape), labels(folder / (name + "_labels.npy"), "|u1", shape);
  std::string views, heights;
  for (const StreamSlice& slice : study.slices) {
    signal.add(slice.picture.signal);
    labels.add(slice.picture.labels);
    views += cat(views.empty() ? "" : " ", view_name(slice.view));
    heights += cat(heights.empty() ? "" : " ", fixed(slice.height, 4));
  }
  signal.close();
  labels.close();
  std::string lv, conditions;
  for (const double ml : study.lv_ml) lv += cat(lv.empty() ? "" : " ", fixed(ml, 3));
  for (const Affliction& a : study.person.conditions) conditions += cat(conditions.empty() ? "" : " ", a.condition);
  const HeartTruth& t = study.truth;
  return cat(name, ",", shortest(t.edv_ml), ",", shortest(t.esv_ml), ",", shortest(t.lvef_percent), ",", shortest(t.mass_g), ",",
             shortest(study.pixel_mm), ",", shortest(study.slice_gap_mm), ",", shortest(study.slice_thickness_mm), ",", views, ",",
             heights, ",", lv, ",", conditions, "\n");
}

}  // namespace

void export_stream(const fs::path& place, const StreamConfig& config, std::uint64_t seed, std::int64_t studies, int threads,
                   const std::function<void()>& on_study) {
  const fs::path out = place.has_filename() ? place : place.parent_path();  // "arrays/"
  std::error_code ignored;
  if (fs::exists(out, ignored) && !(fs::is_directory(out, ignored) && fs::is_empty(out, ignored))) {
    throw Error(ErrorCode::kUsage, cat(out.string(), " exists already: name a new folder"));
  }
  const HeartStream stream(config, seed);
  remove_stale_temporaries(out.has_parent_path() ? out.parent_path() : ".");
  TemporaryPath aside(out);
  make_folder(aside.path());
  std::vector<std::string> rows(static_cast<std::size_t>(studies));
  std::mutex telling;
  parallel_for(studies, threads, [&](std::int64_t i) {
    check_cancelled();
    rows[static_cast<std::size_t>(i)] = write_study(aside.path(), stream.study(static_cast<std::uint64_t>(i)));
    const std::lock_guard lock(telling);
    if (on_study) on_study();
  });
  write_file(aside.path() / "stream.csv",
             "study,edv_ml,esv_ml,lvef_percent,lv_mass_g,pixel_mm,slice_gap_mm,slice_thickness_mm,views,heights,lv_ml,conditions\n" +
                 join(rows, ""));
  std::error_code failed;
  fs::remove(out, failed);  // an empty folder may be there
  aside.commit();
}

}  // namespace chordae
