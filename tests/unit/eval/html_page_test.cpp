#include "chordae/eval/html_page.h"

#include "chordae/eval/html_table.h"
#include "support/markup.h"

namespace chordae::html {
namespace {

const std::string kEvil = "<script>alert(1)</script>\" onload=\"x\xFF";

Page page_with_everything() {
  Page page{kEvil, kEvil, {}, kEvil};
  chart::Drawing drawing{kEvil, kEvil, 400, 100, "<line class=\"axis\" x1=\"0\"/>\n"};
  const Table table{kEvil, {kEvil, "n"}, {{kEvil, "1,200"}, {"short"}}, kEvil, 1};
  Section section{"Results", {}, {}, false};
  section.blocks = {Paragraph{kEvil},
                    Notice{NoticeKind::kWarning, kEvil, {kEvil}},
                    Facts{{{kEvil, kEvil}}},
                    table,
                    Figure{{drawing, drawing}, kEvil, table},
                    Picture{"\x89PNG", kEvil, kEvil},
                    Flow{kEvil, {{kEvil, 2050, {{kEvil, 14}}}, {"Analysed", {}, {}}}}};
  section.parts = {{"Results", section.blocks, {}, true}, {"", {}, {}, false}};
  page.sections = {section, section};
  return page;
}

TEST(HtmlPage, EveryTagIsClosedAndNothingRunsOrLoads) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const char* script = R"(
import re, sys
from html.parser import HTMLParser
VOID = {"meta", "img", "line", "path", "rect"}
class Check(HTMLParser):
    def __init__(self):
        super().__init__(); self.open = []; self.ids = []; self.links = []; self.levels = []
    def handle_starttag(self, tag, attributes):
        assert tag not in {"script", "iframe", "object", "embed", "link", "form"}, tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            if name == "src": assert value.startswith("data:image/png;base64,")
            if name == "href":
                assert value.startswith(("#", "data:text/csv")); self.links.append(value)
            if name == "id": self.ids.append(value)
        if re.fullmatch("h[1-6]", tag): self.levels.append(int(tag[1]))
        if tag not in VOID: self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID: self.open.pop()
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
text = open(sys.argv[1], encoding="utf-8").read()
check = Check(); check.feed(text); check.close()
assert check.open == [], check.open
assert len(set(check.ids)) == len(check.ids), check.ids
for link in check.links:
    assert not link.startswith("#") or link[1:] in check.ids, link
assert check.levels.count(1) == 1
assert all(b <= a + 1 for a, b in zip(check.levels, check.levels[1:])), check.levels
assert "url(" not in text and "@import" not in text and "http" not in re.sub(
    r'http://www.w3.org/2000/svg|http-equiv', "", text)
print("sound")
)";
  EXPECT_EQ(test::python_on(script, render_page(page_with_everything())), "sound\n");
}

TEST(HtmlPage, SameBytesEveryTime) {
  EXPECT_EQ(render_page(page_with_everything()), render_page(page_with_everything()));
}

TEST(HtmlPage, EmptyPageIsAPage) {
  const std::string html = render_page({});
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>"));
  EXPECT_NE(html.find("<title>Report</title>"), std::string::npos);
}

TEST(HtmlPage, TwoLevelsAtMost) {
  Page page;
  page.sections = {{"a", {}, {{"b", {}, {{"c", {}, {}, false}}, false}}, false}};
  EXPECT_EQ(test::error_code_of([&] { (void)render_page(page); }), ErrorCode::kUsage);
}

TEST(HtmlTable, LongTablesSayWhatIsMissing) {
  Table table{"Sites", {"Site", "n"}, {}, "sites.csv", 10};
  for (int i = 0; i < 1500; ++i) table.rows.push_back({"s", "1"});
  svg::Writer out;
  write_table(out, table);
  EXPECT_EQ(test::count_of(out.str(), "<tr>"), 11u);
  EXPECT_NE(out.str().find("10 of 1,500 rows are shown; all are in the download."),
            std::string::npos);
  EXPECT_EQ(test::count_of(to_csv(table), "\r\n"), 1501u);
  table.rows[0] = {"a", "b", "c"};
  EXPECT_EQ(test::error_code_of([&] { (void)to_csv(table); }), ErrorCode::kShape);
}

TEST(HtmlTable, NumbersStandRight) {
  svg::Writer out;
  write_table(out, {"",
                    {"Name", "AUC", "p"},
                    {{"a", "0.91 (0.88 to 0.94)", "< 0.001"}, {"b", "", "0.2"}},
                    "",
                    9});
  EXPECT_EQ(test::count_of(out.str(), "class=\"n\""), 6u);
}

TEST(Csv, QuotesAndDisarms) {
  EXPECT_EQ(
      to_csv(
          {"", {"a", "b"}, {{"x,y", "say \"z\""}, {"=1+1", "-1.5"}, {"@f", "+2"}, {"-x"}}, "", 9}),
      "a,b\r\n\"x,y\",\"say \"\"z\"\"\"\r\n'=1+1,-1.5\r\n'@f,+2\r\n'-x,\r\n");
}

TEST(Base64, Rfc4648Examples) {
  EXPECT_EQ(to_base64(""), "");
  EXPECT_EQ(to_base64("f"), "Zg==");
  EXPECT_EQ(to_base64("fo"), "Zm8=");
  EXPECT_EQ(to_base64("foo"), "Zm9v");
  EXPECT_EQ(to_base64("foob"), "Zm9vYg==");
  EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
}

}  // namespace
}  // namespace chordae::html
