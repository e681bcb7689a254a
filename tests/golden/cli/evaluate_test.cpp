// `evaluate` through the program: planted tables beside scikit-learn, scipy and statsmodels
// (tools/reference/stats_evaluate.py), and every kind of bad input.

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "support/reference_values.h"
#include "support/test_support.h"

namespace chordae {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

class Evaluate : public testing::Test {
 protected:
  test::CommandResult evaluate(const std::string& arguments) {
    return test::run_command(cat("cd '", scratch_.path().string(), "' && '",
                                 test::binary().string(), "' evaluate ", arguments));
  }
  void file(const std::string& name, const std::string& text) { write_file(scratch_ / name, text); }
  Json report(const std::string& folder = "report") {
    return Json::parse(read_text_file(scratch_ / folder / "report.json"));
  }
  static Json find(const Json& table, const std::map<std::string, Json>& keys) {
    for (const auto& row : table) {
      bool is_it = true;
      for (const auto& [key, value] : keys) is_it = is_it && row.at(key) == value;
      if (is_it) return row;
    }
    ADD_FAILURE() << "no such row";
    return {};
  }
  /// The refusal says `words`, names no value, and leaves no report.
  void refused(const std::string& arguments, int status, const std::string& words) {
    const auto r = evaluate(arguments + " --out refused");
    EXPECT_EQ(r.status, status) << r.err;
    EXPECT_NE(r.err.find(words), std::string::npos) << r.err;
    EXPECT_FALSE(fs::exists(scratch_ / "refused"));
  }

  test::ScratchFolder scratch_;
};

TEST_F(Evaluate, AsScikitLearnScipyAndStatsmodels) {
  const Json reference = test::reference_values("evaluate")["cases"];
  for (const auto& [name, text] : reference["files"].items()) file(name, text);
  const auto run =
      evaluate("ours.csv --truth truth.csv --compare other.csv --by site --out report --json");
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(Json::parse(run.out), report());
  const Json tables = report()["tables"], expected = reference["expected"];

  test::Margin margin("evaluate");
  for (const auto& c : expected["conditions"]) {
    const std::string name = c["condition"];
    for (std::size_t m = 0; m < 2; ++m) {
      const std::string model = m == 0 ? "ours" : "other";
      const Json row = find(tables["conditions"], {{"condition", name}, {"model", model}});
      const Json calibration = find(tables["calibration"], {{"condition", name}, {"model", model}});
      EXPECT_EQ(row["n"], c["n"]);
      EXPECT_EQ(row["positives"], c["positives"]);
      if (c["positives"] == 0) {
        EXPECT_TRUE(row["auc"].is_null());
        EXPECT_TRUE(calibration["slope"].is_null());
      }
      for (const auto& [key, value] : c["models"][m].items()) {
        const Json& ours = row.contains(key) ? row[key] : calibration[key];
        ASSERT_TRUE(ours.is_number()) << name << " " << key;
        margin.compare(ours, value, cat(name, " ", model, " ", key));
      }
    }
    const Json row = find(tables["condition_comparisons"], {{"condition", name}});
    EXPECT_EQ(row["design"], "paired");
    for (const char* key : {"p", "holm", "benjamini_hochberg"}) {
      if (c.contains(key)) margin.compare(row[key], c[key], cat(name, " ", key), true);
    }
  }
  const Json lvef = find(tables["lvef_agreement"], {{"model", "ours"}});
  for (const auto& [key, value] : expected["lvef"].items())
    margin.compare(lvef[key], value, "LVEF " + key);
  for (const char* key : {"t_p", "wilcoxon_p"})
    margin.compare(tables["lvef_comparisons"][0][key], expected[key], key, true);
  for (const auto& c : expected["cuts"]) {
    const Json row =
        find(tables["lvef_cuts"], {{"model", "ours"}, {"cut_percent", c["cut_percent"]}});
    for (const auto& [key, value] : c.items()) margin.compare(row[key], value, "LVEF cut " + key);
  }
  const Json coverage = tables["lvef_interval_coverage"][0];
  margin.compare(coverage["coverage"], expected["coverage"], "coverage");
  margin.compare(coverage["low"], expected["coverage_low"], "coverage low");
  margin.compare(coverage["high"], expected["coverage_high"], "coverage high");
  for (std::size_t i = 0; i < 9; ++i)
    margin.compare(tables["lvef_confusion"][i]["n"], expected["confusion"][i], "bands");
  for (const auto& [site, auc] : expected["subgroup_auc"].items()) {
    margin.compare(find(tables["subgroups"], {{"level", site}, {"outcome", "Amyloid"}})["value"],
                   auc, "AUC at " + site);
  }
}

TEST_F(Evaluate, EverythingIsInTheFolderAndAccountedFor) {
  const Json reference = test::reference_values("evaluate")["cases"];
  for (const auto& [name, text] : reference["files"].items()) file(name, text);
  const auto run = evaluate("ours.csv --truth truth.csv --compare other.csv --out report");
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.out.find("Mean AUC, ours"), std::string::npos) << run.out;
  const auto at = [&](const char* name) { return scratch_ / "report" / name; };
  for (const char* name :
       {"index.html", "report.json", "tables/conditions.csv", "tables/lvef_agreement.csv",
        "tripod_ai.md", "claim_2024.md", "model_card.md"}) {
    EXPECT_TRUE(fs::exists(at(name))) << name;
  }
  // One prediction has no truth: listed with its line and counted in the flow.
  const std::string unmatched = read_text_file(at("unmatched.csv"));
  EXPECT_NE(unmatched.find("ours.csv,162,stranger,no truth"), std::string::npos) << unmatched;
  const Json flow = report()["tables"]["flow"];
  EXPECT_EQ(flow[0]["rows"], 161);
  EXPECT_EQ(flow[0]["unmatched"], 1);
  // One class and few positives are said.
  const std::string warnings = report()["warnings"].dump();
  EXPECT_NE(warnings.find("Absent: one class only"), std::string::npos) << warnings;
  EXPECT_NE(warnings.find("Tetralogy: only "), std::string::npos) << warnings;
  // No id leaks into the page, and nothing is fetched.
  const std::string page = read_text_file(at("index.html"));
  EXPECT_EQ(page.find("case-0"), std::string::npos);
  EXPECT_EQ(page.find("src=\"http"), std::string::npos);
  EXPECT_EQ(page.find("<script"), std::string::npos);

  EXPECT_EQ(evaluate("ours.csv --truth truth.csv --out report").status, 2);  // exists
  EXPECT_EQ(evaluate("ours.csv --truth truth.csv --out report --force --show-ids").status, 0);
  EXPECT_NE(read_text_file(at("index.html")).find("case-0"), std::string::npos);
  make_folder(scratch_ / "precious");
  file("precious/thesis.txt", "x");
  EXPECT_EQ(evaluate("ours.csv --truth truth.csv --out precious --force").status, 2);
  EXPECT_TRUE(fs::exists(scratch_ / "precious" / "thesis.txt"));
}

TEST_F(Evaluate, SameSeedSameBytesWhateverTheThreads) {
  std::string predictions = "id,A,B\n", other = predictions, truth = "id,patient,A,B\n";
  for (int i = 0; i < 120; ++i) {
    predictions += cat("c", i, ",", fixed((i * 37 % 101) / 101.0, 3), ",",
                       fixed((i * 53 % 97) / 97.0, 3), "\n");
    other +=
        cat("c", i, ",", fixed((i * 29 % 89) / 89.0, 3), ",", fixed((i * 11 % 83) / 83.0, 3), "\n");
    truth += cat("c", i, ",p", i / 2, ",", i * 37 % 101 > 50 + i % 30 ? 1 : 0, ",",
                 i % 3 == 0 ? 1 : 0, "\n");
  }
  file("p.csv", predictions);
  file("o.csv", other);
  file("t.csv", truth);
  const std::string arguments =
      "p.csv --truth t.csv --compare o.csv --cluster patient --bootstrap 200 --seed 7 ";
  ASSERT_EQ(evaluate(arguments + "--threads 1 --out one").status, 0);
  ASSERT_EQ(evaluate(arguments + "--threads 3 --out three").status, 0);
  for (const auto& entry : fs::recursive_directory_iterator(scratch_ / "one")) {
    if (!entry.is_regular_file()) continue;
    const auto name = fs::relative(entry.path(), scratch_ / "one");
    EXPECT_EQ(read_text_file(entry.path()), read_text_file(scratch_ / "three" / name.string()))
        << name;
  }
  const Json row = report("one")["tables"]["conditions"][0];
  EXPECT_LT(row["auc_low"], row["auc"]);
  EXPECT_NE(row["auc_low"], row["auc_delong_logit_low"]);  // of clusters
  EXPECT_TRUE(report("one")["tables"]["condition_comparisons"][0]["bootstrap_p"].is_number());
}

TEST_F(Evaluate, LongTablesAndSeparateSamples) {
  file("a.csv",
       "condition,id,label,probability\nX,1,0,0.1\nX,2,1,0.7\nX,3,0,0.3\nX,4,1,0.9\nX,5,0,0.8\n");
  file("b.csv", "condition,id,label,probability\nX,1,1,0.6\nX,2,0,0.5\nX,3,0,0.4\nX,4,1,0.2\n");
  const auto run = evaluate("a.csv --compare b.csv --out report");
  ASSERT_EQ(run.status, 0) << run.err;
  const Json row = report()["tables"]["condition_comparisons"][0];
  EXPECT_EQ(row["design"], "unpaired");
  EXPECT_DOUBLE_EQ(row["auc"], 5.0 / 6);
  EXPECT_DOUBLE_EQ(row["auc_baseline"], 0.5);
  EXPECT_NE(report()["notices"].dump().find("taken as two samples"), std::string::npos);
}

TEST_F(Evaluate, ReadsNumbersAsPeopleWriteThem) {
  file("t.csv", "study,lvef_percent\nA,55.5\nB,1E1\nC,60\nD,45\n");
  file("p.csv", "study;lvef_percent_volumetric;lvef_low\nA;55,5;50\nB;10,125;NA\nC; 61 ;\nD;;1\n");
  const auto run = evaluate("p.csv --truth t.csv --out report");
  ASSERT_EQ(run.status, 0) << run.err;
  const Json row = report()["tables"]["lvef_agreement"][0];
  EXPECT_EQ(row["n"], 3);
  EXPECT_NEAR(row["mae"], 1.125 / 3, 1e-12);
  // A comma in a comma-separated table: clear, or asked about.
  file("q.csv", "study,lvef_percent\nA,\"55,5\"\nB,10\n");
  EXPECT_EQ(evaluate("q.csv --truth t.csv --out quoted").status, 0);
  file("r.csv", "study,lvef_percent\nA,\"55,500\"\nB,10\n");
  refused("r.csv --truth t.csv", 3, "line 2, column lvef_percent");
}

TEST_F(Evaluate, FractionsAreAskedFor) {
  file("t.csv", "study,lvef_percent\nA,55\nB,30\nC,61\n");
  file("p.csv", "study,lvef_percent\nA,0.5\nB,0.35\nC,0.6\n");
  refused("p.csv --truth t.csv", 3, "--lvef-unit fraction");
  ASSERT_EQ(evaluate("p.csv --truth t.csv --lvef-unit fraction --out report").status, 0);
  EXPECT_NEAR(report()["tables"]["lvef_agreement"][0]["mae"], 11.0 / 3, 1e-12);
  ASSERT_EQ(evaluate("p.csv --truth t.csv --lvef-unit percent --out asis").status, 0);
  file("bad.csv", "study,lvef_percent\nA,55\nB,130\nC,61\n");
  refused("bad.csv --truth bad.csv", 3, "outside 0 to 100");
}

TEST_F(Evaluate, RefusesWhatIsWrongAndSaysWhere) {
  file("t.csv", "id,A\n1,0\n2,1\n3,1\n");
  file("p.csv", "id,A\n1,0.2\n2,0.8\n3,0.7\n");
  file("two.csv", "id,A\n1,0\n2,2\n3,1\n");
  refused("p.csv --truth two.csv", 3, "two.csv: line 3, column A: a label is 0 or 1");
  file("over.csv", "id,A\n1,0.2\n2,0.8\n3,1.7\n");
  refused("over.csv --truth t.csv", 3,
          "over.csv: line 4, column A: a probability lies between 0 and 1");
  file("word.csv", "id,A\n1,high\n2,0.8\n3,0.7\n");
  refused("word.csv --truth t.csv", 3, "word.csv: line 2, column A: is not a number");
  EXPECT_EQ(evaluate("word.csv --truth t.csv --out refused").err.find("high"), std::string::npos);
  file("yes.csv", "id,A\n1,no\n2,1\n");
  refused("p.csv --truth yes.csv", 3, "yes.csv: line 2, column A: a label is 0 or 1");
  file("open.csv", "id,A\n1,\"0.2\n");
  refused("open.csv --truth t.csv", 3, "open.csv: line 2: a quote that is not closed");
  file("unmarked.csv", std::string("i\0d\0\n\0", 6));
  refused("unmarked.csv --truth t.csv", 3, "unmarked.csv: NUL bytes in the header line");
  file("short.csv", "id,A\n1\n");
  refused("short.csv --truth t.csv", 3, "line 2: 1 fields, the header has 2");
  file("ids.csv", "id,A\nx,0.2\ny,0.8\n");
  refused("ids.csv --truth t.csv", 3, "no case has both");
  file("none.csv", "id,A\n");
  refused("none.csv --truth t.csv", 3, "a header and no row");
  file("other.csv", "id,B\n1,0.5\n");
  refused("other.csv --truth t.csv", 2, "share no column");
  file("wide.csv", std::string("\xFF\xFEi\0d\0", 6));
  refused("wide.csv --truth t.csv", 3, "UTF-16");
  refused("p.csv", 2, "--truth is missing");
  refused("p.csv --truth t.csv --by sites", 2, "neither truth nor predictions have a column sites");
  refused("p.csv --truth t.csv --id MRN", 2, "looked for MRN");
  refused("p.csv --truth t.csv --map nothing=A", 2, "no file of predictions has that column");
  refused("p.csv --truth nowhere.csv", 1, "nowhere.csv");
  refused("p.csv --truth t.csv --rescan id", 2, "--rescan is about LVEF");
  refused("p.csv --truth t.csv --compare p.csv", 2, "two models are called p");
}

TEST_F(Evaluate, RepeatedIds) {
  file("t.csv", "id,A\n1,0\n2,1\n3,1\n4,0\n");
  file("p.csv", "id,A\n1,0.2\n2,0.8\n2,0.1\n3,0.7\n4,0.4\n");
  refused("p.csv --truth t.csv", 3, "line 4 repeats the id of line 3");
  ASSERT_EQ(evaluate("p.csv --truth t.csv --duplicates first --out first").status, 0);
  EXPECT_EQ(report("first")["tables"]["conditions"][0]["n"], 4);
  EXPECT_EQ(report("first")["tables"]["conditions"][0]["auc"], 1);
  ASSERT_EQ(evaluate("p.csv --truth t.csv --duplicates drop --out drop").status, 0);
  EXPECT_EQ(report("drop")["tables"]["conditions"][0]["n"], 3);
  EXPECT_NE(read_text_file(scratch_ / "drop" / "unmatched.csv").find("p.csv,4,2,"),
            std::string::npos);
}

TEST_F(Evaluate, DroppedIdsTakeTheirPartnersIntoTheList) {
  file("t.csv", "id,A\n1,0\n2,1\n3,1\n4,0\n");
  file("p.csv", "id,A\n1,0.2\n2,0.8\n2,0.1\n3,0.7\n4,0.4\n");
  ASSERT_EQ(evaluate("p.csv --truth t.csv --duplicates drop --out report").status, 0);
  const std::string list = read_text_file(scratch_ / "report" / "unmatched.csv");
  for (const char* row : {"p.csv,3,2,", "p.csv,4,2,", "t.csv,,2,its id repeats in p.csv"})
    EXPECT_NE(list.find(row), std::string::npos) << list;
  EXPECT_EQ(report()["tables"]["flow"][1]["unmatched"], 1);
}

TEST_F(Evaluate, CountsClustersAndLevelsOfMatchedRowsOnly) {
  // The truth knows eight more patients and a site; of the matched rows two patients repeat.
  std::string truth = "id,patient,site,A\n", predictions = "id,A\n";
  for (int i = 0; i < 8; ++i) {
    truth += cat("m", i, ",p", i / 2, ",", i % 2 == 0 ? "north" : "", ",", i % 2, "\n");
    predictions += cat("m", i, ",0.", i + 1, "\n");
  }
  for (int i = 0; i < 8; ++i) truth += cat("u", i, ",q", i, ",elsewhere,0\n");
  file("t.csv", truth);
  file("p.csv", predictions);
  const auto run =
      evaluate("p.csv --truth t.csv --cluster patient --by site --bootstrap -1 --out report");
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.err.find("Rows repeat by patient (4 of 8)"), std::string::npos) << run.err;
  EXPECT_EQ(report()["tables"]["subgroups"].size(), 1u);
  EXPECT_NE(report()["notices"].dump().find("site is blank in 4 of 8"), std::string::npos);
}

TEST_F(Evaluate, ComparesOnTheCasesOfBothWhenResampledToo) {
  // The second model scores as the first where it has a score: no difference on common cases.
  std::string truth = "id,patient,A,lvef_percent\n", ours = "id,A,lvef_percent\n", other = ours;
  for (int i = 0; i < 40; ++i) {
    const std::string score = fixed((i * 37 % 41) / 41.0, 3), ef = cat(30 + i);
    truth += cat(i, ",p", i / 2, ",", i % 41 * 37 % 41 > 20 + i % 7 ? 1 : 0, ",", 31 + i, "\n");
    ours += cat(i, ",", score, ",", ef, "\n");
    other += cat(i, ",", i % 3 == 0 ? "" : score, ",", ef, "\n");
  }
  file("t.csv", truth);
  file("p.csv", ours);
  file("o.csv", other);
  ASSERT_EQ(evaluate("p.csv --truth t.csv --compare o.csv --cluster patient --bootstrap 200 "
                     "--out report")
                .status,
            0);
  const Json row = report()["tables"]["condition_comparisons"][0];
  EXPECT_EQ(row["difference"], 0);
  EXPECT_EQ(row["low"], 0);
  EXPECT_EQ(row["high"], 0);
  EXPECT_EQ(row["bootstrap_p"], 1);
  EXPECT_TRUE(report()["tables"]["lvef_comparisons"][0].contains("bootstrap_p"));
}

TEST_F(Evaluate, NamesColumnsOfTheTruthThatNobodyPredicts) {
  file("t.csv", "id,A,B\n1,0,0\n2,1,1\n");
  file("p.csv", "id,A\n1,0.2\n2,0.8\n");
  ASSERT_EQ(evaluate("p.csv --truth t.csv --out report").status, 0);
  EXPECT_NE(report()["notices"].dump().find("without prediction are not evaluated: B."),
            std::string::npos);
}

TEST_F(Evaluate, WritesBehindLinksAndSlashes) {
  file("t.csv", "id,A\n1,0\n2,1\n");
  file("p.csv", "id,A\n1,0.2\n2,0.8\n");
  EXPECT_EQ(evaluate("p.csv --truth t.csv --out slashed/").status, 0);
  EXPECT_TRUE(fs::exists(scratch_ / "slashed" / "index.html"));
  make_folder(scratch_ / "real");
  fs::create_directory_symlink("real", scratch_ / "link");
  EXPECT_EQ(evaluate("p.csv --truth t.csv --out link").status, 0);
  EXPECT_TRUE(fs::is_symlink(scratch_ / "link"));
  EXPECT_TRUE(fs::exists(scratch_ / "real" / "index.html"));
  fs::create_symlink("nowhere", scratch_ / "dangling");
  EXPECT_EQ(evaluate("p.csv --truth t.csv --out dangling").status, 2);
}

TEST_F(Evaluate, ShowsTheHardestCasesAndAMapOfEmbeddings) {
  const auto chordae = [&](const std::string& arguments) {
    const auto r = test::run_command(
        cat("cd '", scratch_.path().string(), "' && '", test::binary().string(), "' ", arguments));
    ASSERT_EQ(r.status, 0) << r.err;
  };
  chordae("synth --studies 6 --sax-slices 3 --frames 10 --matrix 48 --pixel-mm 6 --out cohort");
  chordae("ingest cohort --store hearts");
  chordae("inspect hearts --join cohort/truth.csv --out truth.csv");
  chordae("embed --store hearts --out hearts.h5 --model mvit_tiny --random-init");
  // Truth as its own prediction: what is tested is which case gets which picture and place.
  const auto r = evaluate(
      "truth.csv --truth truth.csv --embeddings hearts.h5 --store hearts "
      "--by sex --hardest 3 --ignore study_uid --out report");
  // Columns of words are no condition: the message says what to do about them.
  EXPECT_EQ(r.status, 3) << r.err;
  EXPECT_NE(r.err.find("line 2, column "), std::string::npos) << r.err;
  std::string predictions = "study,lvef_percent\n";
  const std::string truth = read_text_file(scratch_ / "truth.csv");
  for (std::size_t at = truth.find('\n') + 1; at < truth.size(); at = truth.find('\n', at) + 1) {
    predictions += cat(truth.substr(at, truth.find(',', at) - at), ",", 40 + at % 20, "\n");
  }
  file("p.csv", predictions);
  const auto run = evaluate(
      "p.csv --truth truth.csv --embeddings hearts.h5 --store hearts --by sex --out report");
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(report()["tables"]["embedding_map"].size(), 6u);
  const std::string page = read_text_file(scratch_ / "report" / "index.html");
  std::size_t pictures = 0;
  for (std::size_t at = page.find("data:image/png"); at != std::string::npos;
       at = page.find("data:image/png", at + 1))
    ++pictures;
  EXPECT_EQ(pictures, 6u);
}

TEST_F(Evaluate, HostileNamesAreHarmless) {
  file("t.csv",
       "id,<script>alert(1)</script>,\"=cmd|' /C calc'!A0\"\n1,0,1\n2,1,0\n3,1,1\n4,0,0\n");
  file("p.csv",
       "id,<script>alert(1)</script>,\"=cmd|' /C "
       "calc'!A0\"\n1,0.2,0.4\n2,0.8,0.4\n3,0.7,0.5\n4,0.1,0.5\n");
  ASSERT_EQ(evaluate("p.csv --truth t.csv --out report").status, 0);
  EXPECT_EQ(read_text_file(scratch_ / "report" / "index.html").find("<script"), std::string::npos);
  EXPECT_EQ(read_text_file(scratch_ / "report" / "tables" / "conditions.csv").find("\n=cmd"),
            std::string::npos);
  for (const auto& entry : fs::directory_iterator(scratch_ / "report" / "tables")) {
    EXPECT_EQ(entry.path().filename().string().find('<'), std::string::npos);
  }
}

}  // namespace
}  // namespace chordae
