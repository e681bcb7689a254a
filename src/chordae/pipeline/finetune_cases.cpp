#include "chordae/pipeline/finetune_cases.h"

#include <torch/torch.h>

#include <algorithm>
#include <set>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/progress.h"
#include "chordae/base/strings.h"
#include "chordae/base/thread_pool.h"
#include "chordae/io/csv/csv.h"
#include "chordae/pipeline/study_input.h"
#include "chordae/tensor/torch_errors.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr double kLargestVolume = 1000;  // mL: more is a unit mistaken, not a heart

/// Absent if the cell is empty. Errors  kFormat unless it is a number within the limits
std::optional<double> parse_cell(const std::string& cell, const char* name, double high) {
  if (trim(cell).empty()) return std::nullopt;
  const auto value = try_parse_double(trim(cell));
  if (!value || !(*value > 0 && *value < high)) {
    throw Error(ErrorCode::kFormat, cat(name, " is no number between 0 and ", high));
  }
  return value;
}

/// What training needs of a study that was answered.
VolumeCase make_volume_case(const VolumetryDetail& detail, const LabelledStudy& label,
                            const HeartModel& start, std::int64_t threads) {
  const StackVolumes& volumes = detail.volumes;
  const std::vector<double> lengths = slice_lengths_mm(detail.stack, detail.volumes.regions);
  std::vector<std::size_t> used;
  for (std::size_t s = 0; s < volumes.regions.size(); ++s) {
    if (!volumes.regions[s].is_empty) used.push_back(s);
  }
  const HeartSegmenterConfig& shape = start.config();
  std::vector<at::Tensor> clips(used.size()), gates(used.size()), outlook(used.size());
  std::vector<float> pixel_ml;
  for (const std::size_t s : used) {
    pixel_ml.push_back(
        static_cast<float>(lengths[s] * detail.maps.maps[s].grid.pixel_area_mm2() / 1000));
  }
  parallel_for(static_cast<std::int64_t>(used.size()), thread_count(threads), [&](std::int64_t i) {
    const auto k = static_cast<std::size_t>(i);
    const SliceMaps& maps = detail.maps.maps[used[k]];
    at::set_num_threads(1);  // of this thread: embed.cpp, Note [One thread a clip]
    const at::NoGradGuard no_grad;
    const at::Tensor clip =
        make_segmenter_clip(*detail.stack.slices[used[k]].cine, maps.grid, shape.frames);
    const at::Tensor masks = start.network().forward(clip.unsqueeze(0)).masks[0];
    clips[k] = clip.to(at::kHalf);
    outlook[k] = (at::softmax(masks, 1) * 255).round().to(at::kByte);
    at::Tensor gate = at::empty({maps.frames, shape.size, shape.size}, at::kBool);
    std::ranges::copy(volumes.regions[used[k]].gate, gate.mutable_data_ptr<bool>());
    gates[k] = gate;
  });
  const auto moment = [&](std::int64_t at) {
    const auto weights = smoothing_weights(volumes.curve_ml.size(), static_cast<std::size_t>(at),
                                           volumes.few_frames);
    return at::tensor(std::vector<float>(weights.begin(), weights.end()));
  };
  VolumeCase out{at::stack(clips),
                 at::stack(gates),
                 at::stack(outlook),
                 at::tensor(pixel_ml),
                 moment(volumes.ed),
                 moment(volumes.es),
                 label.lvef_percent,
                 {},
                 {}};
  if (detail.stack.spacing_known) {
    out.edv_ml = label.edv_ml;
    out.esv_ml = label.esv_ml;
  }
  return out;
}

}  // namespace

std::vector<LabelledStudy> read_labels(const fs::path& csv) {
  const CsvTable table = read_csv(csv);
  const std::size_t study = table.column("study"), lvef = table.column("lvef_percent");
  const auto patient = table.try_column("patient"), edv = table.try_column("edv_ml"),
             esv = table.try_column("esv_ml");
  if (table.rows.empty()) throw Error(ErrorCode::kFormat, cat(csv.string(), " has no rows"));
  std::vector<LabelledStudy> out;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto& cells = table.rows[i];
    LabelledStudy row;
    row.row = i + 1;
    row.study = trim(cells[study]);
    if (patient) row.patient = trim(cells[*patient]);
    if (row.patient.empty()) row.patient = cat("row ", row.row);
    try {
      const auto value = parse_cell(cells[lvef], "lvef_percent", 100);
      if (!value) throw Error(ErrorCode::kFormat, "lvef_percent is empty");
      row.lvef_percent = *value;
      if (edv) row.edv_ml = parse_cell(cells[*edv], "edv_ml", kLargestVolume);
      if (esv) row.esv_ml = parse_cell(cells[*esv], "esv_ml", kLargestVolume);
      if (row.edv_ml && row.esv_ml && *row.esv_ml >= *row.edv_ml) {
        throw Error(ErrorCode::kFormat, "esv_ml is not below edv_ml");
      }
      if (row.study.empty()) throw Error(ErrorCode::kFormat, "study is empty");
    } catch (const Error& e) {
      row.left_out = e.message();
    }
    out.push_back(std::move(row));
  }
  if (std::ranges::all_of(out, [](const LabelledStudy& l) { return l.lvef_percent <= 1; }) &&
      std::ranges::any_of(out, [](const LabelledStudy& l) { return l.left_out.empty(); })) {
    throw Error(ErrorCode::kFormat,
                cat(csv.string(), ": no lvef_percent is above 1; give percent, 0 to 100"));
  }
  return out;
}

LabelledStudies::LabelledStudies(fs::path folder, const std::optional<fs::path>& store,
                                 std::int64_t threads)
    : folder_(std::move(folder)), threads_(threads) {
  if (store) store_.emplace(StudyStore::open_read_only(*store));
}

Study LabelledStudies::read(const LabelledStudy& label) const {
  if (store_) return store_->read_study(store_->resolve(label.study));
  // for_each_study would name the path, which may carry identity.
  const fs::path path = folder_ / label.study;
  if (!fs::exists(path)) throw Error(ErrorCode::kIo, "there is no such file or folder");
  SkipLedger ledger;
  std::optional<Study> found;
  for_each_study(path, threads_, ledger, [&](const StudySource&, const Study& study) {
    if (found) throw Error(ErrorCode::kUsage, "holds several studies: give each a row");
    found = study;
  });
  if (found) return std::move(*found);
  const auto skips = ledger.skips();
  throw Error(ErrorCode::kUsage,
              skips.empty() ? "holds no study" : cat("holds no study: ", skips.front().reason));
}

std::vector<FinetuneCase> prepare_cases(const std::vector<LabelledStudy>& labels,
                                        const LabelledStudies& studies, const HeartModel& start,
                                        const VolumetryConfig& config) {
  std::vector<FinetuneCase> cases;
  std::set<std::string> seen;
  Progress progress("looking at the local studies", static_cast<std::int64_t>(labels.size()),
                    "studies");
  for (const LabelledStudy& label : labels) {
    check_cancelled();
    FinetuneCase c;
    c.label = label;
    c.left_out = label.left_out;
    if (c.left_out.empty() && !seen.insert(label.study).second)
      c.left_out = "an earlier row names the same study";
    if (c.left_out.empty()) {
      try {
        const Study study = studies.read(label);
        c.before = measure_study(study, start, config);
        c.left_out = c.before.withheld;
        if (c.left_out.empty()) {
          // Training sees clips as the network does, once each.
          VolumetryConfig plain = config;
          plain.segment.fine_beat = false;
          plain.segment.rotations = 1;
          VolumetryDetail detail;
          measure_study(study, start, plain, &detail);
          c.training = translate_torch_errors(
              [&] { return make_volume_case(detail, label, start, config.segment.threads); });
        }
      } catch (const Error& e) {
        if (e.code() == ErrorCode::kCancelled) throw;
        c.left_out = e.message();
      }
    }
    cases.push_back(std::move(c));
    progress.advance();
  }
  return cases;
}

}  // namespace chordae
