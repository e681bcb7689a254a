#include "chordae/pipeline/selftest.h"

#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/cohort/synth.h"
#include "chordae/ingest/ingest.h"
#include "chordae/models/video_encoder.h"
#include "chordae/phantom/known_heart.h"
#include "chordae/pipeline/embed.h"
#include "chordae/pipeline/study_clips.h"
#include "chordae/store/study_store.h"

namespace chordae {
namespace {

SelftestCheck check_text(const std::string& name, const std::string& expected, const std::string& found) {
  return {name, expected, found, expected == found};
}

SelftestCheck check_near(const std::string& name, double expected, double found, double limit, int decimals) {
  return {name, cat(fixed(expected, decimals), " +- ", shortest(limit)), fixed(found, decimals),
          std::abs(found - expected) <= limit};
}

/// Cavity volume of a frame by disc summation over the SAX stack, mL.
double cavity_ml(const KnownHeart& heart, const Cine& sax, std::int64_t frame, double gap_mm) {
  double volume = 0;
  for (std::size_t s = 0; s < sax.slices.size(); ++s) {
    const CineSlice& slice = sax.slices[s];
    const auto size = static_cast<std::size_t>(slice.frame_pixels());
    const auto first = heart.labels[s].begin() + frame * slice.frame_pixels();
    const auto pixels = static_cast<double>(
        std::count(first, first + static_cast<std::ptrdiff_t>(size), static_cast<std::uint8_t>(Label::kLvCavity)));
    volume += pixels * slice.geometry.row_spacing_mm * slice.geometry.column_spacing_mm * gap_mm / 1000;
  }
  return volume;
}

void check_heart(std::vector<SelftestCheck>& checks) {
  ViewSettings settings;
  settings.sax_slices = 12;
  settings.slice_gap_mm = 8;
  settings.rows = settings.columns = 128;
  settings.pixel_mm = 2;
  const KnownHeart heart = make_known_heart(settings, 20);
  const Cine& sax = heart.views.front();
  const double extent = norm(sax.slices.back().geometry.origin_mm - sax.slices.front().geometry.origin_mm);
  const double gap = extent / static_cast<double>(sax.slices.size() - 1);
  double edv = 0, esv = 1e9;
  for (std::int64_t t = 0; t < sax.slices.front().frames; ++t) {
    const double volume = cavity_ml(heart, sax, t, gap);
    edv = std::max(edv, volume);
    esv = std::min(esv, volume);
  }
  // Disc summation at 8 mm: the base falls between two slices, so volumes are within a slice's share.
  checks.push_back(check_near("known heart: EDV mL by disc summation", heart.truth.edv_ml, edv, 0.08 * heart.truth.edv_ml, 1));
  checks.push_back(check_near("known heart: LVEF % by disc summation", heart.truth.lvef_percent, 100 * (edv - esv) / edv, 5, 1));
}

void check_chain(std::vector<SelftestCheck>& checks, const std::filesystem::path& scratch) {
  SynthConfig synth;
  synth.studies = 1;
  synth.sax_slices = 4;
  synth.frames = 12;
  synth.matrix = 64;
  synth.pixel_mm = 4.5;
  write_cohort(scratch / "dicom", synth);
  SkipLedger ledger;
  IngestReport report;
  {
    StudyStore store = StudyStore::create_or_open(scratch / "store");
    report = ingest({scratch / "dicom"}, store, {}, ledger);
  }
  std::string views;
  if (report.studies.size() == 1) {
    for (const auto& series : report.studies.front().series) {
      views += cat(views.empty() ? "" : " ", series.verdict.accepted ? view_name(series.verdict.view) : "refused");
      if (series.cine.slices.size() > 1) views += cat("(", series.cine.slices.size(), ")");
    }
  }
  checks.push_back(check_text("DICOM to store: series in order", "refused SAX(4) 2CH 3CH 4CH", views));
  checks.push_back(check_text("DICOM to store: files skipped", "0", cat(ledger.size())));

  const StudyStore store = StudyStore::open_read_only(scratch / "store");
  const Study study = store.read_study(report.studies.at(0).study_key);
  const VideoEncoder encoder = VideoEncoder::make_random(load_video_encoder_config("mvit_tiny"), 1);
  const StudyClips clips = make_study_clips(study, encoder.config().transform, EmbedConfig().views);
  const at::Tensor embedding = encoder.embed(at::stack(clips.inputs), /*bf16=*/false).embedding;
  checks.push_back(check_text("clips embedded", "7", cat(embedding.size(0))));
  checks.push_back(check_near("length of the embeddings, largest error", 0,
                              (embedding.norm(2, 1) - 1).abs().max().item<double>(), 1e-5, 7));
}

// The first eight numbers that pytorchvideo's MViT gives for the same weights and input:
// tools/reference/selftest_numbers.py.
constexpr std::array<double, 8> kReference = {-0.0600296, -0.0565395, 0.2985530, -0.0854328, -0.0462136, 0.1896033, -0.2490007, -0.4117425};

void check_encoder(std::vector<SelftestCheck>& checks) {
  const VideoEncoder encoder = VideoEncoder::make_random(load_video_encoder_config("mvit_tiny"), 20);
  const MvitConfig& shape = encoder.config().mvit;
  const auto axis = [](std::int64_t n, std::int64_t place) {
    std::vector<std::int64_t> view(4, 1);
    view[static_cast<std::size_t>(place)] = n;
    return at::arange(n, at::kLong).view(view);
  };
  const at::Tensor t = axis(shape.frames, 1), h = axis(shape.crop_size, 2), w = axis(shape.crop_size, 3);
  const at::Tensor clip = (((7 * t + 3 * h + 5 * w + t * h * w) % 97).to(at::kFloat) / 97 - 0.5)
                              .expand({3, shape.frames, shape.crop_size, shape.crop_size})
                              .unsqueeze(0)
                              .contiguous();
  const at::Tensor embedding = encoder.embed(clip, /*bf16=*/false).embedding;
  double worst = 0;
  for (std::size_t i = 0; i < kReference.size(); ++i) {
    worst = std::max(worst, std::abs(embedding[0][static_cast<std::int64_t>(i)].item<double>() - kReference[i]));
  }
  checks.push_back(check_near("encoder against pytorchvideo, largest difference", 0, worst, 2e-5, 7));
  const double cosine = at::cosine_similarity(embedding, encoder.embed(clip, /*bf16=*/true).embedding).item<double>();
  checks.push_back(check_near("encoder in bf16, cosine with fp32", 1, cosine, 0.005, 5));
}

void guarded(std::vector<SelftestCheck>& checks, const std::string& name, const std::function<void()>& body) {
  try {
    body();
  } catch (const std::exception& e) {
    checks.push_back({name, "no error", e.what(), false});
  }
}

}  // namespace

std::vector<SelftestCheck> run_selftest(const std::filesystem::path& scratch) {
  std::vector<SelftestCheck> checks;
  // FIPS 180-4's example.
  checks.push_back(check_text("SHA-256 of \"abc\"", "ba7816bf8f01cfea", hex(sha256("abc")).substr(0, 16)));
  guarded(checks, "known heart", [&] { check_heart(checks); });
  guarded(checks, "DICOM to embedding", [&] { check_chain(checks, scratch); });
  guarded(checks, "encoder", [&] { check_encoder(checks); });
  return checks;
}

}  // namespace chordae
