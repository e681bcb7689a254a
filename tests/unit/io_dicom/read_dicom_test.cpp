#include "chordae/io/dicom/read_dicom.h"

#include <gtest/gtest.h>

#include <cstring>

#include "support/dicom_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::DicomMaker;
using test::small_mr;
using test::Syntax;

template <class T>
std::vector<T> values_of(const DicomPixels& pixels) {
  std::vector<T> out(pixels.values.size() / sizeof(T));
  std::memcpy(out.data(), pixels.values.data(), pixels.values.size());
  return out;
}

TEST(ReadDicom, KeepsTheFactsOfTheHeader) {
  const DicomInstance i = read_dicom_header(small_mr().file());
  EXPECT_EQ(i.sop_instance_uid, "1.2.3.4.0005");
  EXPECT_EQ(i.study_uid, "1.2.3.007.1");
  EXPECT_EQ(i.series_uid, "1.2.3.007.2");
  EXPECT_EQ(i.patient_id, "P-17");
  EXPECT_EQ(i.series_description, "cine sax");
  EXPECT_EQ(i.image_type, (std::vector<std::string>{"ORIGINAL", "PRIMARY", "M"}));
  EXPECT_EQ(i.series_number, 12);
  EXPECT_EQ(i.instance_number, 3);
  EXPECT_EQ(i.cardiac_images, 20);
  EXPECT_EQ(i.trigger_time_ms, 37.5);
  EXPECT_EQ(i.acquisition_time_s, 10 * 3600 + 15 * 60 + 30.25);
  EXPECT_EQ(i.nominal_interval_ms, 800);
  EXPECT_EQ(i.field_strength_t, 1.5);
  EXPECT_EQ(i.geometry.origin_mm, (Vec3{-10.5, 20, 30.25}));
  EXPECT_EQ(i.geometry.column_direction, (Vec3{0, 0, -1}));
  EXPECT_EQ(i.geometry.row_spacing_mm, 1.5);
  EXPECT_EQ(i.geometry.column_spacing_mm, 1.25);
  EXPECT_TRUE(i.geometry.has_position);
  EXPECT_EQ(i.rows, 4);
  EXPECT_EQ(i.columns, 3);
  EXPECT_EQ(i.bits_stored, 12);
  EXPECT_FALSE(i.synthetic);
  EXPECT_EQ(i.pixel_problem, "");
}

TEST(ReadDicom, NeedsNoAttributeButThePictureSize) {
  DicomMaker m;
  m.text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
      .us(0x00280010, 2)
      .us(0x00280011, 2)
      .pixels({1, 2, 3, 4});
  const DicomInstance i = read_dicom_header(m.file());
  EXPECT_FALSE(i.series_number || i.instance_number || i.trigger_time_ms || i.acquisition_time_s);
  EXPECT_FALSE(i.geometry.has_position);
  EXPECT_EQ(values_of<std::uint16_t>(read_dicom_pixels(m.file())),
            (std::vector<std::uint16_t>{1, 2, 3, 4}));
}

TEST(ReadDicom, LeavesOutMalformedValuesOnly) {
  auto m = small_mr();
  m.text(0x00200037, "DS", "1\\0\\0\\1\\0\\0")
      .text(0x00181060, "DS", "soon")
      .text(0x00080032, "TM", "99");
  const DicomInstance i = read_dicom_header(m.file());
  EXPECT_FALSE(i.geometry.has_position);  // row and column in one direction
  EXPECT_FALSE(i.trigger_time_ms);
  EXPECT_FALSE(i.acquisition_time_s);
  EXPECT_EQ(i.series_number, 12);
}

TEST(ReadDicom, SeesTheSyntheticMark) {
  EXPECT_TRUE(
      read_dicom_header(small_mr().text(0x00204000, "LT", "Synthetic, made by a phantom").file())
          .synthetic);
  EXPECT_TRUE(read_dicom_header(small_mr().text(0x00100010, "PN", "SYNTHETIC^7").file()).synthetic);
}

TEST(ReadDicom, ReadsTheSameFromEveryUncompressedEncoding) {
  const auto m = small_mr();
  const auto expected = values_of<std::uint16_t>(read_dicom_pixels(m.file()));
  ASSERT_EQ(expected.size(), 12U);
  EXPECT_EQ(expected[5], 5 * 257);
  for (const Syntax syntax : {Syntax::kImplicit, Syntax::kBigEndian, Syntax::kDeflated}) {
    EXPECT_EQ(values_of<std::uint16_t>(read_dicom_pixels(m.file(syntax))), expected)
        << static_cast<int>(syntax);
    const DicomInstance i = read_dicom_header(m.file(syntax));
    EXPECT_EQ(i.study_uid, "1.2.3.007.1");
    EXPECT_EQ(i.rows, 4);
    EXPECT_EQ(i.geometry.row_spacing_mm, 1.5);
  }
  for (const Syntax syntax : {Syntax::kExplicit, Syntax::kImplicit, Syntax::kBigEndian}) {
    EXPECT_EQ(values_of<std::uint16_t>(read_dicom_pixels(m.dataset(syntax))), expected)
        << "no preamble, " << static_cast<int>(syntax);
  }
  auto no_preamble = m.file();
  no_preamble.erase(no_preamble.begin(), no_preamble.begin() + 132);
  EXPECT_EQ(values_of<std::uint16_t>(read_dicom_pixels(no_preamble)), expected);
}

struct CellCase {
  unsigned allocated, stored, high;
  bool is_signed;
  const char* photometric;
  std::vector<std::uint16_t> cells;
  std::vector<std::int32_t> expected;
};

TEST(ReadDicom, TakesOnlyTheStoredBits) {
  const std::vector<CellCase> cases = {
      // Overlay bits above 12 stored ones are no intensity.
      {16, 12, 11, false, "MONOCHROME2", {0xF001, 0x0FFF, 0x8000, 0x0800}, {1, 4095, 0, 2048}},
      {16, 12, 11, true, "MONOCHROME2", {0x0FFF, 0x0800, 0x07FF, 0xF001}, {-1, -2048, 2047, 1}},
      // 12 bits at the top of the cell.
      {16, 12, 15, false, "MONOCHROME2", {0x0010, 0xFFF0, 0x001F, 0x8000}, {1, 4095, 1, 2048}},
      {16, 16, 15, true, "MONOCHROME2", {0xFFFF, 0x8000, 0x7FFF, 0}, {-1, -32768, 32767, 0}},
      {16, 12, 11, false, "MONOCHROME1", {0, 4095, 1, 0xF000}, {4095, 0, 4094, 4095}},
      {16, 12, 11, true, "MONOCHROME1", {0x0FFF, 0x0800, 0x07FF, 0}, {0, 2047, -2048, -1}},
      {8, 8, 7, false, "MONOCHROME2", {255, 0, 128, 7}, {255, 0, 128, 7}},
      {8, 8, 7, true, "MONOCHROME2", {255, 0, 128, 7}, {-1, 0, -128, 7}},
      {8, 6, 5, false, "MONOCHROME2", {255, 64, 65, 7}, {63, 0, 1, 7}},
  };
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const CellCase& k = cases[c];
    auto m = small_mr(2, 2);
    m.us(0x00280100, k.allocated).us(0x00280101, k.stored).us(0x00280102, k.high);
    m.us(0x00280103, k.is_signed ? 1 : 0).text(0x00280004, "CS", k.photometric);
    if (k.allocated == 8) {
      m.pixels8(std::vector<std::uint8_t>(k.cells.begin(), k.cells.end()));
    } else {
      m.pixels(k.cells);
    }
    const DicomPixels pixels = read_dicom_pixels(m.file());
    EXPECT_EQ(pixels.was_inverted, std::string_view(k.photometric) == "MONOCHROME1");
    std::vector<std::int32_t> got;
    const auto widen = [&got](const auto& values) { got.assign(values.begin(), values.end()); };
    switch (pixels.type) {
      case PixelType::kU8:
        widen(values_of<std::uint8_t>(pixels));
        break;
      case PixelType::kI8:
        widen(values_of<std::int8_t>(pixels));
        break;
      case PixelType::kU16:
        widen(values_of<std::uint16_t>(pixels));
        break;
      case PixelType::kI16:
        widen(values_of<std::int16_t>(pixels));
        break;
    }
    EXPECT_EQ(got, k.expected) << "case " << c;
  }
}

TEST(ReadDicom, UnswapsBytesThatWereWrittenAsBigEndianWords) {
  auto m = small_mr(1, 3);
  m.us(0x00280100, 8).us(0x00280101, 8).us(0x00280102, 7).pixels8({1, 2, 3}, "OW");
  EXPECT_EQ(values_of<std::uint8_t>(read_dicom_pixels(m.file(Syntax::kBigEndian))),
            (std::vector<std::uint8_t>{1, 2, 3}));
}

TEST(ReadDicom, ReadsSeveralFramesOfOneInstance) {
  auto m = small_mr(1, 2);
  m.text(0x00280008, "IS", "3").text(0x00181063, "DS", "40").pixels({1, 2, 3, 4, 5, 6});
  const DicomPixels pixels = read_dicom_pixels(m.file());
  EXPECT_EQ(pixels.frames, 3);
  EXPECT_EQ(values_of<std::uint16_t>(pixels), (std::vector<std::uint16_t>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(read_dicom_header(m.file()).frame_time_ms, 40);
}

TEST(ReadDicom, SaysWhatToDoAboutWhatItCannotRead) {
  const auto refuses = [](const DicomMaker::Bytes& file, const std::string& word) {
    EXPECT_NE(read_dicom_header(file).pixel_problem.find(word), std::string::npos)
        << read_dicom_header(file).pixel_problem;
    EXPECT_EQ(test::error_code_of([&] { read_dicom_pixels(file); }), ErrorCode::kUnsupported);
  };
  refuses(small_mr().text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4.1").file(), "emf2sf");
  refuses(small_mr().us(0x00280002, 3).text(0x00280004, "CS", "RGB").file(), "colour");
  refuses(small_mr().us(0x00280100, 32).file(), "32 bits");
  refuses(small_mr().remove(0x7FE00010).file(), "no picture");
  // Pixels as one fragment of JPEG 2000: the header is read, the pixels are refused before any
  // decoding.
  const std::string fragments(
      "\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\0\0\0\0"
      "\xfe\xff\x00\xe0\x04\0\0\0abcd\xfe\xff\xdd\xe0\0\0\0\0",
      40);
  refuses(small_mr().raw(0x7FE00010, fragments).file(Syntax::kExplicit, "1.2.840.10008.1.2.4.90"),
          "JPEG 2000");
}

}  // namespace
}  // namespace chordae
