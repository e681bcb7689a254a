#include "chordae/pipeline/evaluation_input.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/pipeline/evaluation_file.h"
#include "chordae/pipeline/evaluation_lvef.h"

namespace chordae {
namespace {

using eval::EvaluationData;
using eval::Grouping;

constexpr std::size_t kMostFiles = 31;  // bits of `in_files_`
constexpr std::size_t kAll = static_cast<std::size_t>(-1);
constexpr const char* kLvef = "lvef_percent";

/// Columns of `predict` and of truth tables that aren't conditions.
constexpr std::array kNoConditions = {
    "study",  "source",   "series",   "grade",       "lvef_low", "lvef_high", "withheld",
    "slices", "ed_frame", "es_frame", "slices_used", "split",    "confidence"};

bool is_measure(std::string_view name) {
  for (const char* unit : {"_percent", "_ml", "_g", "_mm", "_cm", "_kg", "_m2", "_bpm", "_years"}) {
    if (name.ends_with(unit)) return true;
  }
  return false;
}

template <class T>
void put(std::vector<T>& column, std::size_t row, T value, T missing) {
  if (row >= column.size()) column.resize(row + 1, missing);
  column[row] = value;
}

/// What becomes of a column.
enum class Role { kLabel, kProbability, kTruth, kPredicted, kLow, kHigh, kConfidence, kGroup };
struct Assigned {
  std::size_t column = 0;
  Role role = Role::kLabel;
  std::size_t index = 0;  ///< condition or measure
  Grouping* grouping = nullptr;
};

class Reader {
 public:
  explicit Reader(const EvaluationFiles& files) : files_(files) {}

  EvaluationData read() {
    open();
    find_ids();
    if (is_long_) {
      find_long_columns();
    } else {
      find_wide_columns();
    }
    find_groups();
    for (std::size_t f = 0; f < opened_.size(); ++f) read_file(f);
    finish();
    return std::move(data_);
  }

 private:
  std::size_t models() const { return data_.models.size(); }
  EvaluationFile& primary() { return *opened_.front(); }
  /// Index of the truth among the files; it is read last.
  std::optional<std::size_t> truth() const {
    return files_.truth.empty() ? std::nullopt : std::optional(opened_.size() - 1);
  }

  void open() {
    const auto stem = [](const std::string& path) {
      return std::filesystem::path(path).stem().string();
    };
    const auto add_model = [&](const std::string& path, const std::string& name) {
      if (std::find(data_.models.begin(), data_.models.end(), name) != data_.models.end()) {
        throw Error(ErrorCode::kUsage, cat("two models are called ", printable(name),
                                           ": name them with --name and --compare NAME=FILE"));
      }
      data_.models.push_back(name);
      opened_.push_back(std::make_unique<EvaluationFile>(path, name, files_.map));
    };
    add_model(files_.predictions, files_.name.empty() ? stem(files_.predictions) : files_.name);
    for (const auto& text : files_.compare) {
      const std::size_t equals = text.find('=');
      const bool is_named = equals != std::string::npos && !std::filesystem::exists(text);
      const std::string path = is_named ? text.substr(equals + 1) : text;
      add_model(path, is_named ? text.substr(0, equals) : stem(path));
    }
    if (!files_.truth.empty()) {
      opened_.push_back(std::make_unique<EvaluationFile>(files_.truth, "", files_.map_truth));
    }
    if (opened_.size() > kMostFiles) throw Error(ErrorCode::kUsage, "at most 30 files at once");
    for (std::size_t i = 0; i < files_.map.size(); ++i) {
      if (std::none_of(opened_.begin(), opened_.begin() + static_cast<std::ptrdiff_t>(models()),
                       [&](const auto& f) { return f->mapped()[i] != 0; })) {
        throw Error(ErrorCode::kUsage, cat("--map ", printable(files_.map[i]),
                                           ": no file of predictions has that column"));
      }
    }
    is_long_ = primary().is_long();
    for (const auto& file : opened_) {
      if (file->is_long() != is_long_) {
        throw Error(ErrorCode::kUsage,
                    cat(primary().name(), " and ", file->name(),
                        ": one has a row a case, the other a row a condition and case"));
      }
    }
    if (!is_long_ && files_.truth.empty()) {
      throw Error(ErrorCode::kUsage,
                  "--truth is missing: the table of labels and measured LVEF "
                  "(or give predictions as condition,id,label,probability)");
    }
  }

  void find_ids() {
    std::vector<std::string> candidates = {"study", "id", "case", "row", "study_uid"};
    if (!files_.id.empty()) candidates = {files_.id};
    for (const auto& name : candidates) {
      if (std::all_of(opened_.begin(), opened_.end(),
                      [&](const auto& f) { return f->try_column(name).has_value(); })) {
        id_name_ = name;
        return;
      }
    }
    throw Error(ErrorCode::kUsage,
                cat("no column of ids that all files have (looked for ", join(candidates, ", "),
                    "): name it with --id, or --map and --map-truth"));
  }

  void find_long_columns() {
    assigned_.resize(opened_.size());
    for (std::size_t f = 0; f < opened_.size(); ++f) {
      const bool is_truth = truth() == f;
      const auto label = opened_[f]->try_column("label");
      const auto probability = opened_[f]->try_column("probability");
      if (!is_truth && !probability)
        throw Error(ErrorCode::kFormat,
                    cat(opened_[f]->name(), ": there is no column probability"));
      if (!label && (is_truth || !truth()))
        throw Error(ErrorCode::kFormat,
                    cat(opened_[f]->name(), ": there is no column label; give --truth"));
      if (label && (is_truth || !truth())) assigned_[f].push_back({*label, Role::kLabel});
      if (label && !is_truth && truth())
        data_.notices.push_back(
            cat("The labels of ", opened_[f]->name(), " are not used: --truth is."));
      if (!is_truth) assigned_[f].push_back({*probability, Role::kProbability});
    }
  }

  bool is_reserved(const std::string& name) const {
    const auto is_in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    return name == id_name_ || is_in(kNoConditions) || is_in(files_.ignore) || is_in(files_.by) ||
           name == files_.cluster || name == files_.rescan || name == files_.confidence;
  }

  /// The column of LVEF gets its standard name in each file.
  void name_lvef() {
    for (auto& file : opened_) {
      std::vector<std::string> names;
      if (!files_.lvef.empty() && file->try_column(files_.lvef)) names = {files_.lvef};
      for (const char* name : {kLvef, "lvef_percent_volumetric"}) {
        if (names.empty() && file->try_column(name)) names = {name};
      }
      for (const auto& column : file->header()) {
        if (names.empty() && column.starts_with(kLvef)) names = {column};
      }
      if (names.empty()) continue;
      if (names[0] != kLvef) {
        data_.notices.push_back(
            cat("LVEF of ", file->name(), " is its column ", printable(names[0]), "."));
        if (const auto other = file->try_column(kLvef))
          file->rename(*other, "lvef_percent (not used)");
        file->rename(*file->try_column(names[0]), kLvef);
      }
    }
    if (!files_.lvef.empty() && !primary().try_column(kLvef)) {
      throw Error(ErrorCode::kUsage,
                  cat("--lvef: ", primary().name(), " has no column ", printable(files_.lvef)));
    }
  }

  void find_wide_columns() {
    name_lvef();
    EvaluationFile& truth_file = *opened_[*truth()];
    std::vector<std::string> lonely;
    assigned_.resize(opened_.size());
    for (const auto& name : primary().header()) {
      if (is_reserved(name)) continue;
      if (!truth_file.try_column(name)) {
        lonely.push_back(printable(name));
      } else if (is_measure(name)) {
        data_.measures.push_back({name, {}, std::vector<std::vector<double>>(models())});
      } else {
        add_condition(name);
      }
    }
    if (data_.measures.empty() && data_.conditions.empty()) {
      throw Error(ErrorCode::kUsage, cat(primary().name(), " and ", truth_file.name(),
                                         " share no column to compare besides ", id_name_,
                                         ": rename with --map COLUMN=NAME or --map-truth"));
    }
    const auto lvef = std::find_if(data_.measures.begin(), data_.measures.end(),
                                   [](const auto& m) { return m.name == kLvef; });
    data_.has_lvef = lvef != data_.measures.end();
    if (data_.has_lvef) std::rotate(data_.measures.begin(), lvef, lvef + 1);
    if (!lonely.empty()) {
      data_.notices.push_back(cat("Columns of ", primary().name(),
                                  " without truth are not evaluated: ", join(lonely, ", "), "."));
    }
    for (std::size_t f = 0; f < opened_.size(); ++f) assign(f);
  }

  void assign(std::size_t f) {
    const bool is_truth = truth() == f;
    const auto add = [&](const std::string& name, Role role, std::size_t index) {
      const auto column = opened_[f]->try_column(name);
      if (column) {
        assigned_[f].push_back({*column, role, index});
      } else if (role == Role::kProbability || role == Role::kPredicted) {
        data_.notices.push_back(cat(opened_[f]->name(), " has no column ", printable(name), "."));
      }
    };
    for (std::size_t c = 0; c < data_.conditions.size(); ++c) {
      add(data_.conditions[c].name, is_truth ? Role::kLabel : Role::kProbability, c);
    }
    for (std::size_t m = 0; m < data_.measures.size(); ++m) {
      add(data_.measures[m].name, is_truth ? Role::kTruth : Role::kPredicted, m);
    }
    if (f != 0) return;
    if (data_.has_lvef && opened_[f]->try_column("lvef_low") &&
        opened_[f]->try_column("lvef_high")) {
      add("lvef_low", Role::kLow, 0);
      add("lvef_high", Role::kHigh, 0);
    }
    if (!files_.confidence.empty() && !opened_[f]->try_column(files_.confidence)) {
      throw Error(ErrorCode::kUsage, cat("--confidence: ", opened_[f]->name(), " has no column ",
                                         printable(files_.confidence)));
    }
    data_.confidence_name = files_.confidence;
    if (!files_.confidence.empty()) add(files_.confidence, Role::kConfidence, 0);
    if (const auto grade = opened_[f]->try_column("grade")) {
      data_.grade.name = "grade";
      assigned_[f].push_back({*grade, Role::kGroup, 0, &data_.grade});
    }
  }

  void find_groups() {
    data_.groups.resize(files_.by.size());  // no pointer into it moves from here on
    const auto add = [&](const std::string& name, Grouping* grouping, const char* option) {
      if (name.empty()) return;
      grouping->name = name;
      for (const std::size_t f : {truth().value_or(0), std::size_t{0}}) {
        if (const auto column = opened_[f]->try_column(name)) {
          assigned_[f].push_back({*column, Role::kGroup, 0, grouping});
          return;
        }
      }
      const auto near = try_suggest(name, opened_[truth().value_or(0)]->header());
      throw Error(ErrorCode::kUsage,
                  cat(option, ": neither truth nor predictions have a column ", printable(name),
                      near ? cat(": did you mean ", printable(*near), "?") : ""));
    };
    for (std::size_t g = 0; g < files_.by.size(); ++g) add(files_.by[g], &data_.groups[g], "--by");
    add(files_.cluster, &data_.cluster, "--cluster");
    add(files_.rescan, &data_.rescan, "--rescan");
  }

  std::size_t add_condition(const std::string& name) {
    auto& c = data_.conditions.emplace_back();
    c.name = name;
    c.probability.resize(models());
    c.own_label.resize(models());
    conditions_[name] = data_.conditions.size() - 1;
    return data_.conditions.size() - 1;
  }

  std::size_t row_of(std::string_view id, std::size_t f, std::size_t line) {
    const auto [found, is_new] = rows_.try_emplace(std::string(id), data_.id.size());
    if (is_new) {
      data_.id.emplace_back(id);
      data_.line.push_back(static_cast<std::uint32_t>(line));
      in_files_.push_back(0);
      first_file_.push_back(static_cast<std::uint8_t>(f));
    }
    return found->second;
  }

  void read_file(std::size_t f) {
    EvaluationFile& file = *opened_[f];
    auto& flow = data_.flow.files.emplace_back();
    flow.name = file.name();
    const std::size_t id_column = *file.try_column(id_name_);
    const std::size_t condition_column = is_long_ ? *file.try_column("condition") : 0;
    std::vector<std::uint32_t> seen;  // line of each row (wide), of each row and condition (long)
    std::vector<std::vector<std::uint32_t>> seen_cells;
    std::size_t first_repeat = 0, repeated_line = 0;
    std::vector<std::string_view> cells;
    while (file.next(&cells)) {
      if ((++flow.rows & 0xFFF) == 0) check_cancelled();
      if (cells[id_column].empty()) file.fail(id_column, "is blank: every row needs an id");
      const std::size_t row = row_of(cells[id_column], f, file.line());
      std::size_t condition = kAll;
      if (is_long_) {
        if (cells[condition_column].empty()) file.fail(condition_column, "is blank");
        const auto known = conditions_.find(std::string(cells[condition_column]));
        condition = known == conditions_.end() ? add_condition(std::string(cells[condition_column]))
                                               : known->second;
        if (seen_cells.size() <= condition) seen_cells.resize(condition + 1);
      }
      auto& lines = is_long_ ? seen_cells[condition] : seen;
      if (row < lines.size() && lines[row] != 0) {
        if (++flow.repeated == 1) {
          first_repeat = file.line();
          repeated_line = lines[row];
        }
        data_.unmatched.push_back({file.name(), file.line(), data_.id[row],
                                   files_.duplicates == "drop"
                                       ? "repeats an id: all its rows were left out"
                                       : "repeats an id: the first row was kept"});
        if (files_.duplicates == "drop") dropped_.push_back({condition, row});
        if (files_.duplicates == "error") data_.unmatched.pop_back();
        continue;
      }
      put(lines, row, static_cast<std::uint32_t>(file.line()), std::uint32_t{0});
      in_files_[row] |= std::uint32_t{1} << f;
      for (const auto& a : assigned_[f])
        store(file, f, cells[a.column], a, row, is_long_ ? condition : a.index);
    }
    if (flow.repeated > 0 && files_.duplicates == "error") {
      throw Error(
          ErrorCode::kFormat,
          cat(file.name(), ": line ", first_repeat, " repeats the ", id_name_,
              is_long_ ? " and condition" : "", " of line ", repeated_line, " (", flow.repeated,
              " such rows in all): --duplicates first keeps the first, --duplicates drop leaves "
              "them all out; repeated scans need ids of their own and --cluster or --rescan"));
    }
    if (flow.rows == 0) throw Error(ErrorCode::kFormat, cat(file.name(), ": a header and no row"));
  }

  void store(const EvaluationFile& file, std::size_t f, std::string_view cell, const Assigned& a,
             std::size_t row, std::size_t index) {
    switch (a.role) {
      case Role::kLabel: {
        auto& c = data_.conditions[index];
        put(truth() == f ? c.label : c.own_label[f], row, file.label(cell, a.column),
            eval::kUnknown);
        return;
      }
      case Role::kProbability:
        put(data_.conditions[index].probability[f], row, file.probability(cell, a.column),
            eval::kMissing);
        return;
      case Role::kTruth:
        put(data_.measures[index].truth, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kPredicted:
        put(data_.measures[index].predicted[f], row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kLow:
        put(data_.lvef_low, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kHigh:
        put(data_.lvef_high, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kConfidence:
        put(data_.confidence, row, file.number(cell, a.column), eval::kMissing);
        return;
      case Role::kGroup: {
        if (cell.empty()) {
          if (a.grouping == &data_.cluster)
            file.fail(a.column, "is blank: --cluster needs one in every row");
          return;
        }
        auto& levels = levels_[a.grouping];
        const auto [found, is_new] = levels.try_emplace(
            std::string(cell), static_cast<std::uint32_t>(a.grouping->levels.size()));
        if (is_new) a.grouping->levels.emplace_back(cell);
        put(a.grouping->of_row, row, found->second, eval::kNoLevel);
        return;
      }
    }
  }

  void finish() {
    const std::size_t rows = data_.id.size();
    for_each_column([&](auto& column, auto missing) { column.resize(rows, missing); });
    for (const auto& [condition, row] : dropped_) {
      if (condition == kAll) {
        in_files_[row] = 0;
      } else {
        auto& c = data_.conditions[condition];
        for (auto& p : c.probability) p[row] = eval::kMissing;
      }
    }
    join_labels();
    keep_matched();
    if (data_.rows() == 0) {
      throw Error(ErrorCode::kFormat,
                  cat("no case has both a prediction and a truth: do the ids (column ", id_name_,
                      ") mean the same in all files?"));
    }
    check_lvef_units(data_, files_.lvef_unit);
    for (Grouping* g : groupings()) sort_levels(*g);
    if (data_.has_lvef) {
      const auto& lvef = data_.measures.front().predicted.front();
      data_.flow.withheld = static_cast<std::size_t>(
          std::count_if(lvef.begin(), lvef.end(), [](double v) { return std::isnan(v); }));
    }
  }

  std::vector<Grouping*> groupings() {
    std::vector<Grouping*> all = {&data_.grade, &data_.cluster, &data_.rescan};
    for (auto& g : data_.groups) all.push_back(&g);
    return all;
  }

  template <class Function>
  void for_each_column(Function&& f) {
    for (auto& c : data_.conditions) {
      if (!c.label.empty()) f(c.label, eval::kUnknown);
      for (auto& p : c.probability) f(p, eval::kMissing);
      for (auto& l : c.own_label) {
        if (!l.empty()) f(l, eval::kUnknown);
      }
    }
    for (auto& m : data_.measures) {
      f(m.truth, eval::kMissing);
      for (auto& p : m.predicted) f(p, eval::kMissing);
    }
    for (auto* v : {&data_.lvef_low, &data_.lvef_high, &data_.confidence}) {
      if (!v->empty()) f(*v, eval::kMissing);
    }
    for (Grouping* g : groupings()) {
      if (!g->name.empty()) f(g->of_row, eval::kNoLevel);
    }
  }

  /// Files that bring labels of their own: one column where they agree, else each its own.
  void join_labels() {
    std::vector<std::vector<std::string>> separate(models());  // conditions of each model
    for (auto& c : data_.conditions) {
      if (c.label.empty()) c.label.assign(data_.rows(), eval::kUnknown);
      for (std::size_t m = 0; m < models(); ++m) {
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
    for (std::size_t m = 0; m < models(); ++m) {
      if (separate[m].empty()) continue;
      data_.notices.push_back(cat("Labels of ", data_.models[m], " differ from those of ",
                                  data_.models.front(), " in ", separate[m].size(),
                                  " conditions, which are taken as two samples and compared "
                                  "unpaired: ",
                                  join(separate[m], ", "), "."));
    }
  }

  bool is_kept(std::size_t row) const {
    const std::uint32_t predicted = in_files_[row] & ((std::uint32_t{1} << models()) - 1);
    if (is_long_ && !truth()) return predicted != 0;
    const bool has_truth = (in_files_[row] >> *truth() & 1) != 0;
    return has_truth && (is_long_ ? predicted != 0 : (predicted & 1) != 0);
  }

  void keep_matched() {
    data_.flow.cases = data_.rows();
    std::vector<std::uint32_t> kept;
    for (std::size_t row = 0; row < data_.rows(); ++row) {
      if (in_files_[row] == 0) continue;  // dropped
      if (is_kept(row)) kept.push_back(static_cast<std::uint32_t>(row));
      for (std::size_t f = 0; f < opened_.size(); ++f) {
        const bool is_in = (in_files_[row] >> f & 1) != 0;
        if (is_in && !is_kept(row)) {
          ++data_.flow.files[f].unmatched;
          data_.unmatched.push_back({opened_[f]->name(),
                                     first_file_[row] == f ? data_.line[row] : 0, data_.id[row],
                                     truth() == f ? "no prediction"
                                     : truth() && (in_files_[row] >> *truth() & 1) == 0
                                         ? "no truth"
                                         : cat("not in ", primary().name())});
        } else if (!is_in && is_kept(row) && f > 0 && truth() != f && !is_long_) {
          data_.unmatched.push_back({primary().name(), data_.line[row], data_.id[row],
                                     cat("not in ", opened_[f]->name())});
        }
      }
    }
    data_.flow.matched = kept.size();
    if (kept.size() == data_.rows()) return;
    const auto compact = [&](auto& column) {
      for (std::size_t i = 0; i < kept.size(); ++i) {
        if (kept[i] != i) column[i] = std::move(column[kept[i]]);
      }
      column.resize(kept.size());
    };
    for_each_column([&](auto& column, auto) { compact(column); });
    compact(data_.id);
    compact(data_.line);
  }

  static void sort_levels(Grouping& g) {
    std::vector<std::uint32_t> order(g.levels.size()), place(g.levels.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](auto a, auto b) { return g.levels[a] < g.levels[b]; });
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

  const EvaluationFiles& files_;
  EvaluationData data_;
  std::vector<std::unique_ptr<EvaluationFile>> opened_;  ///< models, then the truth
  std::vector<std::vector<Assigned>> assigned_;          ///< a file
  std::string id_name_;
  bool is_long_ = false;
  std::unordered_map<std::string, std::size_t> rows_, conditions_;
  std::unordered_map<const Grouping*, std::unordered_map<std::string, std::uint32_t>> levels_;
  std::vector<std::uint32_t> in_files_;  ///< bit f: the row is in file f
  std::vector<std::uint8_t> first_file_;
  std::vector<std::pair<std::size_t, std::size_t>> dropped_;  ///< condition (or all), row
};

}  // namespace

EvaluationData read_evaluation(const EvaluationFiles& files) { return Reader(files).read(); }

}  // namespace chordae
