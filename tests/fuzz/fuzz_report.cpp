#include <string>

#include "chordae/text/report_reader.h"
#include "chordae/text/utf8.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const chordae::ReportReader reader(chordae::load_report_rules(CHORDAE_REPORT_RULES));
  return chordae::fuzz::accept_errors([&] {
    const auto report = reader.read(chordae::fuzz::bytes_of(data, size));
    if (!chordae::is_valid_utf8(report.plain.text.text())) __builtin_trap();
    std::size_t last = 0;
    for (const auto& sentence : report.sentences) {
      const auto [begin, end] = sentence.source;
      if (sentence.text.empty() || begin < last || end <= begin || end > size) __builtin_trap();
      last = end;
    }
  });
}
