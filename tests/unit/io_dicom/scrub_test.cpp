#include "chordae/io/dicom/scrub.h"

#include <gtest/gtest.h>

#include <vector>

#include "chordae/io/dicom/read_dicom.h"
#include "support/dicom_maker.h"

namespace chordae {
namespace {

const std::vector<std::string> kIdentifiers = {"M\xc3\xbcller-L\xc3\xbc""denscheidt^Anna Maria^^Dr.", "P-0017", "ACC99"};

TEST(Scrub, RemovesThePatientAndNothingElse) {
  EXPECT_EQ(scrub("cine sax b1", kIdentifiers), "cine sax b1");
  EXPECT_EQ(scrub("SAX_FIESTA_BH 4CH 1.5T (25)", kIdentifiers), "SAX_FIESTA_BH 4CH 1.5T (25)");
  EXPECT_EQ(scrub("sax anna m\xc3\xbcller", kIdentifiers), "sax [removed] [removed]");
  EXPECT_EQ(scrub("ANNA_cine", kIdentifiers), "[removed]_cine");
  EXPECT_EQ(scrub("annabel", kIdentifiers), "annabel");
  EXPECT_EQ(scrub("cine 0017 acc99", kIdentifiers), "cine [removed] [removed]");
  EXPECT_EQ(scrub("cine 1234567", kIdentifiers), "cine [removed]");
  EXPECT_EQ(scrub("cine 12345", kIdentifiers), "cine 12345");
  EXPECT_EQ(scrub("2012-03-04 cine 4.3.2012 03/04/12", kIdentifiers), "[removed] cine [removed] [removed]");
  EXPECT_EQ(scrub("t1\nx", {}), "t1?x");
}

TEST(Scrub, HeadersComeOutClean) {
  auto maker = test::small_mr();
  maker.text(0x00100010, "PN", "DOE^JOHN").text(0x00100020, "LO", "MRN4711").text(0x0008103E, "LO", "Doe John sax MRN4711");
  EXPECT_EQ(read_dicom_header(maker.file()).series_description, "[removed] [removed] sax [removed]");
}

}  // namespace
}  // namespace chordae
