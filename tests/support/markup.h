#pragma once
// Reading what was drawn with somebody else's parser: Python's.

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "chordae/base/files.h"
#include "support/test_support.h"

namespace chordae::test {

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

/// What a Python script prints that reads `text` from the file sys.argv[1]; fails the test if the
/// script does.
inline std::string python_on(const std::string& script, const std::string& text) {
  ScratchFolder scratch;
  write_file(scratch / "text", std::string_view(text));
  write_file(scratch / "script.py", std::string_view(script));
  const auto result = run_command(python() + " " + (scratch / "script.py").string() + " " +
                                  (scratch / "text").string());
  EXPECT_EQ(result.status, 0) << result.err;
  return result.out;
}

/// Well-formed for Python's XML parser, all coordinates finite numbers, nothing that runs or loads.
/// Without Python the test is skipped.
inline void expect_sound_svg(const std::string& svg) {
  CHORDAE_SKIP_WITHOUT(!python().empty(), "Python");
  const char* script = R"(
import re, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("role") == "img"
assert root[0].tag.endswith("}title")
allowed = {"svg", "title", "desc", "style", "text", "path", "line", "rect"}
number = r"-?\d+(\.\d{1,2})?"
for e in root.iter():
    assert e.tag.split("}")[1] in allowed, e.tag
    for name, value in e.attrib.items():
        assert not name.startswith("on") and "href" not in name, name
        if name in {"x", "y", "x1", "y1", "x2", "y2", "width", "height"}:
            assert re.fullmatch(number, value), (name, value)
        if name == "d":
            assert re.fullmatch(r"([MLHVZmlhvz]|,|%s)+" % number, value), value[:200]
print("sound")
)";
  EXPECT_EQ(python_on(script, svg), "sound\n");
}

}  // namespace chordae::test
