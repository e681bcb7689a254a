#include "chordae/io/csv/csv.h"

#include <gtest/gtest.h>

#include "chordae/base/files.h"
#include "chordae/io/csv/csv_reader.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Row = std::vector<std::string>;

TEST(Csv, FieldsQuotesAndLineEnds) {
  const CsvTable t = parse_csv("\xEF\xBB\xBF" "a, b,c\r\n1,\"two, \"\"2\"\"\nlines\",\r\n\r\n4,5,6");
  EXPECT_EQ(t.header, (Row{"a", "b", "c"}));
  ASSERT_EQ(t.rows.size(), 2u);
  EXPECT_EQ(t.rows[0], (Row{"1", "two, \"2\"\nlines", ""}));
  EXPECT_EQ(t.rows[1], (Row{"4", "5", "6"}));
  EXPECT_EQ(t.column("c"), 2u);
  EXPECT_FALSE(t.try_column("d"));
}

TEST(CsvReader, RecordsAsViews) {
  const std::string text = "\xEF\xBB\xBF" "a;b\r\n\r\n1,5;\"x \"\"y\"\"\"\n\"two\nlines\";3";
  CsvReader reader(text);
  EXPECT_EQ(reader.separator(), ';');
  std::vector<std::string_view> record;
  using Views = std::vector<std::string_view>;
  ASSERT_TRUE(reader.next(&record));
  EXPECT_EQ(record, (Views{"a", "b"}));
  EXPECT_EQ(record[0].data(), text.data() + 3);  // nothing is copied
  ASSERT_TRUE(reader.next(&record));
  EXPECT_EQ(record, (Views{"1,5", "x \"y\""}));
  EXPECT_EQ(reader.line(), 3u);
  ASSERT_TRUE(reader.next(&record));
  EXPECT_EQ(record, (Views{"two\nlines", "3"}));
  EXPECT_EQ(reader.line(), 4u);
  EXPECT_FALSE(reader.next(&record));
  EXPECT_EQ(test::error_code_of([] { CsvReader utf16("\xFF\xFE" "a"); }), ErrorCode::kFormat);
}

TEST(Csv, OtherSeparators) {
  EXPECT_EQ(parse_csv("a;b\n1,5;2\n").rows[0], (Row{"1,5", "2"}));
  EXPECT_EQ(parse_csv("a\tb\n1\t2\n").rows[0], (Row{"1", "2"}));
}

TEST(Csv, RoundTrip) {
  const CsvTable t{{"x", "say \"y\""}, {{"1;2", "a,b"}, {"", "\r\n"}, {"\"", "plain"}}};
  const CsvTable back = parse_csv(format_csv(t));
  EXPECT_EQ(back.header, t.header);
  EXPECT_EQ(back.rows, t.rows);
}

TEST(Csv, FaultsNameTheLine) {
  const auto text = [](std::string_view csv) {
    EXPECT_EQ(test::error_code_of([&] { parse_csv(csv); }), ErrorCode::kFormat);
    return test::error_text_of([&] { parse_csv(csv); });
  };
  EXPECT_NE(text("a,b\n1,2\n3\n").find("line 3: 1 fields, the header has 2"), std::string::npos);
  EXPECT_NE(text("a,b\n1,\"2\n3\n").find("line 2: a quote that is not closed"), std::string::npos);
  EXPECT_NE(text("a,b\n\"x\ny\",2\n1,2\"3\n").find("line 4"), std::string::npos);
  EXPECT_NE(text("a,a\n").find("two columns"), std::string::npos);
  EXPECT_NE(text("\n\n").find("without a header"), std::string::npos);
  text("a,b\n\"1\"x,2\n");
  const CsvTable t = parse_csv("study_uid,ef\n");
  EXPECT_NE(test::error_text_of([&] { t.column("study_uId"); }).find("did you mean study_uid"), std::string::npos);
  const test::ScratchFolder scratch;
  write_file(scratch / "t.csv", "a\n1,2\n");
  EXPECT_NE(test::error_text_of([&] { read_csv(scratch / "t.csv"); }).find("t.csv"), std::string::npos);
}

}  // namespace
}  // namespace chordae
