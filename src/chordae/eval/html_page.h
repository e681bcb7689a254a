#pragma once
// A report as one HTML5 file: no script, nothing from the network, readable on a phone, in the dark
// and in print. The page is plain data (sections of blocks) and knows nothing of what it reports.
// All text is escaped; what it holds is shown, never run.

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "chordae/draw/chart_drawing.h"

namespace chordae::html {

struct Paragraph {
  std::string text;
};

enum class NoticeKind { kNote, kWarning, kError };
struct Notice {
  NoticeKind kind = NoticeKind::kNote;
  std::string text;
  std::vector<std::string> items;  ///< a list under it: the rows that did not match
};

/// Name and value pairs: the summary at the top.
struct Facts {
  std::vector<std::pair<std::string, std::string>> items;
};

struct Table {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
  std::string file_name;         ///< of the CSV offered below it; empty: none
  std::size_t most_shown = 200;  ///< further rows are in the CSV only, and the page says so
  std::string csv = {};          ///< offered in place of the rows as shown: all digits, say
  std::string link = {};         ///< of a CSV file beside the page, in place of one within it
};

/// One or several drawings, side by side where there is room.
struct Figure {
  std::vector<chart::Drawing> panels;
  std::string caption;  ///< empty: the panels' own captions
  Table numbers;        ///< what was drawn; shown on demand and offered as CSV
};

/// A picture as PNG bytes: a frame of a hard case.
struct Picture {
  std::string png;
  std::string description, caption;
};

/// Participants flow (STARD 2015, item 19): boxes downwards; beside each arrow those left out.
struct FlowStep {
  std::string text;
  std::optional<std::size_t> count;
  std::vector<std::pair<std::string, std::size_t>> left_out;  ///< after this box: reason, count
};
struct Flow {
  std::string caption;
  std::vector<FlowStep> steps;
};

using Block = std::variant<Paragraph, Notice, Facts, Table, Figure, Picture, Flow>;

struct Section {
  std::string title;
  std::vector<Block> blocks;
  std::vector<Section> parts;  ///< sub-sections; two levels at most
  bool folded = false;  ///< opened on demand: one of 39 conditions (print shows its title only)
};

struct Page {
  std::string title, subtitle;
  std::vector<Section> sections;
  std::string footer;  ///< version, date, configuration
};

/// Errors  kShape: a table row longer than its head; kUsage: sections deeper than two levels
std::string render_page(const Page& page);

/// RFC 4180, CRLF, UTF-8. A text that a spreadsheet would run as a formula (starts with = + - @ and
/// is no number) gets an apostrophe before it.
std::string to_csv(const Table& table);

}  // namespace chordae::html
