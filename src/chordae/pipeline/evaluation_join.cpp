#include "chordae/pipeline/evaluation_join.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

using eval::EvaluationData;
using eval::Grouping;

/// Those that were asked for.
std::vector<Grouping*> groupings(EvaluationData& data) {
  std::vector<Grouping*> all;
  for (std::size_t i = 0; i < kFirstBy + data.groups.size(); ++i) {
    if (!grouping(data, i).name.empty()) all.push_back(&grouping(data, i));
  }
  return all;
}

template <class Function>
void for_each_column(EvaluationData& data, Function&& f) {
  for (auto& c : data.conditions) {
    if (!c.label.empty()) f(c.label, eval::kUnknown);
    for (auto& p : c.probability) f(p, eval::kMissing);
    for (auto& l : c.own_label) {
      if (!l.empty()) f(l, eval::kUnknown);
    }
  }
  for (auto& m : data.measures) {
    f(m.truth, eval::kMissing);
    for (auto& p : m.predicted) f(p, eval::kMissing);
  }
  for (auto* v : {&data.lvef_low, &data.lvef_high, &data.confidence}) {
    if (!v->empty()) f(*v, eval::kMissing);
  }
  for (Grouping* g : groupings(data)) f(g->of_row, eval::kNoLevel);
}

/// Files that bring labels of their own: one column where they agree, else each its own.
void join_labels(EvaluationData& data) {
  std::vector<std::vector<std::string>> separate(data.models.size());  // conditions of each model
  for (auto& c : data.conditions) {
    if (c.label.empty()) c.label.assign(data.rows(), eval::kUnknown);
    for (std::size_t m = 0; m < data.models.size(); ++m) {
      auto& own = c.own_label[m];
      if (own.empty()) continue;
      bool is_separate = false;
      for (std::size_t i = 0; i < own.size() && !is_separate; ++i) {
        is_separate =
            own[i] != eval::kUnknown && c.label[i] != eval::kUnknown && own[i] != c.label[i];
      }
      if (is_separate) {
        separate[m].push_back(c.name);
        continue;
      }
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i] != eval::kUnknown) c.label[i] = own[i];
      }
      own = {};
    }
  }
  for (std::size_t m = 0; m < data.models.size(); ++m) {
    if (separate[m].empty()) continue;
    data.notices.push_back(cat("Labels of ", data.models[m], " differ from those of ",
                               data.models.front(), " in ", separate[m].size(),
                               " conditions, which are taken as two samples and compared "
                               "unpaired: ",
                               join(separate[m], ", "), "."));
  }
}

bool is_kept(const EvaluationPlan& plan, std::uint32_t in_files) {
  const std::uint32_t predicted = in_files & ((std::uint32_t{1} << plan.models()) - 1);
  if (plan.is_long && !plan.has_truth) return predicted != 0;
  const bool has_truth = (in_files >> (plan.files.size() - 1) & 1) != 0;
  return has_truth && (plan.is_long ? predicted != 0 : (predicted & 1) != 0);
}

std::string reason(const EvaluationPlan& plan, std::size_t file, std::uint32_t in_files) {
  if (plan.is_truth(file)) return "no prediction";
  const bool has_truth = plan.has_truth && (in_files >> (plan.files.size() - 1) & 1) != 0;
  if (plan.has_truth && !has_truth) return "no truth";
  return cat("not in ", plan.files.front()->name());
}

void keep_matched(EvaluationPlan& plan, const RowOrigins& origins) {
  EvaluationData& data = plan.data;
  data.flow.cases = data.rows();
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < data.rows(); ++row) {
    const std::uint32_t in_files = origins.in_files[row];
    if (in_files == 0) continue;
    const bool is_matched = is_kept(plan, in_files);
    if (is_matched) kept.push_back(row);
    for (std::size_t f = 0; f < plan.files.size(); ++f) {
      const bool is_in = (in_files >> f & 1) != 0;
      const std::string& name = plan.files[f]->name();
      if (is_in && !is_matched) {
        ++data.flow.files[f].unmatched;
        const std::size_t line = origins.first_file[row] == f ? data.line[row] : 0;
        data.unmatched.push_back({name, line, data.id[row], reason(plan, f, in_files)});
      } else if (!is_in && is_matched && f > 0 && !plan.is_truth(f) && !plan.is_long) {
        data.unmatched.push_back(
            {plan.files.front()->name(), data.line[row], data.id[row], cat("not in ", name)});
      }
    }
  }
  data.flow.matched = kept.size();
  if (kept.size() == data.rows()) return;
  const auto compact = [&](auto& column) {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (kept[i] != i) column[i] = std::move(column[kept[i]]);
    }
    column.resize(kept.size());
  };
  for_each_column(data, [&](auto& column, auto) { compact(column); });
  compact(data.id);
  compact(data.line);
}

/// Levels by name, whatever came first, and only those that matched rows have: patients and sites
/// of the other rows are not evaluated.
void sort_levels(Grouping& g) {
  std::vector<bool> is_used(g.levels.size(), false);
  for (const auto level : g.of_row) {
    if (level != eval::kNoLevel) is_used[level] = true;
  }
  std::vector<std::uint32_t> order, place(g.levels.size());
  for (std::uint32_t i = 0; i < is_used.size(); ++i) {
    if (is_used[i]) order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return g.levels[a] < g.levels[b]; });
  std::vector<std::string> sorted;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    sorted.push_back(std::move(g.levels[order[i]]));
  }
  g.levels = std::move(sorted);
  for (auto& level : g.of_row) {
    if (level != eval::kNoLevel) level = place[level];
  }
}

}  // namespace

void join_rows(EvaluationPlan& plan, const RowOrigins& origins) {
  EvaluationData& data = plan.data;
  const std::size_t rows = data.rows();
  for_each_column(data, [&](auto& column, auto missing) { column.resize(rows, missing); });
  join_labels(data);
  keep_matched(plan, origins);
  if (data.rows() == 0) {
    throw Error(ErrorCode::kFormat,
                cat("no case has both a prediction and a truth: do the ids (column ", plan.id,
                    ") mean the same in all files?"));
  }
  for (Grouping* g : groupings(data)) sort_levels(*g);
  for (const Grouping& g : data.groups) {
    const auto blank = std::count(g.of_row.begin(), g.of_row.end(), eval::kNoLevel);
    if (blank == 0) continue;
    data.notices.push_back(cat(printable(g.name), " is blank in ", blank, " of ", data.rows(),
                               " cases, which are in none of its subgroups."));
  }
  const auto& clusters = data.cluster.of_row;
  const auto lost = std::find(clusters.begin(), clusters.end(), eval::kNoLevel);
  if (lost != clusters.end()) {
    const auto row = static_cast<std::size_t>(lost - clusters.begin());
    throw Error(ErrorCode::kFormat, cat("the case at line ", data.line[row], " has no ",
                                        data.cluster.name, ": --cluster needs one for every case"));
  }
  if (!data.has_lvef) return;
  const auto& lvef = data.measures.front().predicted.front();
  data.flow.withheld = static_cast<std::size_t>(
      std::count_if(lvef.begin(), lvef.end(), [](double v) { return std::isnan(v); }));
}

}  // namespace chordae
