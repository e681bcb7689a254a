// Fine-tuning to local cases: the statistics by hand, the table of labels, that training sums what
// prediction sums, and the whole of it on small made hearts.
#include "chordae/pipeline/finetune.h"

#include <gtest/gtest.h>

#include <cstring>
#include <iostream>
#include <set>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/csv/csv.h"
#include "chordae/train/checkpoint_folder.h"
#include "chordae/weights/safetensors.h"
#include "support/bright_heart.h"
#include "support/bright_segmenter.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::BrightHeart;

TEST(FinetuneStats, FoldsKeepAPatientTogetherAndAreAlike) {
  std::vector<std::string> patients;
  std::vector<double> values;
  for (int i = 0; i < 23; ++i) {
    patients.push_back(cat("p", i < 4 ? 0 : i));  // the first four are one person's
    values.push_back(20 + 2 * i);
  }
  const auto folds = assign_folds(patients, values, 5, Rng(1));
  EXPECT_EQ(std::set(folds.begin(), folds.begin() + 4).size(), 1u);
  std::vector<int> count(5);
  std::vector<double> sum(5);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ++count.at(folds[i]);
    sum[folds[i]] += values[i];
  }
  for (std::size_t f = 0; f < 5; ++f) {
    EXPECT_GE(count[f], 4) << f;
    EXPECT_NEAR(sum[f] / count[f], 42, 10) << "each fold has weak hearts and strong ones";
  }
  EXPECT_EQ(folds, assign_folds(patients, values, 5, Rng(1)));
  EXPECT_EQ(test::error_code_of([&] {
              assign_folds(std::vector<std::string>(9, "one"), std::vector<double>(9, 50), 2,
                           Rng(1));
            }),
            ErrorCode::kUsage);
}

TEST(FinetuneStats, NumbersByHand) {
  const std::vector<double> x{20, 40, 60}, y{31, 39, 65};
  const Line line = fit_line(x, y);  // sums of deviations: 680 over 800
  EXPECT_DOUBLE_EQ(line.slope, 0.85);
  EXPECT_DOUBLE_EQ(line.offset, 11);
  const std::vector<double> still{50, 51, 52}, reversed{60, 40, 20};
  EXPECT_EQ(fit_line(still, y).slope, 1) << "too little spread for a slope";
  EXPECT_DOUBLE_EQ(fit_line(still, y).offset, -6);
  EXPECT_EQ(fit_line(x, reversed).slope, 1) << "more is never less";
  const Agreement a = compute_agreement(x, y);
  EXPECT_DOUBLE_EQ(a.mean_absolute_error, 17.0 / 3);
  EXPECT_DOUBLE_EQ(a.bias, -5);
  EXPECT_NEAR(a.r, 680 / std::sqrt(800.0 * 632), 1e-12);
  // Errors of x are 11, 1, 5. Less by 11, -1, 5: mean 5, variance of the mean 36 * 2 / 3 / 2.
  const Gain gain = compute_gain(x, std::vector<double>{31, 41, 65}, y);
  EXPECT_DOUBLE_EQ(gain.mean, 5);
  EXPECT_DOUBLE_EQ(gain.standard_error, std::sqrt(12.0));
  EXPECT_TRUE(gain.is_clear());
  EXPECT_FALSE(compute_gain(x, std::vector<double>{31, 43, 60}, y).is_clear()) << "11, -3, 0";
}

TEST(FinetuneLabels, RowsThatCannotBeUsedSayWhy) {
  const test::ScratchFolder scratch;
  write_file(scratch / "l.csv",
             "study;lvef_percent;edv_ml;esv_ml;reader\na;55;150;70;x\nb;;;;x\nc;fifty;;;x\nd;130;;;"
             "x\ne;60;80;90;x\n;50;;;x\nf;48;;;x\n");
  const auto rows = read_labels(scratch / "l.csv");
  ASSERT_EQ(rows.size(), 7u);
  EXPECT_EQ(rows[0].left_out, "");
  EXPECT_EQ(rows[0].lvef_percent, 55);
  EXPECT_EQ(rows[0].esv_ml, 70);
  EXPECT_NE(rows[0].patient, rows[6].patient) << "without the column everybody is alone";
  EXPECT_EQ(rows[1].left_out, "lvef_percent is empty");
  for (const std::size_t i : {2, 3})
    EXPECT_EQ(rows[i].left_out, "lvef_percent is no number between 0 and 100");
  EXPECT_EQ(rows[4].left_out, "esv_ml is not below edv_ml");
  EXPECT_EQ(rows[5].left_out, "study is empty");
  EXPECT_FALSE(rows[6].edv_ml);
  write_file(scratch / "shares.csv", "study,lvef_percent\na,0.55\nb,0.6\n");
  EXPECT_NE(test::error_text_of([&] { read_labels(scratch / "shares.csv"); }).find("give percent"),
            std::string::npos);
  write_file(scratch / "other.csv", "study,lvef\na,55\n");
  EXPECT_EQ(test::error_code_of([&] { read_labels(scratch / "other.csv"); }), ErrorCode::kFormat);
}

BrightHeart small_heart(int number) {
  BrightHeart heart{.slices = 7, .frames = 12, .size = 64, .gap_mm = 12, .pixel_mm = 2.4};
  heart.row = heart.column = 32;
  heart.radius_es_mm = 15 + number;
  return heart;
}

/// Ten small hearts in a store, read by somebody who sees 6 points less than there is.
class Finetune : public testing::Test {
 protected:
  static constexpr std::size_t kHearts = 10;
  static constexpr double kReaderBias = -6;

  Finetune() {
    std::vector<Study> studies;
    std::vector<double> lvef;
    for (int i = 0; i < static_cast<int>(kHearts); ++i) {
      studies.push_back(test::make_bright_study(small_heart(i)));
      lvef.push_back(small_heart(i).lvef_percent() + kReaderBias);
    }
    write_cases(std::move(studies), lvef);
  }

  void write_cases(std::vector<Study> studies, const std::vector<double>& lvef) const {
    std::filesystem::remove_all(scratch_ / "store");
    auto store = StudyStore::create_or_open(scratch_ / "store");
    std::string csv = "study,lvef_percent,edv_ml,esv_ml\n";
    for (std::size_t i = 0; i < studies.size(); ++i) {
      studies[i].study_key.replace(18, 2, cat(i < 10 ? "0" : "", i));
      store.write_study(studies[i]);
      csv += cat(studies[i].study_key, ",", lvef[i], ",,\n");
    }
    write_file(scratch_ / "labels.csv", csv + "NOTHERE,50,,\n");
  }

  FinetuneResult run(const std::string& out, const FinetuneConfig& config, int threads = 2,
                     HeartTaskConfig synthetic = {}) const {
    synthetic.studies = synthetic.slices = synthetic.validation_studies = 1;
    const LabelledStudies studies("", scratch_ / "store", threads);
    FinetuneResult result =
        finetune(config, synthetic, test::make_bright_segmenter(),
                 read_labels(scratch_ / "labels.csv"), studies, scratch_ / out, 0.8, 1, threads);
    for (const Fit fit : kFits) {
      const Agreement& a = result.lvef[static_cast<std::size_t>(fit)];
      std::cout << fit_name(fit) << ": " << a.cases << " cases, error " << a.mean_absolute_error
                << ", bias " << a.bias << (fit == result.kept ? ", kept\n" : "\n");
    }
    return result;
  }

  test::ScratchFolder scratch_;
};

TEST_F(Finetune, TrainingSumsWhatPredictionSums) {
  const LabelledStudies studies("", scratch_ / "store", 1);
  const HeartModel model = test::make_bright_segmenter();
  VolumetryConfig fp32;
  fp32.segment.precision = "fp32";
  fp32.segment.fine_beat = false;  // as training looks: once
  fp32.segment.rotations = 1;
  auto labels = read_labels(scratch_ / "labels.csv");
  labels.erase(labels.begin() + 2, labels.end() - 1);
  const auto cases = prepare_cases(labels, studies, model, fp32);
  ASSERT_EQ(cases.size(), 3u);
  EXPECT_NE(cases[2].left_out.find("NOTHERE"), std::string::npos) << cases[2].left_out;
  HeartTaskConfig synthetic;
  synthetic.model = model.config();
  for (int i = 0; i < 2; ++i) {
    const auto& known = cases[static_cast<std::size_t>(i)];
    ASSERT_EQ(known.left_out, "");
    VolumeTask task(synthetic, {}, {&known.training}, 1);
    // Whichever way it is turned: this network sees pixels.
    for (const std::int64_t number : {0, 2, 4, 6}) {
      const Batch batch = task.load(number, Rng(static_cast<std::uint64_t>(number)));
      const SoftVolumes v = soft_volumes(model.network().forward(batch["clips"]), batch);
      EXPECT_NEAR(v.edv.item<double>(), known.before.edv_ml, 2e-3 * known.before.edv_ml);
      EXPECT_NEAR(v.esv.item<double>(), known.before.esv_ml, 2e-3 * known.before.edv_ml);
      EXPECT_NEAR(100 * v.lvef().item<double>(), known.before.lvef_percent, 0.2);
    }
  }
}

TEST_F(Finetune, TrainingLowersTheErrorOfTheMasks) {
  const LabelledStudies studies("", scratch_ / "store", 1);
  const HeartModel model = test::make_bright_segmenter();
  auto labels = read_labels(scratch_ / "labels.csv");
  labels.erase(labels.begin() + 1, labels.end());
  const auto cases = prepare_cases(labels, studies, model, {});
  HeartTaskConfig synthetic;
  synthetic.model = model.config();
  VolumeTaskConfig only;
  only.volume_weight = only.head_weight = only.anchor_weight = 0;
  VolumeTask task(synthetic, only, {&cases[0].training}, 1);
  const NamedTensors from = model.network().state(), to = task.parameters();
  {
    const at::NoGradGuard no_grad;
    for (std::size_t i = 0; i < to.size(); ++i) at::Tensor(to[i].second).copy_(from[i].second);
  }
  std::vector<double> errors;
  for (int i = 0; i < 12; ++i) {
    for (const auto& [name, tensor] : to) at::Tensor(tensor).mutable_grad() = at::Tensor();
    const BatchLoss loss = task.loss(task.load(0, Rng(1)), Rng(1));
    errors.push_back(loss.metrics.at("local_lvef_error").item<double>());
    loss.loss.backward();
    const at::NoGradGuard no_grad;
    double norm = 0;
    for (const auto& [name, tensor] : to) norm += tensor.grad().square().sum().item<double>();
    for (const auto& [name, tensor] : to)
      at::Tensor(tensor).sub_(tensor.grad(), 0.05 / std::sqrt(norm));
  }
  std::cout << "error of one case from " << errors.front() << " to " << errors.back() << "\n";
  EXPECT_LT(errors.back(), 0.5 * errors.front());
}

TEST_F(Finetune, AReaderWhoSeesLessIsMetByALine) {
  FinetuneConfig config;
  config.updates = 4;
  config.folds = 2;
  config.rate = 5e-3;
  const FinetuneResult result = run("out", config);
  EXPECT_EQ(result.fitted.size(), kHearts);
  EXPECT_NE(result.cases.back().left_out.find("NOTHERE"), std::string::npos);
  EXPECT_NE(result.kept, Fit::kStarting);
  EXPECT_EQ(result.calibration.local_cases, kHearts);
  const CsvTable table = read_csv(scratch_ / "out/finetuned.csv");
  ASSERT_EQ(table.rows.size(), kHearts + 1);
  EXPECT_NE(table.rows.back()[table.column("left_out")], "");

  // What predict makes of the new weights.
  const HeartModel model = HeartModel::load(result.weights);
  const StudyStore store = StudyStore::open_read_only(scratch_ / "store");
  const LabelledStudy& label = result.cases[5].label;
  const Volumetry v = measure_study(store.read_study(label.study), model, {});
  EXPECT_NEAR(v.lvef_percent, label.lvef_percent, 3);
  EXPECT_NEAR(100 * (1 - v.esv_ml / v.edv_ml), v.lvef_percent, 1e-6);
  ASSERT_TRUE(v.lvef_interval);
  EXPECT_NEAR((*v.lvef_interval)[1] - v.lvef_percent,
              result.calibration.lvef_error_quantile.at(v.grade), 1e-9);
  const std::string bytes = read_text_file(result.weights);
  EXPECT_EQ(bytes.find(label.study), std::string::npos)
      << "nothing of a study goes into the weights";

  // The newest checkpoint is lost: the run goes on from the one before, to the same bytes.
  const auto newest = checkpoint_path(scratch_ / "out/run/fold-2/checkpoints", config.updates);
  const auto trained = [&] { return weights_hash(SafetensorsFile(newest).tensors()); };
  const std::string before = trained(), rows = read_text_file(scratch_ / "out/finetuned.csv");
  std::filesystem::remove(newest);
  run("out", config, /*threads=*/1);
  EXPECT_EQ(trained(), before);
  EXPECT_EQ(read_text_file(scratch_ / "out/finetuned.csv"), rows);
  EXPECT_EQ(read_text_file(result.weights), bytes);
  config.rate = 3e-4;
  EXPECT_EQ(test::error_code_of([&] { run("out", config); }), ErrorCode::kConfig)
      << "other settings, the same folder";
}

/// The heart with dim blood about the bright: trabeculae that open as it empties. The reader counts
/// them, the bright segmenter hardly does.
Study make_ringed_study(const BrightHeart& whole) {
  BrightHeart core = whole;
  core.radius_es_mm -= 5;
  Study study = test::make_bright_study(core);
  const Cine outer = test::make_bright_cine(whole);
  constexpr double kRing = 0.4, kBody = 100;
  for (std::size_t s = 0; s < outer.slices.size(); ++s) {
    auto& pixels = study.series[0].cine.slices[s].pixels;
    for (std::size_t i = 0; i < pixels.size(); i += 2) {
      std::uint16_t inside = 0, about = 0;
      std::memcpy(&inside, pixels.data() + i, 2);
      std::memcpy(&about, outer.slices[s].pixels.data() + i, 2);
      inside = std::max(inside, static_cast<std::uint16_t>(kBody + kRing * (about - kBody)));
      std::memcpy(pixels.data() + i, &inside, 2);
    }
  }
  return study;
}

TEST_F(Finetune, WhatNoLineCanMendIsTrained) {
  std::vector<Study> studies;
  std::vector<double> lvef;
  for (int i = 0; i < static_cast<int>(kHearts); ++i) {  // half of them have rings
    const BrightHeart heart = small_heart(3 + i / 2);
    studies.push_back(i % 2 == 0 ? test::make_bright_study(heart) : make_ringed_study(heart));
    lvef.push_back(heart.lvef_percent());
  }
  write_cases(std::move(studies), lvef);
  FinetuneConfig config;
  config.updates = 12;
  config.folds = 2;
  config.rate = 0.01;
  config.local.anchor_weight = config.local.head_weight = 0;
  HeartTaskConfig synthetic;  // of which these hand-made weights know nothing
  synthetic.mask_weight = synthetic.dice_weight = synthetic.area_weight = 0;
  synthetic.frame_weight = synthetic.lvef_weight = 0;
  const FinetuneResult result = run("out", config, 2, synthetic);
  EXPECT_EQ(result.kept, Fit::kFinetuned);
  EXPECT_LT(result.lvef[2].mean_absolute_error, 0.8 * result.lvef[0].mean_absolute_error);
  EXPECT_EQ(result.calibration.lvef_slope, 1);
  const HeartModel model = HeartModel::load(result.weights);
  EXPECT_NE(model.weights_hash(), test::make_bright_segmenter().weights_hash());
  EXPECT_EQ(model.config().widths, (std::vector<std::int64_t>{8, 16}));
}

TEST_F(Finetune, FewerThanTenSaySo) {
  write_file(scratch_ / "labels.csv",
             "study,lvef_percent\nBRGHT0HEART000000000,50\nBRGHT0HEART000000000,50\nNOTHERE,40\n");
  const std::string text = test::error_text_of([&] { run("out", {}); });
  EXPECT_NE(text.find("at least 10"), std::string::npos) << text;
  EXPECT_NE(text.find("row 2: an earlier row names the same study"), std::string::npos) << text;
}

}  // namespace
}  // namespace chordae
