#include "chordae/pipeline/evaluation_plan.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::size_t kMostFiles = 31;  // a row's files are bits of a word
constexpr std::size_t kMostNamed = 20;  // columns that a notice names
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

class Planner {
 public:
  explicit Planner(const EvaluationFiles& files) : files_(files) {}

  EvaluationPlan make() {
    open();
    find_ids();
    plan_.assigned.resize(plan_.files.size());
    if (plan_.is_long) {
      find_long_columns();
    } else {
      find_wide_columns();
    }
    find_groups();
    for (const auto& [name, option] :
         {std::pair{files_.confidence, "--confidence"}, {files_.rescan, "--rescan"}}) {
      if (name.empty() || plan_.data.has_lvef) continue;
      throw Error(ErrorCode::kUsage,
                  cat(option, " is about LVEF, and the tables have none in common"));
    }
    return std::move(plan_);
  }

 private:
  EvaluationFile& primary() { return *plan_.files.front(); }

  void open() {
    const auto stem = [](const std::string& path) {
      return std::filesystem::path(path).stem().string();
    };
    const auto add_model = [&](const std::string& path, const std::string& name) {
      if (std::find(plan_.data.models.begin(), plan_.data.models.end(), name) !=
          plan_.data.models.end()) {
        throw Error(ErrorCode::kUsage, cat("two models are called ", printable(name),
                                           ": name them with --name and --compare NAME=FILE"));
      }
      plan_.data.models.push_back(name);
      plan_.files.push_back(std::make_unique<EvaluationFile>(path, name, files_.map));
    };
    add_model(files_.predictions, files_.name.empty() ? stem(files_.predictions) : files_.name);
    for (const auto& text : files_.compare) {
      const std::size_t equals = text.find('=');
      const bool is_named = equals != std::string::npos && !std::filesystem::exists(text);
      const std::string path = is_named ? text.substr(equals + 1) : text;
      add_model(path, is_named ? text.substr(0, equals) : stem(path));
    }
    if (!files_.truth.empty()) {
      plan_.files.push_back(std::make_unique<EvaluationFile>(files_.truth, "", files_.map_truth));
    }
    plan_.has_truth = !files_.truth.empty();
    if (plan_.files.size() > kMostFiles) throw Error(ErrorCode::kUsage, "at most 30 files at once");
    for (std::size_t i = 0; i < files_.map.size(); ++i) {
      if (std::none_of(plan_.files.begin(),
                       plan_.files.begin() + static_cast<std::ptrdiff_t>(plan_.models()),
                       [&](const auto& f) { return f->mapped()[i] != 0; })) {
        throw Error(ErrorCode::kUsage, cat("--map ", printable(files_.map[i]),
                                           ": no file of predictions has that column"));
      }
    }
    plan_.is_long = primary().is_long();
    for (const auto& file : plan_.files) {
      if (file->is_long() != plan_.is_long) {
        throw Error(ErrorCode::kUsage,
                    cat(primary().name(), " and ", file->name(),
                        ": one has a row a case, the other a row a condition and case"));
      }
    }
    if (!plan_.is_long && files_.truth.empty()) {
      throw Error(ErrorCode::kUsage,
                  "--truth is missing: the table of labels and measured LVEF "
                  "(or give predictions as condition,id,label,probability)");
    }
  }

  void find_ids() {
    std::vector<std::string> candidates = {"study", "id", "case", "row", "study_uid"};
    if (!files_.id.empty()) candidates = {files_.id};
    for (const auto& name : candidates) {
      if (std::all_of(plan_.files.begin(), plan_.files.end(),
                      [&](const auto& f) { return f->try_column(name).has_value(); })) {
        plan_.id = name;
        return;
      }
    }
    throw Error(ErrorCode::kUsage,
                cat("no column of ids that all files have (looked for ", join(candidates, ", "),
                    "): name it with --id, or --map and --map-truth"));
  }

  void find_long_columns() {
    for (std::size_t f = 0; f < plan_.files.size(); ++f) {
      const bool is_truth = plan_.is_truth(f);
      const auto label = plan_.files[f]->try_column("label");
      const auto probability = plan_.files[f]->try_column("probability");
      if (!is_truth && !probability)
        throw Error(ErrorCode::kFormat,
                    cat(plan_.files[f]->name(), ": there is no column probability"));
      if (!label && (is_truth || !plan_.has_truth))
        throw Error(ErrorCode::kFormat,
                    cat(plan_.files[f]->name(), ": there is no column label; give --truth"));
      if (label && (is_truth || !plan_.has_truth))
        plan_.assigned[f].push_back({*label, Role::kLabel});
      if (label && !is_truth && plan_.has_truth)
        plan_.data.notices.push_back(
            cat("The labels of ", plan_.files[f]->name(), " are not used: --truth is."));
      if (!is_truth) plan_.assigned[f].push_back({*probability, Role::kProbability});
    }
  }

  bool is_reserved(const std::string& name) const {
    const auto is_in = [&](const auto& list) {
      return std::find(list.begin(), list.end(), name) != list.end();
    };
    return name == plan_.id || is_in(kNoConditions) || is_in(files_.ignore) || is_in(files_.by) ||
           name == files_.cluster || name == files_.rescan || name == files_.confidence;
  }

  /// The column of LVEF gets its standard name in each file.
  void name_lvef() {
    for (auto& file : plan_.files) {
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
        plan_.data.notices.push_back(
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
    EvaluationFile& truth_file = *plan_.files.back();
    // `predict` says mass_g for what truth.csv of `synth` tells apart from other masses.
    const auto mass = truth_file.try_column("lv_mass_g");
    if (mass && !truth_file.try_column("mass_g")) truth_file.rename(*mass, "mass_g");
    std::vector<std::string> lonely, unpredicted;
    for (const auto& name : primary().header()) {
      if (is_reserved(name)) continue;
      if (!truth_file.try_column(name)) {
        lonely.push_back(printable(name));
      } else if (is_measure(name)) {
        plan_.data.measures.push_back({name, {}, std::vector<std::vector<double>>(plan_.models())});
      } else {
        add_condition(plan_.data, name);
      }
    }
    if (plan_.data.measures.empty() && plan_.data.conditions.empty()) {
      throw Error(ErrorCode::kUsage, cat(primary().name(), " and ", truth_file.name(),
                                         " share no column to compare besides ", plan_.id,
                                         ": rename with --map COLUMN=NAME or --map-truth"));
    }
    const auto lvef = std::find_if(plan_.data.measures.begin(), plan_.data.measures.end(),
                                   [](const auto& m) { return m.name == kLvef; });
    plan_.data.has_lvef = lvef != plan_.data.measures.end();
    if (plan_.data.has_lvef) std::rotate(plan_.data.measures.begin(), lvef, lvef + 1);
    if (!lonely.empty()) {
      plan_.data.notices.push_back(cat("Columns of ", primary().name(),
                                       " without truth are not evaluated: ", join(lonely, ", "),
                                       "."));
    }
    for (const auto& name : truth_file.header()) {
      if (!is_reserved(name) && !primary().try_column(name)) unpredicted.push_back(printable(name));
    }
    if (!unpredicted.empty()) {
      const std::size_t count = unpredicted.size();
      const bool is_long_list = count > kMostNamed;
      if (is_long_list) unpredicted.resize(kMostNamed);
      plan_.data.notices.push_back(
          cat("Columns of ", truth_file.name(),
              " without prediction are not evaluated: ", join(unpredicted, ", "),
              is_long_list ? cat(" and ", count - kMostNamed, " more") : "", "."));
    }
    for (std::size_t f = 0; f < plan_.files.size(); ++f) assign(f);
  }

  void assign(std::size_t f) {
    const bool is_truth = plan_.is_truth(f);
    const auto add = [&](const std::string& name, Role role, std::size_t index) {
      const auto column = plan_.files[f]->try_column(name);
      if (column) {
        plan_.assigned[f].push_back({*column, role, index});
      } else if (role == Role::kProbability || role == Role::kPredicted) {
        plan_.data.notices.push_back(
            cat(plan_.files[f]->name(), " has no column ", printable(name), "."));
      }
    };
    for (std::size_t c = 0; c < plan_.data.conditions.size(); ++c) {
      add(plan_.data.conditions[c].name, is_truth ? Role::kLabel : Role::kProbability, c);
    }
    for (std::size_t m = 0; m < plan_.data.measures.size(); ++m) {
      add(plan_.data.measures[m].name, is_truth ? Role::kTruth : Role::kPredicted, m);
    }
    if (f != 0) return;
    if (plan_.data.has_lvef && plan_.files[f]->try_column("lvef_low") &&
        plan_.files[f]->try_column("lvef_high")) {
      add("lvef_low", Role::kLow, 0);
      add("lvef_high", Role::kHigh, 0);
    }
    if (!files_.confidence.empty() && !plan_.files[f]->try_column(files_.confidence)) {
      throw Error(ErrorCode::kUsage, cat("--confidence: ", plan_.files[f]->name(),
                                         " has no column ", printable(files_.confidence)));
    }
    plan_.data.confidence_name = files_.confidence;
    if (!files_.confidence.empty()) add(files_.confidence, Role::kConfidence, 0);
    if (const auto grade = plan_.files[f]->try_column("grade")) {
      plan_.data.grade.name = "grade";
      plan_.assigned[f].push_back({*grade, Role::kGroup, kGrade});
    }
  }

  void find_groups() {
    const std::size_t richest = plan_.has_truth ? plan_.files.size() - 1 : 0;
    plan_.data.groups.resize(files_.by.size());
    const auto add = [&](const std::string& name, std::size_t index, const char* option) {
      if (name.empty()) return;
      grouping(plan_.data, index).name = name;
      for (const std::size_t f : {richest, std::size_t{0}}) {
        if (const auto column = plan_.files[f]->try_column(name)) {
          plan_.assigned[f].push_back({*column, Role::kGroup, index});
          return;
        }
      }
      const auto near = try_suggest(name, plan_.files[richest]->header());
      throw Error(ErrorCode::kUsage,
                  cat(option, ": neither truth nor predictions have a column ", printable(name),
                      near ? cat(": did you mean ", printable(*near), "?") : ""));
    };
    for (std::size_t g = 0; g < files_.by.size(); ++g) add(files_.by[g], kFirstBy + g, "--by");
    add(files_.cluster, kCluster, "--cluster");
    add(files_.rescan, kRescan, "--rescan");
  }

  const EvaluationFiles& files_;
  EvaluationPlan plan_;
};

}  // namespace

eval::Grouping& grouping(eval::EvaluationData& data, std::size_t index) {
  if (index == kGrade) return data.grade;
  if (index == kCluster) return data.cluster;
  return index == kRescan ? data.rescan : data.groups[index - kFirstBy];
}

std::size_t add_condition(eval::EvaluationData& data, const std::string& name) {
  auto& c = data.conditions.emplace_back();
  c.name = name;
  c.probability.resize(data.models.size());
  c.own_label.resize(data.models.size());
  return data.conditions.size() - 1;
}

EvaluationPlan make_evaluation_plan(const EvaluationFiles& files) { return Planner(files).make(); }

}  // namespace chordae
