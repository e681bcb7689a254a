#include "chordae/text/traced_text.h"

#include <gtest/gtest.h>

namespace chordae {
namespace {

TEST(TracedText, KnowsItsSourceThroughEdits) {
  const TracedText whole("one &amp; two\r\nthree");
  TextEdit first(whole);
  first.keep_to(4);
  first.replace_to(9, "&");
  first.keep_to(13);
  first.replace_to(15, "\n");
  const TracedText once = first.finish();
  ASSERT_EQ(once.text(), "one & two\nthree");
  EXPECT_EQ(once.source({0, 3}), (Span{0, 3}));
  EXPECT_EQ(once.source({4, 5}), (Span{4, 9}));
  EXPECT_EQ(once.source({6, 9}), (Span{10, 13}));
  EXPECT_EQ(once.source({6, 15}), (Span{10, 20}));

  TextEdit second(once);
  second.keep_to(3);
  second.replace_to(10, " ");
  const TracedText twice = second.finish();
  ASSERT_EQ(twice.text(), "one three");
  EXPECT_EQ(twice.source({4, 9}), (Span{15, 20}));
  EXPECT_EQ(twice.source({3, 4}), (Span{3, 15}));
}

TEST(TracedText, DropsWithoutATrace) {
  const TracedText whole("keep DROP keep");
  TextEdit edit(whole);
  edit.keep_to(5);
  edit.replace_to(10);
  const TracedText after = edit.finish();
  EXPECT_EQ(after.text(), "keep keep");
  EXPECT_EQ(after.source({5, 9}), (Span{10, 14}));
  EXPECT_EQ(after.source({0, 9}), (Span{0, 14}));
}

TEST(TracedText, EmptyHasEmptySpans) {
  EXPECT_EQ(TracedText().source({0, 0}), (Span{0, 0}));
  const TracedText word("word");
  EXPECT_EQ(word.source({4, 4}), (Span{4, 4}));
  EXPECT_EQ(word.source({2, 2}), (Span{2, 2}));
}

}  // namespace
}  // namespace chordae
