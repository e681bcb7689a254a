#include "chordae/eval/result_table.h"

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

html::Table make_page_table(const ResultTable& table, bool rounded) {
  html::Table page{table.caption, {}, {}, table.name + ".csv"};
  for (const auto& c : table.columns) page.head.push_back(rounded ? c.heading : c.key);
  for (const auto& row : table.rows) {
    auto& texts = page.rows.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      texts.push_back(rounded ? shown(row[i], table.columns[i].shown) : full(row[i]));
    }
  }
  return page;
}

}  // namespace

Cell cell(double value) { return std::isfinite(value) ? Cell(value) : Cell(); }
Cell cell(std::optional<double> value) { return value ? cell(*value) : Cell(); }
Cell cell(std::size_t count) { return static_cast<double>(count); }

std::string to_csv(const ResultTable& table) { return html::to_csv(make_page_table(table, false)); }

std::string to_json(const ResultTable& table) {
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

html::Table to_html(const ResultTable& table) { return make_page_table(table, true); }

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
