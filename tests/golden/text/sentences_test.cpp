// Sentences as a person split them (tests/data/text/sentences.json, written by somebody who didn't
// write the splitter): even reports were seen while it was tuned, odd ones only scored.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "chordae/text/report_reader.h"
#include "support/test_support.h"

namespace chordae {
namespace {

TEST(Sentences, AreThoseOfAPerson) {
  std::ifstream file(test::source_root() / "tests/data/text/sentences.json");
  const auto items = nlohmann::json::parse(file);
  const ReportReader reader(load_report_rules(test::source_root() / "data/text"));
  std::size_t wanted[2] = {}, exact[2] = {}, given[2] = {};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto text = items[i]["text"].get<std::string>();
    std::vector<std::string> found;
    for (const Sentence& s : reader.read(std::as_bytes(std::span(text))).sentences) {
      EXPECT_LE(s.source.end, text.size());
      found.push_back(s.text);
    }
    given[i % 2] += found.size();
    for (const auto& sentence : items[i]["sentences"]) {
      ++wanted[i % 2];
      const auto at = std::ranges::find(found, sentence.get<std::string>());
      if (at == found.end()) continue;
      ++exact[i % 2];
      found.erase(at);
    }
  }
  std::cout << "exact sentences: tuned half " << exact[0] << " of " << wanted[0] << " (" << given[0]
            << " given), scored half " << exact[1] << " of " << wanted[1] << " (" << given[1]
            << " given)\n";
  ASSERT_GE(wanted[0] + wanted[1], 300u);
  EXPECT_GE(exact[0], wanted[0] * 97 / 100);
  EXPECT_GE(exact[1], wanted[1] * 95 / 100);
  EXPECT_LE(given[1], wanted[1] * 105 / 100);
}

}  // namespace
}  // namespace chordae
