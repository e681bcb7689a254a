#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/cli/commands.h"
#include "chordae/cli/json.h"
#include "chordae/cli/series_table.h"
#include "chordae/io/csv/csv.h"
#include "chordae/pipeline/study_input.h"
#include "chordae/pipeline/volumetry_masks.h"
#include "chordae/pipeline/volumetry_picture.h"

namespace chordae {
namespace {

constexpr const char* kNotice = "research use; trained on synthetic hearts";
constexpr const char* kUntrained = "untrained weights: the numbers carry no medical meaning";

struct Prediction {
  std::string study_key, source;
  Volumetry result;
};

std::string number(bool given, double value, int decimals) {
  return given ? fixed(value, decimals) : "";
}

CsvTable make_table(const std::vector<Prediction>& predictions) {
  CsvTable table;
  table.header = {"study",    "source",      "lvef_percent_volumetric",
                  "lvef_low", "lvef_high",   "edv_ml",
                  "esv_ml",   "mass_g",      "lvef_percent_regression",
                  "grade",    "slices_used", "slices",
                  "series",   "ed_frame",    "es_frame",
                  "withheld"};
  for (const auto& [key, source, r] : predictions) {
    const bool answered = r.answered(), volumes = answered && r.volumes_withheld.empty();
    const bool interval = answered && r.lvef_interval.has_value();
    table.rows.push_back({key, source, number(answered, r.lvef_percent, 2),
                          number(interval, interval ? (*r.lvef_interval)[0] : 0, 2),
                          number(interval, interval ? (*r.lvef_interval)[1] : 0, 2),
                          number(volumes, r.edv_ml, 2), number(volumes, r.esv_ml, 2),
                          number(volumes, r.mass_g, 2), number(answered, r.lvef_head_percent, 2),
                          answered ? std::string(1, r.grade) : "", cat(r.slices_used),
                          cat(r.slices), r.series_id, number(answered, double(r.ed_frame), 0),
                          number(answered, double(r.es_frame), 0), r.withheld});
  }
  return table;
}

Json prediction_json(const Prediction& p) {
  const Volumetry& r = p.result;
  Json j = {{"study", p.study_key}, {"source", p.source}, {"headline", headline(r)}};
  if (r.answered()) {
    j["lvef_percent_volumetric"] = r.lvef_percent;
    if (r.lvef_interval) {
      j["lvef_interval"] = *r.lvef_interval;
      j["interval_coverage"] = r.interval_coverage;
    }
    if (r.volumes_withheld.empty()) {
      j["edv_ml"] = r.edv_ml;
      j["esv_ml"] = r.esv_ml;
      j["mass_g"] = r.mass_g;
    }
    j["lvef_percent_regression"] = r.lvef_head_percent;
    j["grade"] = std::string(1, r.grade);
    j["concerns"] = r.concerns;
    j["ed_frame"] = r.ed_frame;
    j["es_frame"] = r.es_frame;
    j["curve_ml"] = r.curve_ml;
  }
  for (const auto& [name, value] : r.evidence) j["evidence"][name] = value;
  for (const auto& [name, why] : {std::pair{"withheld", &r.withheld},
                                  {"volumes_withheld", &r.volumes_withheld},
                                  {"interval_withheld", &r.interval_withheld},
                                  {"choice", &r.choice}}) {
    if (!why->empty()) j[name] = *why;
  }
  j["series"] = r.series_id;
  j["slices"] = r.slices;
  j["slices_used"] = r.slices_used;
  for (const auto& [slice, why] : r.left_out)
    j["left_out"].push_back({{"slice", slice + 1}, {"reason", why}});
  return j;
}

class PredictCommand : public Command {
 public:
  CommandInfo info() const override {
    return {.name = "predict",
            .summary =
                "measures the left ventricle of a study: LVEF, volumes, mass, with an interval and "
                "a grade",
            .description =
                "Takes raw DICOM (folder, .tar.gz, .zip), a stored study, a whole store, or NIfTI "
                "stacks "
                "(x, y, slice, frame). The short-axis stack is outlined in every slice and frame "
                "by a small "
                "network that was trained on synthetic hearts alone; volumes are sums of discs "
                "over what hangs "
                "together along the stack, and the ejection fraction follows from the largest and "
                "the smallest.\n\n"
                "A grade from A to D says how far to trust it, and where it should not be trusted "
                "at all the answer "
                "is withheld with the reason. With --picture the outlines are drawn over the "
                "beating slices. For "
                "research; not a medical device.",
            .examples = {{"chordae predict study.zip", "LVEF 27 % (21 to 33), EDV 228 mL, …"},
                         {"chordae predict study.zip --picture beat.gif",
                          "outlines over the beating heart: see why"},
                         {"chordae predict study.zip --masks masks.nii.gz",
                          "cavity, muscle and right ventricle for any viewer"},
                         {"chordae predict hearts --out predictions.csv",
                          "every study of a store, one row each"},
                         {"chordae predict stack.nii.gz --json",
                          "a NIfTI stack, with everything that is known"}},
            .output =
                "One line a study and what is to be known about it; with --json the whole of it. "
                "--out writes "
                "a table (CSV) with lvef_percent_volumetric, volumes, interval and grade. Exit "
                "status 5 if "
                "studies were skipped."};
  }

  void fields(FieldVisitor& v) override {
    v.field({.name = "study",
             .help = "a study, a store, or NIfTI files",
             .positional = true,
             .required = true,
             .value_name = "STUDY"},
            path_);
    v.field({.name = "weights",
             .help = "heart segmenter; the one that came with the program if not given",
             .value_name = "FILE"},
            weights_);
    v.field({.name = "random_init",
             .help = "uses seeded untrained weights (see --seed): a test of the chain"},
            random_init_);
    v.field({.name = "picture",
             .help = "draws the outlines: a .gif beats, a .png shows ED and ES",
             .value_name = "FILE"},
            picture_);
    v.field({.name = "masks",
             .help = "writes the outlines as a NIfTI file on the study's own pixels: 1 cavity, 2 muscle, 3 right ventricle",
             .value_name = "FILE"},
            masks_);
    v.field({.name = "out", .help = "writes a table with a row a study", .value_name = "FILE"},
            out_);
    config_.fields(v);
  }

  int run(const GlobalOptions& global) override {
    config_.segment.threads = global.threads;
    if (random_init_ && !weights_.empty()) {
      throw Error(ErrorCode::kUsage, "--weights or --random-init, not both");
    }
    if (!std::filesystem::exists(path_)) {
      throw Error(ErrorCode::kIo, cat("there is no file or folder ", path_));
    }
    if (!out_.empty()) check_output_file(out_, global.force);
    if (!picture_.empty()) check_picture(global.force);
    if (!masks_.empty()) check_masks(global.force);
    const bool detailed = !picture_.empty() || !masks_.empty();
    const HeartModel model =
        random_init_ ? HeartModel::make_random({}, static_cast<std::uint64_t>(global.seed))
                     : HeartModel::load(weights_.empty() ? find_default_weights()
                                                         : std::filesystem::path(weights_));
    if (model.is_random()) log_warning(kUntrained);

    SkipLedger ledger;
    std::vector<Prediction> predictions;
    for_each_study(
        path_, global.threads, ledger, [&](const StudySource& source, const Study& study) {
          if (detailed && (source.number > 1 || source.count > 1)) {
            throw Error(ErrorCode::kUsage,
                        cat("--picture and --masks are of one study, and ", path_, " holds several"));
          }
          VolumetryDetail detail;
          const Volumetry result = measure_study(study, model, config_, detailed ? &detail : nullptr);
          predictions.push_back({study.study_key, source.name, result});
          if (!detailed) return;
          if (detail.maps.maps.empty()) {
            log_warning(cat("nothing to draw: ", result.withheld));
            return;
          }
          if (!picture_.empty()) write_volumetry_picture(picture_, result, detail);
          if (!masks_.empty()) write_nifti(masks_, make_masks(study, result, detail));
          for (const std::string& path : {picture_, masks_}) {
            if (!path.empty()) log_info(cat("wrote ", path));
          }
        });
    for (const auto& skip : ledger.skips())
      log_warning(cat("skipped ", skip.what, " ", skip.where, ": ", skip.reason));
    if (!out_.empty()) write_file(out_, format_csv(make_table(predictions)));
    if (global.json) {
      print_as_json(predictions, model, ledger);
    } else {
      print_for_people(predictions, model);
    }
    return ledger.size() > 0 ? 5 : 0;
  }

 private:
  void check_masks(bool force) const {
    if (!masks_.ends_with(".nii") && !masks_.ends_with(".nii.gz")) {
      throw Error(ErrorCode::kUsage, cat("--masks writes .nii or .nii.gz, not ", masks_));
    }
    check_output_file(masks_, force);
  }

  void check_picture(bool force) const {
    const std::string ending = lower(std::filesystem::path(picture_).extension().string());
    if (ending != ".png" && ending != ".gif") {
      throw Error(ErrorCode::kUsage, cat("--picture writes .png or .gif, not ", picture_));
    }
    check_output_file(picture_, force);
  }

  void print_as_json(const std::vector<Prediction>& predictions, const HeartModel& model,
                     const SkipLedger& ledger) const {
    Json list = Json::array();
    for (const auto& p : predictions) list.push_back(prediction_json(p));
    const std::int64_t local_cases = model.calibration() ? model.calibration()->local_cases : 0;
    print_json({{"notice", kNotice},
                {"local_cases", local_cases},
                {"weights_hash", model.weights_hash()},
                {"random_init", model.is_random()},
                {"interval_widening", local_cases > 0 ? 1 : config_.interval_widening},
                {"studies", list},
                {"skipped", skips_json(ledger.skips())}});
  }

  static void print_for_people(const std::vector<Prediction>& predictions,
                               const HeartModel& model) {
    std::string text;
    for (const auto& p : predictions) {
      const Volumetry& r = p.result;
      if (predictions.size() > 1) text += cat(short_key(p.study_key), "  ");
      text += headline(r) + "\n";
      if (predictions.size() > 1) continue;
      if (r.answered()) {
        text +=
            cat("grade ", r.grade, r.concerns.empty() ? "" : ": ", join(r.concerns, ", "), "\n");
        if (r.volumes_withheld.empty()) text += cat("muscle mass ", fixed(r.mass_g, 0), " g\n");
        if (!r.volumes_withheld.empty())
          text += cat("volumes withheld: ", r.volumes_withheld, "\n");
        if (!r.interval_withheld.empty())
          text += cat("interval withheld: ", r.interval_withheld, "\n");
      }
      if (!r.choice.empty()) text += cat("series ", r.series_id, ": ", r.choice, "\n");
      for (const auto& [slice, why] : r.left_out)
        text += cat("slice ", slice + 1, " left out: ", why, "\n");
    }
    if (const auto& c = model.calibration(); c && c->local_cases > 0) {
      text += cat("intervals from ", c->local_cases, " local cases\n");
    }
    print(text + (model.is_random() ? kUntrained : kNotice) + "\n");
  }

  std::string path_, weights_, picture_, masks_, out_;
  bool random_init_ = false;
  VolumetryConfig config_;
};

}  // namespace

std::unique_ptr<Command> make_predict_command() { return std::make_unique<PredictCommand>(); }

}  // namespace chordae
