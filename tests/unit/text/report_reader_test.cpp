#include "chordae/text/report_reader.h"

#include <gtest/gtest.h>

#include "unit/text/reading.h"

namespace chordae {
namespace {

using test::read_report;

TEST(ReportReader, EverySentenceKnowsItsBytes) {
  const std::string bytes =
      "FINDINGS:\r\nAortic valve:\r\nBicuspid.  Mean gradient\r\n12 mmHg.\r\n\r\nEDVi 84 mL/m\xB2 "
      "&amp; rising.\r\n"
      "IMPRESSION:\r\n1. Bicuspid valve.\r\nADDENDUM:\r\nNo LGE.\r\n";
  const Report report = read_report(bytes);
  EXPECT_EQ(report.verdict, ReportVerdict::kGood);
  EXPECT_EQ(report.plain.encoding, Encoding::kLatin1);
  ASSERT_EQ(report.sentences.size(), 6u);
  const auto source = [&](std::size_t i) {
    const Span span = report.sentences[i].source;
    return bytes.substr(span.begin, span.end - span.begin);
  };
  EXPECT_EQ(report.sentences[0].text, "Bicuspid.");
  EXPECT_EQ(report.sentences[0].label, "Aortic valve");
  EXPECT_EQ(source(0), "Bicuspid.");
  EXPECT_EQ(report.sentences[3].text, "EDVi 84 mL/m\u00B2 & rising.");
  EXPECT_EQ(report.sentences[3].label, "");
  EXPECT_EQ(source(3), "EDVi 84 mL/m\xB2 &amp; rising.");
  EXPECT_EQ(report.sentences[4].section, Section::kImpression);
  EXPECT_EQ(source(4), "Bicuspid valve.");
  EXPECT_TRUE(report.sentences[5].in_addendum);
  EXPECT_EQ(source(5), "No LGE.");
}

TEST(ReportReader, LabelsHoldForTheirLine) {
  const Report report = read_report("Left ventricle: Normal. No LGE.\nLarge effusion.\n");
  ASSERT_EQ(report.sentences.size(), 3u);
  EXPECT_EQ(report.sentences[0].label, "Left ventricle");
  EXPECT_EQ(report.sentences[1].label, "Left ventricle");
  EXPECT_EQ(report.sentences[2].label, "");
}

TEST(ReportReader, VerdictsOfWhatIsNoReport) {
  EXPECT_EQ(read_report("").verdict, ReportVerdict::kEmpty);
  EXPECT_EQ(read_report(" \r\n\t\n").verdict, ReportVerdict::kEmpty);
  EXPECT_EQ(read_report("FINDINGS:\nMRN: 1\n").verdict, ReportVerdict::kEmpty);
  EXPECT_EQ(read_report(std::string(10 << 20, 'x')).verdict, ReportVerdict::kTooLarge);
  EXPECT_EQ(read_report("%PDF-1.4").verdict, ReportVerdict::kBinary);
  std::string noise;
  for (unsigned i = 0, x = 7; i < 5000; ++i)
    noise += static_cast<char>((x = x * 1664525 + 1013904223) >> 24);
  EXPECT_EQ(read_report(noise).verdict, ReportVerdict::kBinary);
}

TEST(ReportReader, VerdictsOfLanguages) {
  EXPECT_EQ(
      read_report(
          "Der linke Ventrikel ist normal und nicht dilatiert. Keine Narbe, kein Hinweis auf eine "
          "Myokarditis. Die rechte Kammer ist mit 80 ml nicht erweitert.")
          .verdict,
      ReportVerdict::kOtherLanguage);
  EXPECT_EQ(read_report("Le ventricule gauche est dilaté avec une fraction d'éjection de 40 %. Pas "
                        "de thrombus dans "
                        "le ventricule droit. Les valves sont normales, sans fuite.")
                .verdict,
            ReportVerdict::kOtherLanguage);
  EXPECT_EQ(read_report("Левый желудочек нормальный. Рубца нет.").verdict,
            ReportVerdict::kOtherLanguage);
  EXPECT_EQ(read_report("NO LGE. EF 60 %.").verdict, ReportVerdict::kGood);
  EXPECT_EQ(
      read_report("The left ventricle is normal in size. There is no evidence of scar.").verdict,
      ReportVerdict::kGood);
}

TEST(ReportReader, SpansStayInsideAndInOrder) {
  std::string noise = "FINDINGS: A. \\.br\\ &amp; \xC3\xA9 \xE9 Dr. ( 1) x 2) y\r\nIMPRESSION";
  unsigned x = 3;
  for (int round = 0; round < 300; ++round) {
    x = x * 1664525 + 1013904223;
    std::string bytes = noise + noise;
    bytes[(x >> 8) % bytes.size()] = static_cast<char>(x >> 24);
    const Report report = read_report(bytes);
    std::size_t last = 0;
    for (const Sentence& sentence : report.sentences) {
      EXPECT_LE(last, sentence.source.begin);
      EXPECT_LT(sentence.source.begin, sentence.source.end);
      EXPECT_LE(sentence.source.end, bytes.size());
      last = sentence.source.end;
    }
  }
}

}  // namespace
}  // namespace chordae
