#include "chordae/eval/result_table.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "chordae/base/strings.h"
#include "chordae/draw/chart_axis.h"

namespace chordae::eval {
namespace {

std::string full(const Cell& value) {
  if (const double* number = std::get_if<double>(&value)) return shortest(*number);
  if (const std::string* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

/// What a page shows in one column: a value, an interval, or a value with its interval.
struct ShownColumn {
  std::string heading;
  std::optional<std::size_t> value, low, high;
};

/// Intervals go beside their values; columns that are blank all the way down are left out.
std::vector<ShownColumn> shown_columns(const ResultTable& table) {
  const auto is_blank = [&](std::size_t i) {
    return std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
      return i >= row.size() || std::holds_alternative<std::monostate>(row[i]);
    });
  };
  std::vector<ShownColumn> columns;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& c = table.columns[i];
    const bool is_interval = i + 1 < table.columns.size() && table.columns[i + 1].heading == "to";
    if (is_blank(i) && !table.rows.empty()) {
      i += is_interval ? 1 : 0;
    } else if (!is_interval) {
      columns.push_back({c.heading, i, {}, {}});
    } else {
      if (c.heading != "from" || columns.empty()) columns.push_back({c.heading, {}, {}, {}});
      columns.back().low = i;
      columns.back().high = i + 1;
      ++i;
    }
  }
  return columns;
}

}  // namespace

Cell cell(double value) { return std::isfinite(value) ? Cell(value) : Cell(); }
Cell cell(std::optional<double> value) { return value ? cell(*value) : Cell(); }
Cell cell(std::size_t count) { return static_cast<double>(count); }

std::string to_csv(const ResultTable& table) {
  html::Table plain;
  for (const auto& c : table.columns) plain.head.push_back(c.key);
  for (const auto& row : table.rows) {
    auto& texts = plain.rows.emplace_back();
    for (const auto& value : row) texts.push_back(full(value));
  }
  return html::to_csv(plain);
}

std::string to_json(const ResultTable& table) {
  if (table.rows.size() > kMostRowsInJson) {
    return cat("{\"rows\":", table.rows.size(),
               ",\"csv\":", json_text("tables/" + table.name + ".csv"), "}");
  }
  std::string text = "[";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    text += r == 0 ? "\n{" : ",\n{";
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Cell& value = i < table.rows[r].size() ? table.rows[r][i] : Cell();
      text += cat(i == 0 ? "" : ",", json_text(table.columns[i].key), ":");
      if (std::holds_alternative<std::monostate>(value)) {
        text += "null";
      } else if (const std::string* s = std::get_if<std::string>(&value)) {
        text += json_text(*s);
      } else {
        text += shortest(std::get<double>(value));
      }
    }
    text += "}";
  }
  return text + "]";
}

html::Table to_html(const ResultTable& table) {
  html::Table page;
  page.caption = table.caption;
  page.file_name = table.name + ".csv";
  // A row has a byte a column at least, so a million rows need not be written to be too many.
  const bool is_huge = table.rows.size() * (table.columns.size() + 1) > kMostBytesOnPage;
  std::string csv = is_huge ? std::string() : to_csv(table);
  const bool is_whole = !is_huge && csv.size() <= kMostBytesOnPage;
  if (is_whole) {
    page.csv = std::move(csv);
  } else {
    page.most_shown = kFirstRows;
    page.link = "tables/" + page.file_name;
    page.caption +=
        cat(". The first ", page.most_shown, " of ", chart::pretty_count(table.rows.size()),
            " rows; all are in tables/", table.name, ".csv");
  }
  const std::size_t rows = std::min(table.rows.size(), is_whole ? table.rows.size() : kFirstRows);
  const auto columns = shown_columns(table);
  for (const auto& c : columns) page.head.push_back(c.heading);
  for (std::size_t r = 0; r < rows; ++r) {
    const auto& row = table.rows[r];
    const auto text = [&](std::size_t i) {
      return i < row.size() ? shown(row[i], table.columns[i].shown) : std::string();
    };
    auto& texts = page.rows.emplace_back();
    for (const auto& c : columns) {
      std::string t = c.value ? text(*c.value) : "";
      if (c.low && !text(*c.low).empty()) {
        const std::string range = cat(text(*c.low), " to ", text(*c.high));
        t = c.value ? cat(t, " (", range, ")") : range;
      }
      texts.push_back(std::move(t));
    }
  }
  return page;
}

std::string shown(const Cell& value, Shown how) {
  const double* number = std::get_if<double>(&value);
  if (number == nullptr) return full(value);
  switch (how) {
    case Shown::kText:
      return shortest(*number);
    case Shown::kCount:
      return chart::pretty_number(*number, 0);
    case Shown::kNumber1:
      return chart::pretty_number(*number, 1);
    case Shown::kNumber3:
      return chart::pretty_number(*number, 3);
    case Shown::kP:
      return shown_p(*number);
  }
  return "";
}

std::string shown_estimate(std::optional<double> value,
                           const std::optional<stats::Interval>& interval, int decimals) {
  if (!value) return "undefined";
  const std::string text = chart::pretty_number(*value, decimals);
  if (!interval) return text;
  return cat(text, " (", chart::pretty_number(interval->low, decimals), " to ",
             chart::pretty_number(interval->high, decimals), ")");
}

std::string shown_p(double p) { return p < 0.001 ? "<0.001" : fixed(p, 3); }

std::string json_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace chordae::eval
