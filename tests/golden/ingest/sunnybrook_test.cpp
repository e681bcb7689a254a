// Three real studies against pydicom: every pixel, position and time.
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/ingest/ingest.h"
#include "support/test_support.h"

namespace chordae {
namespace {

class Sunnybrook : public ::testing::TestWithParam<const char*> {};

TEST_P(Sunnybrook, EqualsPydicom) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  const auto archive = test::shared_data() / "sunnybrook" / cat(GetParam(), ".tar.gz");
  CHORDAE_SKIP_WITHOUT(std::filesystem::exists(archive), "Sunnybrook archives");
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python with requirements.txt");
  const auto script = test::source_root() / "tools/reference/sunnybrook_slices.py";
  const auto reference =
      test::run_command(test::python() + " " + script.string() + " " + archive.string());
  ASSERT_EQ(reference.status, 0) << reference.err;
  const auto want = nlohmann::json::parse(reference.out);

  SkipLedger ledger;
  const auto start = std::chrono::steady_clock::now();
  const auto studies = read_studies({archive}, PseudonymKey::from_bytes({}), {}, ledger);
  RecordProperty(
      "ingest_seconds",
      cat(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count()));
  ASSERT_EQ(studies.size(), 1U);
  ASSERT_EQ(studies[0].series.size(), 2U);
  const StudySeries &scout = studies[0].series[0], &cine = studies[0].series[1];
  EXPECT_EQ(scout.verdict.rule, "localiser");
  EXPECT_FALSE(scout.verdict.accepted);
  EXPECT_EQ(scout.source_files, want["scouts"]);
  ASSERT_TRUE(cine.verdict.accepted) << cine.verdict.reason;
  EXPECT_EQ(cine.verdict.rule, "sax-parallel-stack");
  EXPECT_EQ(cine.cine.view, View::kSax);

  const auto& slices = cine.cine.slices;
  ASSERT_EQ(slices.size(), want["slices"].size());
  EXPECT_GE(slices.size(), 10U);
  EXPECT_LE(slices.size(), 13U);
  for (std::size_t z = 0; z < slices.size(); ++z) {
    const auto& w = want["slices"][z];
    const CineSlice& got = slices[z];
    EXPECT_EQ(got.frames, 20);
    EXPECT_EQ(got.rows, want["rows"]);
    EXPECT_EQ(got.columns, want["columns"]);
    EXPECT_EQ(got.geometry.row_spacing_mm, want["pixel_spacing"][0]);
    EXPECT_EQ(got.geometry.origin_mm, (w["origin"].get<Vec3>())) << "slice " << z;
    EXPECT_EQ(got.trigger_time_ms, w["times"].get<std::vector<double>>()) << "slice " << z;
    EXPECT_GT(got.cycle_ms, got.trigger_time_ms.back() - got.trigger_time_ms.front());
    ASSERT_EQ(w["frames"].size(), 20U);
    for (std::int64_t t = 0; t < got.frames; ++t) {
      EXPECT_EQ(hex(sha256(got.frame_bytes(t))), w["frames"][static_cast<std::size_t>(t)])
          << "slice " << z << " frame " << t;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Archives, Sunnybrook,
                         ::testing::Values("SCD0000101", "SCD0000201", "SCD0000301"));

}  // namespace
}  // namespace chordae
