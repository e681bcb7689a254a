// The cases with the largest errors: where to look first.

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/eval/sections.h"

namespace chordae::eval {
namespace {

struct Miss {
  double error = 0;
  std::uint32_t row = 0;
  std::size_t outcome = 0;
};

bool is_worse(const Miss& a, const Miss& b) {
  return a.error != b.error       ? a.error > b.error
         : a.outcome != b.outcome ? a.outcome < b.outcome
                                  : a.row < b.row;
}

/// Keeps the `most` worst of any number.
class Worst {
 public:
  explicit Worst(std::size_t most) : most_(most) {}
  void add(const Miss& miss) {
    if (most_ == 0 || (misses_.size() == most_ && !is_worse(miss, misses_.front()))) return;
    misses_.push_back(miss);
    std::push_heap(misses_.begin(), misses_.end(), is_worse);
    if (misses_.size() <= most_) return;
    std::pop_heap(misses_.begin(), misses_.end(), is_worse);
    misses_.pop_back();
  }
  std::vector<Miss> sorted() && {
    std::sort(misses_.begin(), misses_.end(), is_worse);
    return std::move(misses_);
  }

 private:
  std::size_t most_;
  std::vector<Miss> misses_;
};

ResultTable make_table(std::string name, std::string caption, const EvaluationConfig& config,
                       std::vector<Column> columns) {
  ResultTable table{std::move(name), std::move(caption), {{"line", "Line", Shown::kText}}, {}};
  if (config.show_ids) table.columns.push_back({"id", "Case"});
  table.columns.insert(table.columns.end(), columns.begin(), columns.end());
  return table;
}

std::vector<Cell> start_row(const EvaluationData& data, const EvaluationConfig& config,
                            std::uint32_t row) {
  std::vector<Cell> cells = {cell(std::size_t{data.line[row]})};
  if (config.show_ids) cells.push_back(data.id[row]);
  return cells;
}

}  // namespace

std::vector<std::uint32_t> find_hardest_lvef(const EvaluationData& data, std::size_t most) {
  std::vector<std::uint32_t> rows;
  if (!data.has_lvef) return rows;
  const Measure& lvef = data.measures.front();
  Worst worst(most);
  for (std::uint32_t i = 0; i < data.rows(); ++i) {
    const double error = std::abs(lvef.predicted[0][i] - lvef.truth[i]);
    if (!std::isnan(error)) worst.add({error, i, 0});
  }
  for (const auto& miss : std::move(worst).sorted()) rows.push_back(miss.row);
  return rows;
}

html::Section make_hardest_section(Report& report, const EvaluationData& data,
                                   const EvaluationConfig& config,
                                   const std::vector<CasePicture>& pictures) {
  html::Section section;
  if (config.hardest == 0) return section;
  section.title = "Hardest cases";
  const auto most = static_cast<std::size_t>(config.hardest);
  const std::string whose = cat(" of ", data.models.front(), "; line of the file of predictions");
  if (data.has_lvef) {
    const Measure& lvef = data.measures.front();
    ResultTable table = make_table("hardest_lvef", cat("Largest errors of LVEF", whose), config,
                                   {{"truth", "Reference (%)", Shown::kNumber1},
                                    {"predicted", "Predicted (%)", Shown::kNumber1},
                                    {"error", "Error (points)", Shown::kNumber1}});
    const bool has_grade = !data.grade.name.empty();
    if (has_grade) table.columns.push_back({"grade", "Grade"});
    for (const std::uint32_t i : find_hardest_lvef(data, most)) {
      auto row = start_row(data, config, i);
      row.push_back(cell(lvef.truth[i]));
      row.push_back(cell(lvef.predicted[0][i]));
      row.push_back(cell(lvef.predicted[0][i] - lvef.truth[i]));
      if (has_grade && data.grade.of_row[i] != kNoLevel)
        row.push_back(data.grade.levels[data.grade.of_row[i]]);
      table.rows.push_back(std::move(row));
    }
    section.blocks.push_back(report.add(std::move(table)));
    for (const auto& picture : pictures) {
      section.blocks.push_back(html::Picture{
          picture.png, "Slices of the case at four phases",
          cat("Line ", data.line[picture.row], ": reference ", fixed(lvef.truth[picture.row], 1),
              " %, predicted ", fixed(lvef.predicted[0][picture.row], 1), " %")});
    }
  }
  if (!data.conditions.empty()) {
    Worst worst(most);
    for (std::size_t c = 0; c < data.conditions.size(); ++c) {
      const Condition& condition = data.conditions[c];
      const auto& label = condition.label_of(0);
      for (std::uint32_t i = 0; i < data.rows(); ++i) {
        const double p = condition.probability[0][i];
        if (label[i] == kUnknown || std::isnan(p)) continue;
        worst.add({std::abs(p - label[i]), i, c});
      }
    }
    ResultTable table = make_table("hardest_conditions",
                                   cat("Probabilities farthest from the label", whose), config,
                                   {{"condition", "Condition"},
                                    {"label", "Label", Shown::kCount},
                                    {"probability", "Probability", Shown::kNumber3}});
    for (const auto& m : std::move(worst).sorted()) {
      const Condition& condition = data.conditions[m.outcome];
      auto row = start_row(data, config, m.row);
      row.insert(row.end(), {condition.name, cell(double(condition.label_of(0)[m.row])),
                             cell(condition.probability[0][m.row])});
      table.rows.push_back(std::move(row));
    }
    section.blocks.push_back(report.add(std::move(table)));
  }
  return section;
}

}  // namespace chordae::eval
