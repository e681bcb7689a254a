#include "chordae/ingest/description_words.h"

#include <gtest/gtest.h>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(DescriptionWords, KnowCommonNames) {
  const std::vector<std::pair<const char*, View>> cases = {
      {"4CH_CINE", View::kFourChamber},
      {"cine four chamber", View::kFourChamber},
      {"Trufi HLA", View::kFourChamber},
      {"CINE 3 ch", View::kThreeChamber},
      {"cine_LVOT", View::kThreeChamber},
      {"VLA", View::kTwoChamber},
      {"2-chamber retro", View::kTwoChamber},
      {"short axis stack", View::kSax},
      {"SA", View::kSax},
      {"SAX_b7", View::kSax},
      {"trufi_iPAT2_CH4", View::kFourChamber},
      {"cine CH3", View::kThreeChamber},
      {"tfi_ch2_retro", View::kTwoChamber},
      {"slice 2 ch4", View::kFourChamber},
      {"LV 2 CH", View::kTwoChamber},
      {"short axial stack", View::kSax},
      {"RV 2 chamber", View::kOther},
      {"RV2CH", View::kOther},
      {"RV SAX FIESTA BH", View::kOther},
      {"RVSAX_FIESTA_BH", View::kOther},
      {"RVOT cine", View::kOther},
      {"AX cine", View::kOther},
      {"sample", View::kUnknown},
      {"", View::kUnknown},
      {"cine", View::kUnknown},
  };
  for (const auto& [text, view] : cases) EXPECT_EQ(read_description(text).view, view) << text;
  EXPECT_TRUE(read_description("CINE_segmented_SAX_InlineVF").overlay);
  EXPECT_TRUE(read_description("aorta flow venc150").flow);
  EXPECT_FALSE(read_description("LV outflow").flow);
  for (const char* text : {"cine_tagging_3sl_SAX", "tagged SA", "CSPAMM", "DENSE sax", "cine_tag"})
    EXPECT_TRUE(read_description(text).tagging) << text;
  EXPECT_FALSE(read_description("staged condensed SAX").tagging);
}

// 105 names that radiographers used, with the view they meant.
TEST(DescriptionWords, AgreeWithNamesOfRealSeries) {
  CHORDAE_SKIP_WITHOUT(!test::shared_data().empty(), "shared data folder");
  int right = 0, wrong = 0, unsaid = 0;
  std::string differ;
  for (const auto& line :
       split(read_text_file(test::shared_data() /
                            "series-descriptions/series_descriptions_master.csv"),
             '\n')) {
    const auto cells = split(trim(line), ',');
    if (cells.size() != 3 || cells[2].empty() || cells[2] == "cleaned_series_names") continue;
    const View said = read_description(cells[0]).view;
    if (said == parse_view(cells[2])) {
      ++right;
    } else if (said == View::kUnknown) {
      ++unsaid;
    } else {
      ++wrong;
      differ += cells[0] + " ";
    }
  }
  EXPECT_GE(right, 101) << differ;
  // VLA_RV_2CH names the right ventricle.
  EXPECT_LE(wrong, 1) << differ;
  EXPECT_EQ(right + wrong + unsaid, 105);
}

}  // namespace
}  // namespace chordae
