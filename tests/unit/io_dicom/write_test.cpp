#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/io/dicom/write_mr.h"
#include "support/test_support.h"

namespace chordae {
namespace {

const std::vector<std::uint16_t> kPixels{0, 1, 2, 3, 4, 4095};

MrInstance instance() {
  MrInstance m;
  m.patient_name = "SYNTHETIC^000001";
  m.patient_id = "SYN-000001";
  m.study_uid = derived_uid("study");
  m.series_uid = derived_uid("series");
  m.frame_of_reference_uid = derived_uid("frame");
  m.sop_instance_uid = derived_uid("image");
  m.geometry.row_spacing_mm = m.geometry.column_spacing_mm = 1.5;
  m.geometry.slice_thickness_mm = 8;
  m.rows = 2;
  m.columns = 3;
  m.pixels = kPixels;
  return m;
}

ErrorCode code_of(const MrInstance& m) {
  return test::error_code_of([&] { encode_mr(m); });
}

// The bits of a UUID are the digest's, but for version 8 and the variant; checked with Python:
// b = bytearray(hashlib.sha256(b"chordae").digest()[:16]); b[6] = b[6] & 15 | 128
// b[8] = b[8] & 63 | 128; int.from_bytes(b, "big")
TEST(DerivedUid, IsTheDecimalOfAUuid) {
  EXPECT_EQ(derived_uid("chordae"), "2.25.339639084160866124821116148826018895194");
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    const std::string uid = derived_uid(cat("name ", i));
    EXPECT_TRUE(seen.insert(uid).second);
    EXPECT_LE(uid.size(), 64u);
    EXPECT_EQ(uid.rfind("2.25.", 0), 0u);
    EXPECT_NE(uid[5], '0');
    EXPECT_EQ(uid.find_first_not_of("0123456789", 5), std::string::npos);
  }
}

TEST(WriteMr, IsAPart10FileWithTheSameBytesEachTime) {
  const auto bytes = encode_mr(instance());
  ASSERT_GT(bytes.size(), 132u);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(bytes.data()) + 128, 4), "DICM");
  EXPECT_EQ(bytes, encode_mr(instance()));
  MrInstance other = instance();
  other.trigger_time_ms = 1;
  other.frames_per_cycle = 20;
  other.cycle_ms = 800;
  EXPECT_NE(bytes, encode_mr(other));
  // The last element is the pixels, little endian.
  const std::string tail(reinterpret_cast<const char*>(bytes.data()) + bytes.size() - 12, 12);
  EXPECT_EQ(tail, std::string("\0\0\1\0\2\0\3\0\4\0\xff\x0f", 12));
  const test::ScratchFolder scratch;
  write_mr(scratch / "one.dcm", instance());
  EXPECT_EQ(read_file(scratch / "one.dcm"), bytes);
  EXPECT_EQ(test::error_code_of([&] { write_mr(scratch / "no" / "such.dcm", instance()); }),
            ErrorCode::kIo);
}

TEST(WriteMr, RefusesWhatItCannotSay) {
  MrInstance m = instance();
  m.columns = 4;
  EXPECT_EQ(code_of(m), ErrorCode::kShape);
  m = instance();
  m.rows = 0;
  m.pixels = {};
  EXPECT_EQ(code_of(m), ErrorCode::kShape);
  const std::vector<std::uint16_t> large{0, 0, 0, 0, 0, 4096};
  m = instance();
  m.pixels = large;
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m.bits_stored = 13;
  EXPECT_NO_THROW(encode_mr(m));
  m.signed_pixels = true;  // 13 bits with a sign end at 4095
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m.bits_stored = 17;
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m = instance();
  m.rescale_slope = 0;
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m = instance();
  m.geometry.origin_mm[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m = instance();
  m.geometry.row_spacing_mm = 0;
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  m = instance();
  m.frames_per_cycle = 20;
  EXPECT_EQ(code_of(m), ErrorCode::kNumeric);
  for (const char* bad : {"two\\values", "line\nbreak", "na\xc3\xafve"}) {
    m = instance();
    m.series_description = bad;
    EXPECT_EQ(code_of(m), ErrorCode::kFormat);
  }
  m = instance();
  m.series_description = std::string(65, 'x');
  EXPECT_EQ(code_of(m), ErrorCode::kFormat);
  m.series_description.pop_back();
  EXPECT_NO_THROW(encode_mr(m));
  m.accession_number = std::string(17, '1');
  EXPECT_EQ(code_of(m), ErrorCode::kFormat);
}

}  // namespace
}  // namespace chordae
