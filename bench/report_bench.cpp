// Reads reports and says what came out and how fast: report_bench RULES FILE [times].
// FILE is JSON: [{"text": ...}, ...]. Sentences go to standard output, a line of JSON each, for
// tools/reference/sentence_scores.py; the speed goes to standard error.

#include <chrono>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/text/report_reader.h"

int main(int argc, char** argv) try {
  if (argc < 3) {
    std::cerr << "usage: report_bench RULES FILE [times]\n";
    return 2;
  }
  const chordae::ReportReader reader(chordae::load_report_rules(argv[1]));
  const auto items = nlohmann::json::parse(chordae::read_text_file(argv[2]));
  const int times = argc > 3 ? std::atoi(argv[3]) : 1;
  std::size_t bytes = 0;
  std::size_t reports = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) {
    for (const auto& item : items) {
      const std::string& text = item.at("text").get_ref<const std::string&>();
      const chordae::Report report = reader.read(std::as_bytes(std::span(text)));
      bytes += text.size();
      ++reports;
      if (i > 0) continue;
      nlohmann::json sentences = nlohmann::json::array();
      for (const auto& sentence : report.sentences) sentences.push_back(sentence.text);
      std::cout << sentences.dump() << '\n';
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::fprintf(stderr, "%zu reports, %.1f MB/s, %.0f reports/s\n", reports,
               static_cast<double>(bytes) / 1e6 / seconds, static_cast<double>(reports) / seconds);
  return 0;
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
