#include "chordae/text/charset.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "chordae/base/files.h"
#include "support/test_support.h"

namespace chordae {
namespace {
using namespace std::string_view_literals;

DecodedText decode(std::string_view bytes) {
  return decode_charset(std::as_bytes(std::span(bytes)));
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// tools/reference/text_charset.py: Python's codecs wrote the bytes and the text.
TEST(Charset, DecodesAsPythonDoes) {
  const auto cases =
      nlohmann::json::parse(read_text_file(test::source_root() / "tests/data/text/charset.json"));
  ASSERT_GT(cases.at("cases").size(), 50u);
  for (const auto& one : cases.at("cases")) {
    const DecodedText decoded = decode(from_hex(one.at("bytes")));
    EXPECT_EQ(encoding_name(decoded.encoding), one.at("encoding").get<std::string>());
    EXPECT_EQ(decoded.text.text(), one.at("text").get<std::string>()) << one.at("encoding");
  }
}

TEST(Charset, UndoesMojibakeThatPythonMade) {
  const auto cases =
      nlohmann::json::parse(read_text_file(test::source_root() / "tests/data/text/charset.json"));
  ASSERT_GT(cases.at("mojibake").size(), 20u);
  for (const auto& one : cases.at("mojibake")) {
    TracedText text(one.at("spoilt").get<std::string>());
    EXPECT_GT(repair_mojibake(text), 0u);
    EXPECT_EQ(text.text(), one.at("text").get<std::string>());
  }
  for (const auto& one : cases.at("honest")) {
    TracedText text(one.get<std::string>());
    EXPECT_EQ(repair_mojibake(text), 0u) << one;
  }
}

TEST(Charset, StrayBytesInUtf8AreCounted) {
  const DecodedText decoded = decode("m\xC2\xB2 and m\xC2\xB3 and 37\xB0");
  EXPECT_EQ(decoded.encoding, Encoding::kUtf8);
  EXPECT_EQ(decoded.stray_bytes, 1u);
  EXPECT_EQ(decoded.text.text(), "m\u00B2 and m\u00B3 and 37\u00B0");
  EXPECT_EQ(decoded.text.source({16, 20}), (Span{16, 19}));
}

TEST(Charset, NamesWhatIsNoText) {
  const auto name = [](std::string_view bytes) {
    return try_name_binary(std::as_bytes(std::span(bytes)));
  };
  EXPECT_EQ(name("%PDF-1.7 ..."), "a PDF file");
  EXPECT_EQ(name("PK\x03\x04 docx"), "a zip archive or Office document");
  EXPECT_EQ(name("\0\1\2\3\4\5"sv), "binary data");
  EXPECT_EQ(name("Normal heart.\r\n"), std::nullopt);
  EXPECT_EQ(name("N\0o\0r\0m\0a\0l\0"sv), std::nullopt);
  EXPECT_EQ(name(""), std::nullopt);
}

}  // namespace
}  // namespace chordae
