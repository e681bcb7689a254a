#include "chordae/base/config.h"

#include <gtest/gtest.h>

#include "support/test_support.h"

namespace chordae {
namespace {

struct Inner {
  double rate = 0.5;
  std::vector<std::int64_t> sizes = {1, 2};
  void fields(FieldVisitor& v) {
    v.field({.name = "rate", .help = "a rate", .unit = "1/s", .min = 0, .max = 1}, rate);
    v.field({.name = "sizes", .help = "sizes", .min = 1}, sizes);
  }
};

struct Outer {
  std::string kind = "paper";
  bool on = true;
  std::int64_t depth = 3;
  Inner inner;
  void fields(FieldVisitor& v) {
    v.field({.name = "kind", .help = "which", .choices = {"paper", "physical"}}, kind);
    v.group("inner", inner);
    v.field({.name = "on", .help = "on"}, on);
    v.field({.name = "depth", .help = "depth", .min = 1, .max = 64}, depth);
  }
};

TEST(Config, TomlRoundTrips) {
  Outer a;
  a.kind = "physical";
  a.inner.rate = 0.1;
  a.inner.sizes = {4, 5, 6};
  a.on = false;
  const std::string text = to_toml(fields_of(a));
  Outer b;
  read_toml(fields_of(b), text, "test");
  EXPECT_EQ(to_toml(fields_of(b)), text);
  EXPECT_EQ(b.inner.sizes, (std::vector<std::int64_t>{4, 5, 6}));
  EXPECT_EQ(b.inner.rate, 0.1);
  EXPECT_EQ(to_json(fields_of(b)),
            R"({"kind":"physical","inner":{"rate":0.1,"sizes":[4,5,6]},"on":false,"depth":3})");
}

TEST(Config, UnknownKeyIsAnErrorWithASuggestion) {
  Outer a;
  const auto text = test::error_text_of([&] { read_toml(fields_of(a), "[inner]\nrat = 0.2\n", "x.toml"); });
  EXPECT_NE(text.find("inner.rat\""), std::string::npos) << text;
  EXPECT_NE(text.find("did you mean \"inner.rate\""), std::string::npos) << text;
  EXPECT_NE(text.find("line 2"), std::string::npos) << text;
}

TEST(Config, WrongTypesRangesAndChoicesAreErrors) {
  Outer a;
  const auto code = [&](const char* toml) {
    return test::error_code_of([&] { read_toml(fields_of(a), toml, "x"); });
  };
  EXPECT_EQ(code("depth = \"three\""), ErrorCode::kConfig);
  EXPECT_EQ(code("depth = 1.5"), ErrorCode::kConfig);
  EXPECT_EQ(code("depth = 65"), ErrorCode::kConfig);
  EXPECT_EQ(code("kind = \"papr\""), ErrorCode::kConfig);
  EXPECT_EQ(code("inner = 3"), ErrorCode::kConfig);
  EXPECT_EQ(code("[inner]\nrate = nan"), ErrorCode::kConfig);
  EXPECT_EQ(code("[inner]\nsizes = [0]"), ErrorCode::kConfig);
  EXPECT_EQ(code("kind = "), ErrorCode::kConfig);
}

TEST(Config, SetChangesOneField) {
  Outer a;
  set_field(fields_of(a), "inner.rate=0.25");
  set_field(fields_of(a), "inner.sizes=[7,8]");
  set_field(fields_of(a), "on=false");
  EXPECT_EQ(a.inner.rate, 0.25);
  EXPECT_EQ(a.inner.sizes, (std::vector<std::int64_t>{7, 8}));
  EXPECT_FALSE(a.on);
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "inner.rate=2"); }), ErrorCode::kConfig);
  EXPECT_EQ(a.inner.rate, 0.25);
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "dept=2"); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "depth"); }), ErrorCode::kConfig);
}

}  // namespace
}  // namespace chordae
