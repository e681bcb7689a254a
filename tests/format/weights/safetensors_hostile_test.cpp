// Files that lie: every one must end in kFormat (or kUnsupported), soon and without a big
// allocation.

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

#include "chordae/base/rng.h"
#include "chordae/base/strings.h"
#include "chordae/weights/safetensors.h"
#include "support/test_support.h"

namespace chordae {
namespace {

std::string little_endian(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  return out;
}

std::string file_of(const std::string& json, std::size_t data) {
  return little_endian(json.size()) + json + std::string(data, '\x01');
}

class Hostile : public ::testing::Test {
 protected:
  test::ScratchFolder folder;
  /// What reading these bytes ends in; absent if they are read.
  std::optional<ErrorCode> read(const std::string& bytes) {
    write_file(folder / "x.safetensors", bytes);
    try {
      const SafetensorsFile file(folder / "x.safetensors");
      return {};
    } catch (const Error& e) {
      EXPECT_LT(std::string(e.what()).size(), 1000u);
      return e.code();
    }
  }
  std::optional<ErrorCode> read_header(const std::string& json, std::size_t data) {
    return read(file_of(json, data));
  }
};

constexpr auto kFormat = ErrorCode::kFormat;

// First, before anything has raised the peak. A sparse file of 101 MB whose header claims
// 100,000,001 bytes; and one that claims a terabyte of data.
TEST_F(Hostile, NothingIsAllocatedForAClaim) {
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  EXPECT_EQ(
      read_header(
          R"({"a":{"dtype":"U8","shape":[1099511627776],"data_offsets":[0,1099511627776]}})", 16),
      kFormat);
  std::ofstream(folder / "big", std::ios::binary) << little_endian(100'000'001) << '{';
  std::filesystem::resize_file(folder / "big", 101'000'000);
  EXPECT_EQ(test::error_code_of([&] { SafetensorsFile file(folder / "big"); }), kFormat);
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 50'000) << "kB";
}

TEST_F(Hostile, LyingLengths) {
  EXPECT_EQ(read(""), kFormat);
  EXPECT_EQ(read("1234567"), kFormat);
  EXPECT_EQ(read(little_endian(0)), kFormat);
  EXPECT_EQ(read(little_endian(3) + "{}"), kFormat);
  EXPECT_EQ(read(little_endian(~0ULL) + "{}"), kFormat);
  EXPECT_EQ(read(little_endian(~0ULL - 7) + "{}"), kFormat);
  EXPECT_EQ(read(little_endian(100'000'001) + "{}"), kFormat);
  EXPECT_EQ(read(little_endian(2) + "{}"), std::nullopt);
}

TEST_F(Hostile, RangesThatDoNotTileTheFile) {
  const auto one = [&](const std::string& shape, const std::string& offsets, std::size_t data) {
    return read_header(
        R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}", data);
  };
  EXPECT_EQ(one("[2]", "[0,8]", 8), std::nullopt);
  EXPECT_EQ(one("[2]", "[0,8]", 7), kFormat);
  EXPECT_EQ(one("[2]", "[0,8]", 9), kFormat);
  EXPECT_EQ(one("[2]", "[1,9]", 9), kFormat);
  EXPECT_EQ(one("[2]", "[8,0]", 8), kFormat);
  EXPECT_EQ(one("[2]", "[0,4]", 4), kFormat);
  EXPECT_EQ(one("[3]", "[0,8]", 8), kFormat);
  EXPECT_EQ(one("[2]", "[0,9223372036854775807]", 8), kFormat);
  EXPECT_EQ(one("[2]", "[18446744073709551608,18446744073709551615]", 8), kFormat);
  EXPECT_EQ(one("[2]", "[0,8,8]", 8), kFormat);
  EXPECT_EQ(one("[2]", "[8]", 8), kFormat);

  const auto two = [&](const std::string& a, const std::string& b, std::size_t data) {
    const std::string row = R"({"dtype":"U8","shape":[4],"data_offsets":)";
    return read_header(R"({"a":)" + row + a + R"(},"b":)" + row + b + "}}", data);
  };
  EXPECT_EQ(two("[0,4]", "[4,8]", 8), std::nullopt);
  EXPECT_EQ(two("[4,8]", "[0,4]", 8), std::nullopt);
  EXPECT_EQ(two("[0,4]", "[3,7]", 7), kFormat);
  EXPECT_EQ(two("[0,4]", "[0,4]", 4), kFormat);
  EXPECT_EQ(two("[0,4]", "[5,9]", 9), kFormat);
}

TEST_F(Hostile, ShapesThatOverflow) {
  const auto shape = [&](const std::string& text, const std::string& end) {
    return read_header(
        R"({"a":{"dtype":"F64","shape":)" + text + R"(,"data_offsets":[0,)" + end + "]}}", 0);
  };
  EXPECT_EQ(shape("[0]", "0"), std::nullopt);
  EXPECT_EQ(shape("[4294967296,4294967296]", "0"), kFormat);
  EXPECT_EQ(shape("[2305843009213693952]", "0"), kFormat);
  EXPECT_EQ(shape("[4611686018427387904,4]", "0"), kFormat);
  EXPECT_EQ(shape("[9223372036854775808]", "0"), kFormat);
  EXPECT_EQ(shape("[99999999999999999999999999]", "0"), kFormat);
  EXPECT_EQ(shape("[-1]", "0"), kFormat);
  EXPECT_EQ(shape("[1.0]", "8"), kFormat);
  EXPECT_EQ(shape("[\"1\"]", "8"), kFormat);
  EXPECT_EQ(shape("[[1]]", "8"), kFormat);
  EXPECT_EQ(shape("[0,0]", "0"), std::nullopt);
  std::string many = "[0]";
  for (int i = 0; i < 100; ++i) many.insert(1, "0,");
  EXPECT_EQ(shape(many, "0"), kFormat);
}

TEST_F(Hostile, HeadersThatAreNotTheFormats) {
  const std::string good = R"({"dtype":"U8","shape":[1],"data_offsets":[0,1]})";
  EXPECT_EQ(read_header(R"({"a":)" + good + "}", 1), std::nullopt);
  EXPECT_EQ(read_header(R"({"a":)" + good + "}   ", 1), std::nullopt);
  for (const std::string& json : std::vector<std::string>{
           " {}",
           "[]",
           "null",
           "{",
           "{}x",
           R"({"a":)" + good + R"(,"a":)" + good + "}",
           R"({"a":)" + good + ",}",
           R"({"a":null})",
           R"({"a":1})",
           R"({"a":true})",
           R"({"a":"x"})",
           R"({"a":[]})",
           R"({"a":{}})",
           R"({"a":{"dtype":"U8","shape":[1]}})",
           R"({"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}})",
           R"({"a":{"dtype":8,"shape":[1],"data_offsets":[0,1]}})",
           R"({"a":{"dtype":["U8"],"shape":[1],"data_offsets":[0,1]}})",
           R"({"a":{"dtype":"U8","shape":"1","data_offsets":[0,1]}})",
           R"({"a":{"dtype":"U8","shape":{},"data_offsets":[0,1]}})",
           R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"more":1}})",
           R"({"__metadata__":{"a":1}})",
           R"({"__metadata__":{"a":{}}})",
           R"({"__metadata__":{"a":["b"]}})",
           R"({"__metadata__":{"a":"b","a":"c"}})",
           R"({"__metadata__":[]})",
           R"({"__metadata__":"x"})",
           "{\"\xff\":" + good + "}",
           std::string("{\0}", 3)}) {
    EXPECT_EQ(read_header(json, 1), kFormat) << json;
  }
  EXPECT_EQ(read_header(R"({"a":{"dtype":"F8_E5M2","shape":[1],"data_offsets":[0,1]}})", 1),
            ErrorCode::kUnsupported);
}

TEST_F(Hostile, DeepAndHugeJsonEndsAtOnce) {
  const std::size_t size = 20'000'000;
  EXPECT_EQ(read_header(std::string("{\"a\":") + std::string(size, '['), 0), kFormat);
  std::string objects = "{";
  for (int i = 0; i < 1'000'000; ++i) objects += "\"a\":{";
  EXPECT_EQ(read_header(objects, 0), kFormat);
  EXPECT_EQ(read_header("{\"" + std::string(size, 'n') + "\":1}", 0), kFormat);
  EXPECT_EQ(read_header(R"({"a":{"dtype":"U8","shape":[)" + std::string(size, '1') + "]}}", 0),
            kFormat);
}

// Every cut and 4,000 random changes of a good file: an error or a valid reading, never a crash.
TEST_F(Hostile, CutsAndMutations) {
  const std::string json =
      R"({"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"I8","shape":[],"data_offsets":[16,17]}})";
  const std::string good = file_of(json, 17);
  ASSERT_EQ(read(good), std::nullopt);
  const auto path = folder / "m";
  const auto attempt = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    try {
      const SafetensorsFile file(path);
      std::uint64_t total = 0;
      for (const auto& t : file.tensors()) total += t.bytes.size();
      EXPECT_LE(total, bytes.size());
      weights_hash(file.tensors());
      return true;
    } catch (const Error& e) {
      EXPECT_TRUE(e.code() == kFormat || e.code() == ErrorCode::kUnsupported || bytes.empty())
          << e.what();
      return false;
    }
  };
  for (std::size_t n = 0; n < good.size(); ++n) EXPECT_FALSE(attempt(good.substr(0, n))) << n;
  Rng rng(11);
  int readable = 0;
  for (int i = 0; i < 4'000; ++i) {
    std::string bad = good;
    for (std::int64_t k = rng.integer(1, 3); k > 0; --k) {
      const auto at =
          static_cast<std::size_t>(rng.integer(0, static_cast<std::int64_t>(bad.size()) - 1));
      bad[at] = rng.chance(0.5) ? static_cast<char>(rng.integer(0, 255))
                                : "0123456789[]{},:\""[rng.integer(0, 16)];
    }
    readable += attempt(bad) ? 1 : 0;
  }
  EXPECT_GT(readable, 20);  // changed data bytes and names
  EXPECT_LT(readable, 3'000);
}

}  // namespace
}  // namespace chordae
