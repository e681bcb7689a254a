// What h5py reads in our files, number by number, and the example of the format's page.
#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <span>

#include "chordae/base/files.h"
#include "chordae/store/embedding_store.h"
#include "chordae/store/study_store.h"
#include "support/random_embeddings.h"
#include "support/random_study.h"
#include "support/test_support.h"

namespace chordae {
namespace {

std::string words(double value) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(std::bit_cast<std::uint64_t>(value)));
  return text;
}

std::string words(const std::string& value) {
  std::string out;
  for (const char c : value) {
    char text[3];
    std::snprintf(text, sizeof text, "%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += text;
  }
  return out.empty() ? "-" : out;
}

template <class Values>
std::string list_words(const Values& values) {
  std::string out;
  for (const auto& value : values) {
    if (!out.empty()) out += ' ';
    out += words(value);
  }
  return cat("[", out, "]");
}

const char* flag_words(bool value) { return value ? "true" : "false"; }

// The lines of `store_variants.py dump`, in any order.
using Lines = std::multiset<std::string>;

void add_slice(Lines& lines, const std::string& at, const CineSlice& s) {
  const Geometry& g = s.geometry;
  lines.insert(cat(at, " has_position ", flag_words(g.has_position)));
  lines.insert(cat(at, " origin_mm ", list_words(g.origin_mm)));
  lines.insert(cat(at, " row_direction ", list_words(g.row_direction)));
  lines.insert(cat(at, " column_direction ", list_words(g.column_direction)));
  lines.insert(cat(at, " trigger_time_ms ", list_words(s.trigger_time_ms)));
  for (const auto& [name, value] :
       std::map<std::string, double>{{"row_spacing_mm", g.row_spacing_mm},
                                     {"column_spacing_mm", g.column_spacing_mm},
                                     {"slice_thickness_mm", g.slice_thickness_mm},
                                     {"spacing_between_slices_mm", g.spacing_between_slices_mm},
                                     {"cycle_ms", s.cycle_ms},
                                     {"rescale_slope", s.rescale_slope},
                                     {"rescale_intercept", s.rescale_intercept}}) {
    lines.insert(cat(at, " ", name, " ", words(value)));
  }
  lines.insert(cat(at, " ", pixel_type_name(s.type), " ", s.frames, " ", s.rows, " ", s.columns,
                   " ", hex(sha256(s.pixels))));
}

void add_series(Lines& lines, const StudySeries& s) {
  const Acquisition& a = s.acquisition;
  std::vector<std::string> names;
  std::vector<double> values;
  for (const auto& [name, value] : s.verdict.evidence)
    names.push_back(name), values.push_back(value);
  lines.insert(cat(s.id, " accepted ", flag_words(s.verdict.accepted)));
  lines.insert(cat(s.id, " synthetic ", flag_words(a.synthetic)));
  lines.insert(cat(s.id, " evidence_names ", list_words(names)));
  lines.insert(cat(s.id, " evidence_values ", list_words(values)));
  lines.insert(cat(s.id, " series_number ", a.series_number));
  lines.insert(cat(s.id, " source_files ", s.source_files));
  lines.insert(cat(s.id, " slices ", s.cine.slices.size()));
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"view", std::string(view_name(s.verdict.view))},
                                          {"cine_view", std::string(view_name(s.cine.view))},
                                          {"rule", s.verdict.rule},
                                          {"reason", s.verdict.reason},
                                          {"manufacturer", a.manufacturer},
                                          {"model", a.model},
                                          {"series_description", a.series_description},
                                          {"source_hash", s.source_hash}}) {
    lines.insert(cat(s.id, " ", name, " ", words(value)));
  }
  for (const auto& [name, value] :
       std::map<std::string, double>{{"field_strength_t", a.field_strength_t},
                                     {"repetition_time_ms", a.repetition_time_ms},
                                     {"echo_time_ms", a.echo_time_ms},
                                     {"flip_angle_degrees", a.flip_angle_degrees},
                                     {"heart_rate_bpm", a.heart_rate_bpm}}) {
    lines.insert(cat(s.id, " ", name, " ", words(value)));
  }
  for (std::size_t i = 0; i < s.cine.slices.size(); ++i) {
    add_slice(lines, cat(s.id, "/slice_00", i), s.cine.slices[i]);
  }
}

Lines dump_with_h5py(const std::filesystem::path& path) {
  const auto run = test::run_command(
      test::python() + " " + (test::source_root() / "tools/reference/store_variants.py").string() +
      " dump " + path.string());
  EXPECT_EQ(run.status, 0) << run.err;
  Lines lines;
  for (const auto& line : split(run.out, '\n')) {
    if (!line.empty()) lines.insert(line);
  }
  return lines;
}

TEST(StoreParity, H5pyReadsEveryNumberOfAStudy) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const test::ScratchFolder scratch;
  for (std::uint64_t seed = 22; seed < 26; ++seed) {
    const Study study = test::random_study(seed);
    write_study_file(scratch / "s.h5", study);
    Lines lines = {"/ format " + words(std::string("chordae-study")), "/ version 1",
                   "/ study_key " + words(study.study_key),
                   "/ patient_key " + words(study.patient_key)};
    for (const auto& series : study.series) add_series(lines, series);
    const Lines found = dump_with_h5py(scratch / "s.h5");
    EXPECT_GT(found.size(), 40u);
    EXPECT_EQ(found, lines) << seed;
    Lines changed = lines;  // the comparison notices one other number
    changed.erase(changed.begin());
    EXPECT_NE(found, changed);
  }
}

TEST(StoreParity, H5pyReadsEveryNumberOfEmbeddings) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const test::ScratchFolder scratch;
  auto clips = test::random_clips("STUDYA", 5);
  for (const auto& clip : test::random_clips("STUDYB", 4)) clips.push_back(clip);
  EmbeddingStoreWriter writer(scratch / "e.h5", test::small_provenance());
  writer.append_study("STUDYB", {clips.begin() + 5, clips.end()});
  writer.append_study("STUDYA", {clips.begin(), clips.begin() + 5});
  writer.finish();
  std::map<std::string, std::vector<std::string>> texts;
  std::vector<std::int64_t> slice, frames;
  std::vector<double> position;
  std::vector<float> embeddings, features;
  for (const ClipEmbedding& c : clips) {
    texts["study_key"].push_back(c.study_key);
    texts["patient_key"].push_back(c.patient_key);
    texts["series_id"].push_back(c.series_id);
    texts["source_hash"].push_back(c.source_hash);
    texts["view"].push_back(c.view);
    slice.push_back(c.slice);
    frames.push_back(c.frames);
    position.push_back(c.slice_position_mm);
    embeddings.insert(embeddings.end(), c.embedding.begin(), c.embedding.end());
    features.insert(features.end(), c.features.begin(), c.features.end());
  }
  const auto array = [](const auto& values) {
    return hex(sha256(std::as_bytes(std::span(values))));
  };
  const Lines found = dump_with_h5py(scratch / "e.h5");
  Lines lines = {"slice int64 9 " + array(slice),
                 "frames int64 9 " + array(frames),
                 "slice_position_mm float64 9 " + array(position),
                 "embeddings float32 9 8 " + array(embeddings),
                 "features float32 9 3 " + array(features),
                 "embeddings sha256 " + words(array(embeddings)),
                 "features sha256 " + words(array(features)),
                 "/ random_init false",
                 "/ embedding_width 8",
                 "/ feature_width 3",
                 "/ version 1",
                 "/ format " + words(std::string("chordae-embeddings"))};
  for (const auto& [name, values] : texts) lines.insert(name + " " + list_words(values));
  const auto p = test::small_provenance();
  for (const auto& [name, value] :
       std::map<std::string, std::string>{{"model", p.model},
                                          {"model_hash", p.model_hash},
                                          {"model_config", p.model_config},
                                          {"transform_config", p.transform_config},
                                          {"precision", p.precision},
                                          {"chordae_version", p.chordae_version}}) {
    lines.insert("/ " + name + " " + words(value));
  }
  EXPECT_EQ(found, lines);
}

// Runs the first Python block of a page on a file.
std::string run_example(const std::string& page, const std::filesystem::path& file) {
  const std::string text = read_text_file(test::source_root() / "docs/formats" / page);
  const auto begin = text.find("```python\n") + 10;
  const test::ScratchFolder scratch;
  write_file(scratch / "example.py", text.substr(begin, text.find("```", begin) - begin));
  const auto run = test::run_command(test::python() + " " + (scratch / "example.py").string() +
                                     " " + file.string());
  EXPECT_EQ(run.status, 0) << run.err;
  return run.out;
}

TEST(StoreParity, TheExamplesOfTheDocumentationRun) {
  CHORDAE_SKIP_WITHOUT(!test::python().empty(), "Python");
  const auto data = test::source_root() / "tests/data/store";
  const auto study = run_example("study-store.md", data / "study-v1.h5");
  EXPECT_NE(study.find("s01 SAX accepted: 12 parallele Schichten – Kurzachse"), std::string::npos)
      << study;
  EXPECT_NE(study.find("slice_000 (4, 3, 5) uint16 1.25 x 1.5 mm, 4 times"), std::string::npos)
      << study;
  const auto rows = run_example("embedding-store.md", data / "embeddings-v1.h5");
  EXPECT_NE(rows.find("5 clips of 2 studies, 8 numbers each"), std::string::npos) << rows;
  EXPECT_NE(rows.find("random weights"), std::string::npos) << rows;
  EXPECT_NE(rows.find("from 2 series"), std::string::npos) << rows;
}

}  // namespace
}  // namespace chordae
