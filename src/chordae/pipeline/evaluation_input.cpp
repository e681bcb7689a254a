#include "chordae/pipeline/evaluation_input.h"

#include <map>
#include <unordered_map>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/pipeline/evaluation_join.h"
#include "chordae/pipeline/evaluation_lvef.h"
#include "chordae/pipeline/evaluation_plan.h"

namespace chordae {
namespace {

using eval::EvaluationData;
using eval::Grouping;

constexpr std::size_t kWholeRow = static_cast<std::size_t>(-1);

template <class T>
void put(std::vector<T>& column, std::size_t row, T value, T missing) {
  if (row >= column.size()) column.resize(row + 1, missing);
  column[row] = value;
}

class Reader {
 public:
  explicit Reader(const EvaluationFiles& files)
      : files_(files), plan_(make_evaluation_plan(files)) {
    for (std::size_t c = 0; c < data().conditions.size(); ++c) {
      conditions_[data().conditions[c].name] = c;
    }
  }

  EvaluationData read() {
    for (std::size_t f = 0; f < plan_.files.size(); ++f) read_file(f);
    for (const auto& [what, file] : dropped_) {
      const auto& [condition, row] = what;
      if (condition == kWholeRow) {
        drop_partners(row, file);
        origins_.in_files[row] = 0;
      } else {
        for (auto& p : data().conditions[condition].probability) {
          if (row < p.size()) p[row] = eval::kMissing;
        }
      }
    }
    join_rows(plan_, origins_);
    check_lvef_units(data(), files_.lvef_unit);
    return std::move(plan_.data);
  }

 private:
  EvaluationData& data() { return plan_.data; }

  std::size_t new_condition(std::string_view name) {
    return conditions_[std::string(name)] = add_condition(data(), std::string(name));
  }

  std::size_t row_of(std::string_view id, std::size_t f, std::size_t line) {
    const auto [found, is_new] = rows_.try_emplace(std::string(id), data().id.size());
    if (is_new) {
      data().id.emplace_back(id);
      data().line.push_back(static_cast<std::uint32_t>(line));
      origins_.in_files.push_back(0);
      origins_.first_file.push_back(static_cast<std::uint8_t>(f));
    }
    return found->second;
  }

  /// An id that repeats in one file takes the other files' rows with it: they are listed too.
  void drop_partners(std::size_t row, std::size_t file) {
    for (std::size_t f = 0; f < plan_.files.size(); ++f) {
      if (f == file || (origins_.in_files[row] >> f & 1) == 0) continue;
      ++data().flow.files[f].unmatched;
      const std::size_t line = origins_.first_file[row] == f ? data().line[row] : 0;
      data().unmatched.push_back(
          {plan_.files[f]->name(), line, data().id[row],
           cat("its id repeats in ", plan_.files[file]->name(), ": left out")});
    }
  }

  void read_file(std::size_t f) {
    EvaluationFile& file = *plan_.files[f];
    auto& flow = data().flow.files.emplace_back();
    flow.name = file.name();
    const std::size_t id_column = *file.try_column(plan_.id);
    const std::size_t condition_column = plan_.is_long ? *file.try_column("condition") : 0;
    std::vector<std::uint32_t> seen;  // line of each row (wide), of each row and condition (long)
    std::vector<std::vector<std::uint32_t>> seen_cells;
    std::size_t first_repeat = 0, repeated_line = 0;
    std::vector<std::string_view> cells;
    while (file.next(&cells)) {
      if ((++flow.rows & 0xFFF) == 0) check_cancelled();
      if (cells[id_column].empty()) file.fail(id_column, "is blank: every row needs an id");
      const std::size_t row = row_of(cells[id_column], f, file.line());
      std::size_t condition = kWholeRow;
      if (plan_.is_long) {
        if (cells[condition_column].empty()) file.fail(condition_column, "is blank");
        const auto known = conditions_.find(std::string(cells[condition_column]));
        condition =
            known == conditions_.end() ? new_condition(cells[condition_column]) : known->second;
        if (seen_cells.size() <= condition) seen_cells.resize(condition + 1);
      }
      auto& lines = plan_.is_long ? seen_cells[condition] : seen;
      if (row < lines.size() && lines[row] != 0) {
        if (++flow.repeated == 1) {
          first_repeat = file.line();
          repeated_line = lines[row];
        }
        if (files_.duplicates == "error") continue;  // refused below, all counted
        const bool drops = files_.duplicates == "drop";
        const char* reason = drops ? "repeats an id: all its rows were left out"
                                   : "repeats an id: the first row was kept";
        if (drops && dropped_.try_emplace({condition, row}, f).second)
          data().unmatched.push_back({file.name(), lines[row], data().id[row], reason});
        data().unmatched.push_back({file.name(), file.line(), data().id[row], reason});
        continue;
      }
      put(lines, row, static_cast<std::uint32_t>(file.line()), std::uint32_t{0});
      origins_.in_files[row] |= std::uint32_t{1} << f;
      for (const auto& a : plan_.assigned[f])
        store(file, f, cells[a.column], a, row, plan_.is_long ? condition : a.index);
    }
    if (flow.repeated > 0 && files_.duplicates == "error") {
      throw Error(
          ErrorCode::kFormat,
          cat(file.name(), ": line ", first_repeat, " repeats the ", plan_.id,
              plan_.is_long ? " and condition" : "", " of line ", repeated_line, " (",
              flow.repeated,
              " such rows in all): --duplicates first keeps the first, --duplicates drop leaves "
              "them all out; repeated scans need ids of their own and --cluster or --rescan"));
    }
    if (flow.rows == 0) throw Error(ErrorCode::kFormat, cat(file.name(), ": a header and no row"));
  }

  void store(const EvaluationFile& file, std::size_t f, std::string_view cell, const Assigned& a,
             std::size_t row, std::size_t index) {
    switch (a.role) {
      case Role::kLabel: {
        auto& c = data().conditions[index];
        put(plan_.is_truth(f) ? c.label : c.own_label[f], row, file.label(cell, a.column),
            eval::kUnknown);
        return;
      }
      case Role::kProbability:
        put(data().conditions[index].probability[f], row, file.probability(cell, a.column),
            eval::kMissing);
        return;
      case Role::kTruth:
        put(data().measures[index].truth, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kPredicted:
        put(data().measures[index].predicted[f], row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kLow:
        put(data().lvef_low, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kHigh:
        put(data().lvef_high, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kConfidence:
        put(data().confidence, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kGroup: {
        if (cell.empty()) {
          if (a.index == kCluster)
            file.fail(a.column, "is blank: --cluster needs one in every row");
          return;
        }
        Grouping& group = grouping(data(), a.index);
        auto& levels = levels_[a.index];
        const auto [found, is_new] =
            levels.try_emplace(std::string(cell), static_cast<std::uint32_t>(group.levels.size()));
        if (is_new) group.levels.emplace_back(cell);
        put(group.of_row, row, found->second, eval::kNoLevel);
        return;
      }
    }
  }

  const EvaluationFiles& files_;
  EvaluationPlan plan_;
  RowOrigins origins_;
  std::unordered_map<std::string, std::size_t> rows_, conditions_;
  /// Levels of each grouping, by its number.
  std::map<std::size_t, std::unordered_map<std::string, std::uint32_t>> levels_;
  /// Condition or kWholeRow, and row; with the file that repeats it.
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> dropped_;
};

}  // namespace

EvaluationData read_evaluation(const EvaluationFiles& files) { return Reader(files).read(); }

}  // namespace chordae
