#include "chordae/eval/html_table.h"

#include <algorithm>
#include <cstdint>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_axis.h"

namespace chordae::html {
namespace {

std::string csv_field(const std::string& text) {
  std::string out = text;
  // A spreadsheet runs such a text (OWASP, CSV injection); a number keeps its sign.
  if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos &&
      !try_parse_double(out)) {
    out.insert(0, "'");
  }
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string csv_line(const std::vector<std::string>& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) line += (i > 0 ? "," : "") + csv_field(fields[i]);
  return line + "\r\n";
}

/// Starts as a number does: "0.91 (0.88 to 0.94)", "< 0.001", a true minus.
bool is_numeric(std::string_view cell) {
  if (cell.starts_with("< ") || cell.starts_with("> ")) cell.remove_prefix(2);
  for (const std::string_view sign : {"<", ">", "+", "-", "\xE2\x88\x92"}) {
    if (cell.starts_with(sign)) cell.remove_prefix(sign.size());
  }
  return !cell.empty() && cell[0] >= '0' && cell[0] <= '9';
}

std::vector<bool> numeric_columns(const Table& table) {
  std::vector<bool> numeric(table.head.size(), !table.rows.empty());
  for (const auto& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (!row[c].empty() && !is_numeric(row[c])) numeric[c] = false;
    }
  }
  return numeric;
}

void check(const Table& table) {
  for (const auto& row : table.rows) {
    if (row.size() > table.head.size()) {
      throw Error(ErrorCode::kShape,
                  cat("table \"", printable(table.caption), "\": a row of ", row.size(),
                      " cells under ", table.head.size(), " columns"));
    }
  }
}

}  // namespace

std::string to_base64(std::string_view bytes) {
  // RFC 4648, clause 4.
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      word = word << 8 | (i + k < bytes.size() ? static_cast<std::uint8_t>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += i + k <= bytes.size() ? kLetters[word >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

std::string to_csv(const Table& table) {
  check(table);
  std::string csv = csv_line(table.head);
  for (auto row : table.rows) {
    row.resize(table.head.size());
    csv += csv_line(row);
  }
  return csv;
}

void write_table(svg::Writer& out, const Table& table) {
  check(table);
  const auto numeric = numeric_columns(table);
  const std::string name = table.caption.empty() ? "Table" : table.caption;
  // Outside the scrolled part: a long caption must not be as wide as the table.
  if (!table.caption.empty()) out.text("p", {{"class", "caption"}}, table.caption);
  // Keyboards can scroll only what has the focus.
  out.open("div",
           {{"class", "scroll"}, {"role", "region"}, {"aria-label", name}, {"tabindex", "0"}});
  out.open("table");
  out.open("thead");
  out.open("tr");
  for (std::size_t c = 0; c < table.head.size(); ++c) {
    out.text("th", {{"scope", "col"}, {"class", numeric[c] ? "n" : ""}}, table.head[c]);
  }
  out.close("tr");
  out.close("thead");
  out.open("tbody");
  const std::size_t shown = std::min(table.rows.size(), table.most_shown);
  for (std::size_t r = 0; r < shown; ++r) {
    out.open("tr");
    for (std::size_t c = 0; c < table.head.size(); ++c) {
      const std::string& cell = c < table.rows[r].size() ? table.rows[r][c] : std::string();
      if (c == 0) {
        out.text("th", {{"scope", "row"}, {"class", numeric[c] ? "n" : ""}}, cell);
      } else {
        out.text("td", {{"class", numeric[c] ? "n" : ""}}, cell);
      }
    }
    out.close("tr");
  }
  out.close("tbody");
  out.close("table");
  out.close("div");
  if (shown < table.rows.size()) {
    const char* rest =
        table.file_name.empty() ? " rows are shown." : " rows are shown; all are in the download.";
    out.text("p", {{"class", "more"}},
             cat(chart::pretty_count(shown), " of ", chart::pretty_count(table.rows.size()), rest));
  }
}

void write_download(svg::Writer& out, const Table& table) {
  if (table.file_name.empty()) return;
  out.open("p", {{"class", "more"}});
  if (!table.link.empty()) {
    out.text("a", {{"href", table.link}}, table.link);
    out.close("p");
    return;
  }
  out.text("a",
           {{"download", table.file_name},
            {"href", "data:text/csv;charset=utf-8;base64," +
                         to_base64(table.csv.empty() ? to_csv(table) : table.csv)}},
           "Download " + table.file_name);
  out.close("p");
}

}  // namespace chordae::html
