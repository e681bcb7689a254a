#include "chordae/pipeline/evaluation_pictures.h"

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/draw/picture.h"
#include "chordae/store/study_store.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;

/// The stack of most slices, short axis before anything else.
const StudySeries* choose_series(const Study& study) {
  const StudySeries* best = nullptr;
  const auto rank = [](const StudySeries& s) {
    return std::pair(s.verdict.view == View::kSax, s.cine.slices.size());
  };
  for (const auto& series : study.series) {
    if (!series.verdict.accepted || series.cine.slices.empty()) continue;
    if (best == nullptr || rank(series) > rank(*best)) best = &series;
  }
  return best;
}

std::string as_png(const Canvas& canvas) {
  const TemporaryPath file(fs::temp_directory_path() / "case.png");
  write_png(file.path(), canvas);
  return read_text_file(file.path());
}

}  // namespace

std::vector<eval::CasePicture> draw_cases(const fs::path& folder, const eval::EvaluationData& data,
                                          std::span<const std::uint32_t> rows) {
  const StudyStore store = StudyStore::open_read_only(folder);
  std::vector<eval::CasePicture> pictures;
  for (const std::uint32_t row : rows) {
    if (!store.has_study(data.id[row])) continue;
    const Study study = store.read_study(data.id[row]);
    const StudySeries* series = choose_series(study);
    if (series == nullptr) continue;
    Cine few = series->cine;
    const std::size_t count = few.slices.size();
    if (count > 3)
      few.slices = {few.slices[count / 4], few.slices[count / 2], few.slices[count * 3 / 4]};
    pictures.push_back(
        {row, as_png(contact_sheet({{std::string(view_name(series->verdict.view)), &few}}, 4))});
  }
  return pictures;
}

}  // namespace chordae
