#include "chordae/io/hdf5/hdf5.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/test_support.h"

namespace chordae::hdf5 {
namespace {
using test::error_code_of;

TEST(Hdf5, AttributesComeBack) {
  const test::ScratchFolder scratch;
  const std::vector<double> numbers = {0.1, -0.0, std::numeric_limits<double>::infinity(), 1e-320};
  const std::vector<std::string> texts = {"", "ö", std::string(1000, 'x')};
  {
    NewFile file;
    Group root = file.root();
    root.set_text("text", "Größe");
    root.set_text("none", "");
    root.set_text("long", std::string(300000, 'j'));
    root.set_texts("texts", texts);
    root.set_texts("no_texts", {});
    root.set_integer("integer", std::numeric_limits<std::int64_t>::min());
    root.set_number("number", 1.0 / 3);
    root.set_number("nan", std::nan(""));
    root.set_numbers("numbers", numbers);
    root.set_numbers("no_numbers", {});
    root.set_flag("yes", true);
    root.set_flag("no", false);
    for (int i = 0; i < 100; ++i) root.create_group(cat("g", i)).set_integer("i", i);
    file.save(scratch / "a.h5");
  }
  const Group root = open_file(scratch / "a.h5");
  EXPECT_EQ(root.text("text"), "Größe");
  EXPECT_EQ(root.text("none"), "");
  EXPECT_EQ(root.text("long"), std::string(300000, 'j'));
  EXPECT_EQ(root.texts("texts"), texts);
  EXPECT_TRUE(root.texts("no_texts").empty());
  EXPECT_EQ(root.integer("integer"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(root.number("number"), 1.0 / 3);
  EXPECT_TRUE(std::isnan(root.number("nan")));
  EXPECT_EQ(root.numbers("numbers"), numbers);
  EXPECT_TRUE(std::signbit(root.numbers("numbers")[1]));
  EXPECT_TRUE(root.numbers("no_numbers").empty());
  EXPECT_TRUE(root.flag("yes"));
  EXPECT_FALSE(root.flag("no"));
  EXPECT_EQ(root.children().size(), 100u);
  EXPECT_EQ(root.group("g42").integer("i"), 42);
  EXPECT_FALSE(root.has_attribute("absent"));
  for (const char* name : {"text", "numbers", "absent"}) {
    EXPECT_EQ(error_code_of([&] { root.integer(name); }), ErrorCode::kFormat);
    EXPECT_EQ(error_code_of([&] { root.flag(name); }), ErrorCode::kFormat);
  }
  EXPECT_EQ(error_code_of([&] { root.numbers("text"); }), ErrorCode::kFormat);
  EXPECT_EQ(error_code_of([&] { root.text("number"); }), ErrorCode::kFormat);
  EXPECT_EQ(error_code_of([&] { root.group("absent"); }), ErrorCode::kFormat);
}

TEST(Hdf5, ArraysComeBackWholeAndByRows) {
  const test::ScratchFolder scratch;
  std::vector<std::byte> bytes(4 * 3 * 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7);
  {
    NewFile file;
    Group root = file.root();
    for (const std::size_t width : {1u, 2u, 4u, 8u}) {
      const ElementType type{ElementType::Kind::kUnsigned, width};
      const std::span<const std::byte> part(bytes.data(), 12 * width);
      root.write_compressed(cat("c", width), type, {4, 3}, part);
      Dataset rows = root.create_dataset(cat("r", width), type, {4, 3});
      rows.write_rows(2, 2, part.subspan(6 * width));
      rows.write_rows(0, 2, part.first(6 * width));
    }
    EXPECT_EQ(error_code_of([&] {
                root.write_compressed("x", kInt64, {4, 4}, bytes);
              }),
              ErrorCode::kShape);
    EXPECT_EQ(
        error_code_of([&] { root.dataset("r8").write_rows(3, 2, std::span(bytes).first(48)); }),
        ErrorCode::kShape);
    file.save(scratch / "a.h5");
  }
  const Group root = open_file(scratch / "a.h5");
  for (const std::size_t width : {1u, 2u, 4u, 8u}) {
    const std::vector<std::byte> expected(bytes.begin(),
                                          bytes.begin() + static_cast<std::ptrdiff_t>(12 * width));
    for (const char* kind : {"c", "r"}) {
      const Dataset dataset = root.dataset(cat(kind, width));
      EXPECT_EQ(dataset.extents(), (Extents{4, 3}));
      EXPECT_EQ(dataset.read(1000), expected);
      EXPECT_EQ(error_code_of([&] { dataset.read(12 * width - 1); }), ErrorCode::kFormat);
      std::vector<std::byte> row(3 * width);
      dataset.read_rows(3, 1, row);
      EXPECT_TRUE(std::equal(row.begin(), row.end(),
                             expected.end() - static_cast<std::ptrdiff_t>(3 * width)));
      EXPECT_EQ(error_code_of([&] { dataset.read_rows(4, 1, row); }), ErrorCode::kShape);
      EXPECT_EQ(error_code_of([&] { dataset.read_rows(-1, 1, row); }), ErrorCode::kShape);
    }
  }
}

TEST(Hdf5, AnAbandonedFileLeavesNothingAndAFailedSaveSaysWhy) {
  const test::ScratchFolder scratch;
  { NewFile().root().set_integer("i", 1); }
  NewFile file;
  Group root = file.root();  // still open while the file is ended
  EXPECT_EQ(error_code_of([&] { file.save(scratch / "no" / "such" / "folder"); }), ErrorCode::kIo);
  EXPECT_TRUE(std::filesystem::is_empty(scratch.path()));
}

}  // namespace
}  // namespace chordae::hdf5
