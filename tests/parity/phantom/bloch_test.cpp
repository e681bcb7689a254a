// The signal equations against a Bloch simulation that knows none of them.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "chordae/phantom/scanner/sequence.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using nlohmann::json;

json simulate(const json& cases) {
  const test::ScratchFolder scratch;
  std::ofstream(scratch / "cases.json") << cases;
  const auto ran = test::run_command(test::python() + " " +
                                     (test::source_root() / "tools/reference/bssfp.py").string() +
                                     " < " + (scratch / "cases.json").string());
  EXPECT_EQ(ran.status, 0) << ran.err;
  return json::parse(ran.out);
}

TEST(BlochParity, BalancedSteadyStateOfEveryTissueFieldAndOffset) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  json cases;
  std::vector<std::complex<double>> ours;
  for (const double field : {1.5, 3.0}) {
    for (TissueProperties tissue : literature_tissues(field)) {
      tissue.proton_density = 1;
      for (const auto& timing : {SteadyStateTiming{60, 3.0, 1.5}, SteadyStateTiming{35, 3.6, 1.4},
                                 SteadyStateTiming{5, 8, 8}}) {
        for (const double hz : {-170.0, -40.0, 0.0, 12.5, 100.0, 166.6, 333.3}) {
          cases.push_back({{"sequence", "bssfp"},
                           {"t1_ms", tissue.t1_ms},
                           {"t2_ms", tissue.t2_ms},
                           {"flip_degrees", timing.flip_degrees},
                           {"tr_ms", timing.tr_ms},
                           {"te_ms", timing.te_ms},
                           {"offset_hz", tissue.offset_hz + hz}});
          ours.push_back(bssfp_signal(tissue, timing, hz));
        }
      }
    }
  }
  const json theirs = simulate(cases);
  ASSERT_EQ(theirs.size(), ours.size());
  double worst = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const std::complex<double> reference(theirs[i][0].get<double>(), theirs[i][1].get<double>());
    worst = std::max(worst, std::abs(ours[i] - reference));
    ASSERT_LT(std::abs(ours[i] - reference), 1e-9) << cases[i];
  }
  std::printf("%zu steady states, largest difference %.1e\n", ours.size(), worst);

  // The comparison notices a T2 that is wrong by 1 %.
  TissueProperties blood{1441, 250 * 1.01, 1, 0};
  cases = json::array({{{"sequence", "bssfp"},
                        {"t1_ms", 1441},
                        {"t2_ms", 250},
                        {"offset_hz", 0},
                        {"flip_degrees", 60},
                        {"tr_ms", 3.0},
                        {"te_ms", 1.5}}});
  EXPECT_GT(std::abs(bssfp_signal(blood, {60, 3.0, 1.5}) - simulate(cases)[0][0].get<double>()),
            1e-4);
}

TEST(BlochParity, SpoiledEchoesAndInversions) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  json cases;
  std::vector<double> ours;
  for (TissueProperties tissue : literature_tissues(3.0)) {
    tissue.proton_density = 1;
    tissue.offset_hz = 0;
    const json relaxation{{"t1_ms", tissue.t1_ms}, {"t2_ms", tissue.t2_ms}};
    json spoiled = relaxation, inverted = relaxation;
    spoiled.update({{"sequence", "spoiled"}, {"flip_degrees", 15}, {"tr_ms", 5.0}, {"te_ms", 2.5}});
    cases.push_back(spoiled);
    ours.push_back(spoiled_signal(tissue, {15, 5.0, 2.5}));
    inverted.update({{"sequence", "inversion"}, {"ti_ms", 280}, {"repetition_ms", 1700}});
    cases.push_back(inverted);
    ours.push_back(inverted_magnetisation(tissue, 280, 1700));
    inverted["ti_ms"] = nulling_time_ms(tissue, 1700);
    cases.push_back(inverted);
    ours.push_back(0);
  }
  const json theirs = simulate(cases);
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_NEAR(theirs[i][0].get<double>(), ours[i], 1e-10) << cases[i];
}

}  // namespace
}  // namespace chordae
