#pragma once
// The contents of tests/data/store/study-v1.h5 and embeddings-v1.h5, which the first version of the
// formats wrote. The files never change; every later chordae must read exactly this from them.

#include <cmath>
#include <limits>

#include "chordae/store/embedding_store.h"
#include "chordae/store/study.h"

namespace chordae::test {

inline CineSlice frozen_slice(PixelType type, std::int64_t frames, std::int64_t rows) {
  CineSlice s;
  s.type = type;
  s.frames = frames;
  s.rows = rows;
  s.columns = 5;
  for (std::size_t i = 0; i < static_cast<std::size_t>(frames * rows * 5) * pixel_bytes(type);
       ++i) {
    s.pixels.push_back(static_cast<std::byte>(i * 37 % 251));
  }
  s.geometry.origin_mm = {-120.5, 1.0 / 3, 1e-300};
  s.geometry.row_direction = {0.6, 0.8, 0};
  s.geometry.column_direction = {0, 0, -1};
  s.geometry.row_spacing_mm = 1.25;
  s.geometry.column_spacing_mm = 1.5;
  s.geometry.slice_thickness_mm = 8;
  s.geometry.spacing_between_slices_mm = 10;
  s.geometry.has_position = true;
  for (std::int64_t t = 0; t < frames; ++t)
    s.trigger_time_ms.push_back(33.3 * static_cast<double>(t));
  s.cycle_ms = 857.25;
  s.rescale_slope = 0.5;
  s.rescale_intercept = -1024;
  return s;
}

inline Study frozen_study() {
  Study study;
  study.study_key = "0123456789ABCDEFGHJK";
  study.patient_key = "ZYXWVTSRQPNMKJHGFEDC";
  StudySeries a;
  a.id = "s01";
  a.verdict = {
      true,
      View::kSax,
      "sax-parallel-stack",
      "12 parallele Schichten – Kurzachse",
      {{"slices", 12}, {"tilt_degrees", 0.01}, {"ratio", std::numeric_limits<double>::infinity()}}};
  a.acquisition = {"Maker", "Model Ω", 1.5, 2.8, 1.4, 60, 70.25, "cine SAX", 7, false};
  a.source_files = 240;
  a.source_hash = "00ff";
  a.cine.view = View::kSax;
  a.cine.slices = {frozen_slice(PixelType::kU16, 4, 3), frozen_slice(PixelType::kI16, 3, 4),
                   frozen_slice(PixelType::kU8, 2, 6), frozen_slice(PixelType::kI8, 1, 2)};
  a.cine.slices[3].trigger_time_ms.clear();
  a.cine.slices[3].geometry = Geometry{};
  StudySeries b;
  b.id = "s02";
  b.verdict = {false, View::kUnknown, "too-few-frames", "", {}};
  b.acquisition.synthetic = true;
  b.acquisition.series_number = -1;
  study.series = {a, b};
  return study;
}

inline EmbeddingProvenance frozen_provenance() {
  return {
      "mvit_b_16x4", "ab12", "{\"depth\":16}", "{\"kind\":\"paper\"}", "fp32", true, "0.1.0", 8, 2};
}

inline std::vector<ClipEmbedding> frozen_clips() {
  std::vector<ClipEmbedding> clips;
  for (int i = 0; i < 5; ++i) {
    ClipEmbedding c;
    c.study_key = i < 3 ? "0123456789ABCDEFGHJK" : "1123456789ABCDEFGHJK";
    c.patient_key = "ZYXWVTSRQPNMKJHGFEDC";
    c.series_id = "s01";
    c.source_hash = i < 3 ? "00ff" : "ab12";
    c.view = i < 3 ? "SAX" : "4CH";
    c.slice = i < 3 ? i : i - 3;
    c.frames = 20 + i;
    c.slice_position_mm = -10.125 * i;
    for (int d = 0; d < 8; ++d) c.embedding.push_back(static_cast<float>(i - d) / 3);
    for (int d = 0; d < 2; ++d) c.features.push_back(static_cast<float>(d) * 1e-30f);
    clips.push_back(c);
  }
  return clips;
}

}  // namespace chordae::test
