// Numbers as people write them in tables: read where they can mean one thing only.
#include <gtest/gtest.h>

#include "chordae/pipeline/evaluation_input.h"

namespace chordae {
namespace {

TEST(TableNumber, PlainOnes) {
  EXPECT_EQ(try_parse_table_number("0.87", false), 0.87);
  EXPECT_EQ(try_parse_table_number("+1e-3", false), 1e-3);
  EXPECT_EQ(try_parse_table_number("-5", false), -5);
  for (const char* text : {"", "high", "1.2.3", "inf", "nan", "0x10", "12 %", "--1"}) {
    EXPECT_FALSE(try_parse_table_number(text, false)) << text;
  }
}

TEST(TableNumber, Commas) {
  EXPECT_EQ(try_parse_table_number("0,87", false), 0.87);
  EXPECT_EQ(try_parse_table_number("0,875", false), 0.875);  // no thousands begin with 0
  EXPECT_EQ(try_parse_table_number("55,5", false), 55.5);
  EXPECT_EQ(try_parse_table_number("1,234.5", false), 1234.5);
  EXPECT_EQ(try_parse_table_number("1.234,5", false), 1234.5);
  EXPECT_EQ(try_parse_table_number("1,234,567", false), 1234567);
  EXPECT_EQ(try_parse_table_number("-55,25", false), -55.25);
  EXPECT_FALSE(try_parse_table_number("55,125", false));  // either
  EXPECT_EQ(try_parse_table_number("55,125", true), 55.125);
  for (const char* text : {"1,23,456", "12,34.5", "1.23,4.5", ",", "1,2,3"}) {
    EXPECT_FALSE(try_parse_table_number(text, false)) << text;
  }
}

TEST(TableNumber, MissingCells) {
  for (const char* text : {"", "NA", "n/a", "NaN", "null", "None", "."}) {
    EXPECT_TRUE(is_missing_cell(text)) << text;
  }
  for (const char* text : {"0", "-", "no", "nano", "1."})
    EXPECT_FALSE(is_missing_cell(text)) << text;
}

}  // namespace
}  // namespace chordae
