// Damaged and lying files: an Error of kind kFormat or kUnsupported, or a reading; never a crash, a
// hang or memory out of proportion to the file.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>

#include "chordae/base/rng.h"
#include "chordae/io/dicom/byte_layout.h"
#include "chordae/io/dicom/read_dicom.h"
#include "support/dicom_maker.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using test::DicomMaker;
using test::small_mr;
using test::Syntax;

/// True if it could be read; fails the test on any other error than those allowed.
bool survives(const DicomMaker::Bytes& file) {
  try {
    read_dicom_header(file);
    const DicomPixels pixels = read_dicom_pixels(file);
    EXPECT_EQ(pixels.values.size(),
              static_cast<std::size_t>(pixels.frames * pixels.rows * pixels.columns) *
                  pixel_bytes(pixels.type));
    return true;
  } catch (const Error& e) {
    EXPECT_TRUE(e.code() == ErrorCode::kFormat || e.code() == ErrorCode::kUnsupported) << e.what();
    return false;
  }
}

/// Peak memory of the process; AddressSanitizer's quarantine would drown what is measured.
std::int64_t peak_kib() {
#ifdef __SANITIZE_ADDRESS__
  return 0;
#else
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
#endif
}

/// With a sequence of nested items, so that damage meets structure too.
DicomMaker nested_mr() {
  return small_mr().raw(0x00081140, std::string("\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff"
                                                "\xfe\xff\x00\xe0\xff\xff\xff\xff"
                                                "\x08\x00\x50\x11UI\x04\x00"
                                                "1.2\0"
                                                "\xfe\xff\x0d\xe0\0\0\0\0"
                                                "\xfe\xff\xdd\xe0\0\0\0\0",
                                                48));
}

TEST(HostileDicom, IsRefusedWhenTruncatedAnywhere) {
  for (const Syntax syntax :
       {Syntax::kExplicit, Syntax::kImplicit, Syntax::kBigEndian, Syntax::kDeflated}) {
    const auto whole = syntax == Syntax::kExplicit ? nested_mr().file() : small_mr().file(syntax);
    ASSERT_TRUE(survives(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_FALSE(survives({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}))
          << "syntax " << static_cast<int>(syntax) << " cut at " << size << " of " << whole.size();
    }
  }
}

TEST(HostileDicom, SurvivesFlippedBits) {
  Rng rng(11);
  const std::int64_t before = peak_kib();
  for (const Syntax syntax :
       {Syntax::kExplicit, Syntax::kImplicit, Syntax::kBigEndian, Syntax::kDeflated}) {
    const auto whole = syntax == Syntax::kExplicit ? nested_mr().file() : small_mr().file(syntax);
    int read = 0;
    for (int trial = 0; trial < 4000; ++trial) {
      auto file = whole;
      const std::int64_t flips = rng.integer(1, 6);
      for (std::int64_t k = 0; k < flips; ++k) {
        const auto at =
            static_cast<std::size_t>(rng.integer(132, static_cast<std::int64_t>(file.size()) - 1));
        file[at] ^= std::byte{1} << static_cast<int>(rng.integer(0, 7));
      }
      read += survives(file) ? 1 : 0;
    }
    EXPECT_GT(read, 0);
    EXPECT_LT(read, 4000);
  }
  EXPECT_LT(peak_kib() - before, 64 * 1024);
}

TEST(HostileDicom, AllocatesNothingForLyingSizes) {
  const std::int64_t before = peak_kib();
  EXPECT_FALSE(survives(small_mr().us(0x00280010, 65535).us(0x00280011, 65535).file()));
  EXPECT_FALSE(survives(small_mr().text(0x00280008, "IS", "2000000000").file()));
  EXPECT_FALSE(survives(small_mr().text(0x00280008, "IS", "-5").file()));
  EXPECT_FALSE(survives(small_mr().text(0x00280008, "IS", "2").file()));
  EXPECT_FALSE(survives(small_mr().us(0x00280010, 0).file()));
  EXPECT_FALSE(survives(small_mr().us(0x00280101, 17).file()));
  EXPECT_FALSE(survives(small_mr().us(0x00280102, 3).file()));
  // Pixel data and a text element that promise four gigabytes.
  EXPECT_FALSE(
      survives(small_mr()
                   .raw(0x7FE00010, std::string("\xe0\x7f\x10\x00OW\0\0\xf0\xff\xff\xff", 12))
                   .file()));
  EXPECT_FALSE(
      survives(small_mr()
                   .raw(0x00204000, std::string("\x20\x00\x00\x40UT\0\0\xf0\xff\xff\xff", 12))
                   .file()));
  // Compressed: huge pictures from a few bytes.
  const std::string fragments(
      "\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\0\0\0\0"
      "\xfe\xff\x00\xe0\x04\0\0\0abcd\xfe\xff\xdd\xe0\0\0\0\0",
      40);
  for (const char* uid : {"1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80",
                          "1.2.840.10008.1.2.4.50"}) {
    auto m = small_mr().raw(0x7FE00010, fragments);
    EXPECT_FALSE(survives(m.file(Syntax::kExplicit, uid))) << uid;
    EXPECT_FALSE(
        survives(m.us(0x00280010, 20000).us(0x00280011, 20000).file(Syntax::kExplicit, uid)))
        << uid;
  }
  EXPECT_LT(peak_kib() - before, 64 * 1024);
}

TEST(HostileDicom, BoundsNesting) {
  std::string deep;
  for (int i = 0; i < 100000; ++i) {
    deep +=
        std::string("\x08\x00\x40\x11SQ\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\xff\xff\xff\xff", 20);
  }
  const auto text =
      test::error_text_of([&] { read_dicom_header(small_mr().raw(0x00081140, deep).file()); });
  EXPECT_NE(text.find("nested"), std::string::npos) << text;
}

std::string le32(std::size_t value) {
  std::string out;
  for (int i = 0; i < 4; ++i) out += static_cast<char>(value >> (8 * i) & 255);
  return out;
}

// DCMTK would follow sequences wherever its dictionary knows one, and search the private creators
// once for each private element.
TEST(HostileDicom, KeepsFromDcmtkWhatItWouldNestAndSearch) {
  constexpr std::size_t kLevels = 100'000;  // of DigitalSignaturesSequence, from the inside out
  std::string nested;
  for (std::size_t level = kLevels; level > 0; --level) {
    const std::size_t inner = (kLevels - level) * 16;
    nested += std::string("\xfa\xff\xfa\xff", 4) + le32((level - 1) * 16 + 8) +
              std::string("\xfe\xff\x00\xe0", 4) + le32((level - 1) * 16);
    ASSERT_EQ(nested.size(), inner + 16);
  }
  survives(small_mr().raw(0xFFFAFFFA, nested).remove(0x7FE00010).file(Syntax::kImplicit));

  std::string searched;
  for (unsigned i = 0; i < 400'000; ++i) {
    const char tag[] = {'\x09', '\0', static_cast<char>(0x10 + i % 200),
                        i < 200'000 ? '\0' : '\x10'};
    searched += std::string(tag, 4) + le32(2) + "ab";
  }
  EXPECT_TRUE(survives(small_mr().raw(0x00090010, searched).file(Syntax::kImplicit)));
}

TEST(HostileDicom, LeavesOutEndlessValuesAndRefusesEndlessElements) {
  const std::string parts(5'000'000, '\\');
  const auto image_type = std::string("\x08\x00\x08\x00", 4) + le32(parts.size()) + parts;
  const auto file = small_mr().raw(0x00080008, image_type).file(Syntax::kImplicit);
  EXPECT_TRUE(survives(file));
  EXPECT_LE(read_dicom_header(file).image_type.size(), 1U);

  std::string many;
  for (int i = 0; i < 100'000; ++i) many += std::string("\x08\x00\x09\x00\0\0\0\0", 8);
  EXPECT_FALSE(survives(small_mr().raw(0x00080009, many).file(Syntax::kImplicit)));

  std::string pieces("\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff", 12);
  for (int i = 0; i < 200'000; ++i) pieces += std::string("\xfe\xff\x00\xe0\0\0\0\0", 8);
  pieces += std::string("\xfe\xff\xdd\xe0\0\0\0\0", 8);
  EXPECT_FALSE(
      survives(small_mr().raw(0x7FE00010, pieces).file(Syntax::kExplicit, "1.2.840.10008.1.2.5")));
}

TEST(HostileDicom, BoundsWhatDeflatedDataBecome) {
  constexpr std::size_t kSize = 300'000'000;
  const auto text =
      std::string("\x20\x00\x00\x40UT\0\0", 8) + le32(kSize) + std::string(kSize, ' ');
  const auto file = small_mr().raw(0x00204000, text).file(Syntax::kDeflated);
  EXPECT_LT(file.size(), 1'000'000U);
  EXPECT_EQ(test::error_code_of([&] { read_dicom_header(file); }), ErrorCode::kUnsupported);
}

// DCMTK's search for the frame header never ends on a marker without length, and decodes by the
// sizes of the DICOM header.
TEST(HostileDicom, LooksIntoJpegBeforeDcmtkDoes) {
  const auto file_with = [](std::string picture) {
    picture.resize(64);
    const auto value =
        std::string("\xe0\x7f\x10\x00OB\0\0\xff\xff\xff\xff\xfe\xff\x00\xe0\0\0\0\0", 20) +
        std::string("\xfe\xff\x00\xe0\x40\0\0\0", 8) + picture +
        std::string("\xfe\xff\xdd\xe0\0\0\0\0", 8);
    return small_mr().raw(0x7FE00010, value).file(Syntax::kExplicit, "1.2.840.10008.1.2.4.70");
  };
  for (const auto& markers : {std::string("\xff\x01\xff\x01", 4),
                              std::string("\xff\xd0\xff\xd1", 4), std::string("\xff\xe0\0\0", 4),
                              std::string("\xff\xe0\xff\xff", 4), std::string("\0\0\0\0", 4)}) {
    EXPECT_FALSE(survives(file_with("\xff\xd8" + markers)));
  }
  const auto text = test::error_text_of([&] {
    read_dicom_pixels(file_with(std::string("\xff\xd8\xff\xc3\0\x0b\x10\x7f\xff\x7f\xff\x01", 12)));
  });
  EXPECT_NE(text.find("32767 x 32767"), std::string::npos) << text;
}

TEST(HostileDicom, KnowsWhatIsNotDicom) {
  const auto bytes = [](const std::string& text) {
    DicomMaker::Bytes out;
    for (const char c : text) out.push_back(static_cast<std::byte>(c));
    return out;
  };
  for (const auto& text :
       {std::string(), std::string("hello, this is a letter and no picture at all"),
        std::string("\x89PNG\r\n\x1a\n"), std::string(4096, '\0'), std::string(4096, '\xff')}) {
    EXPECT_FALSE(looks_like_dicom(bytes(text)));
    EXPECT_EQ(test::error_code_of([&] { read_dicom_header(bytes(text)); }), ErrorCode::kFormat);
  }
}

}  // namespace
}  // namespace chordae
