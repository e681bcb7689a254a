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
  const auto text =
      test::error_text_of([&] { read_toml(fields_of(a), "[inner]\nrat = 0.2\n", "x.toml"); });
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
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "inner.rate=2"); }),
            ErrorCode::kConfig);
  EXPECT_EQ(a.inner.rate, 0.25);
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "dept=2"); }), ErrorCode::kConfig);
  EXPECT_EQ(test::error_code_of([&] { set_field(fields_of(a), "depth"); }), ErrorCode::kConfig);
}

struct Free {
  std::string name;
  double rate = 0;
  void fields(FieldVisitor& v) {
    v.field({.name = "name", .help = "a name"}, name);
    v.field({.name = "rate", .help = "a rate"}, rate);
  }
};

TEST(Config, HostileTomlIsAConfigError) {
  Free a;
  std::string dots = "a", quoted = "'='";
  for (int i = 0; i < 1'000'000; ++i) {
    dots += ".a";
    quoted += ".'='";
  }
  const std::vector<std::string> texts = {
      dots + " = 1",
      "[" + dots + "]",
      "[[" + dots + "]]",
      "a = {" + dots + " = 1}",
      quoted + " = 1",
      "a = \"\"\"\"\"\"\"\n" + dots + " = 1",
      "a = " + std::string(1'000'000, '['),
      "[*mvit]",
      "name \xcc\x92 = 1",
      "name = \"\xff\"",
      std::string(5'000'000, 'n') + " = 1",
      "rate = 9007199254740993",
  };
  for (const auto& text : texts) {
    EXPECT_EQ(test::error_code_of([&] { read_toml(fields_of(a), text, "x"); }), ErrorCode::kConfig)
        << text.substr(0, 40);
  }
}

TEST(Config, DotsAndLettersInTextsAndCommentsAreHarmless) {
  const std::string dots(100, '.');
  const std::vector<std::string> texts = {
      "name = \"" + dots + "\"",
      "name = '''\n" + dots + "'''",
      "name = '" + dots + "'  # " + dots,
      "name = \"\"\"\\\"\"\"" + dots + "\"\"\"\"",
      "\xef\xbb\xbfname = \"" + dots + "\xc3\xa9\"  # \xc3\xa9",
  };
  for (const auto& text : texts) {
    Free a;
    EXPECT_NO_THROW(read_toml(fields_of(a), text, "x")) << text;
    EXPECT_NE(a.name.find(dots), std::string::npos) << text;
  }
}

TEST(Config, AnyTextIsWrittenSoThatItReadsBack) {
  Free a, b;
  set_field(fields_of(a), "name=\x01\x1f\x7f\"\\\xc3\xa9\xff");
  read_toml(fields_of(b), to_toml(fields_of(a)), "x");
  EXPECT_EQ(b.name, "\x01\x1f\x7f\"\\\xc3\xa9\xef\xbf\xbd");
  EXPECT_NE(to_json(fields_of(a)).find("\xef\xbf\xbd"), std::string::npos);
}

}  // namespace
}  // namespace chordae
