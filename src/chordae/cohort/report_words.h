#pragma once
// The words that a report's phrases leave open, from one heart and one reader's numbers; and how a
// phrase is chosen and filled in.

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/base/rng.h"
#include "chordae/phantom/conditions/condition.h"
#include "chordae/phantom/person.h"

namespace chordae {

/// What one reader measured: the truth with a reader's error, as far as it is written down.
struct Reading {
  int lvef_percent = 0, lv_edv_ml = 0, lv_esv_ml = 0, lv_mass_g = 0;
  int rvef_percent = 0, rv_edv_ml = 0, rv_esv_ml = 0;
  int la_index = 0, ra_index = 0;  ///< mL a square metre
  int wall_mm = 0;                 ///< thickest segment
};

/// LVEF with an SD of about 3 points between readers (Suinesiaputra et al., Int J Cardiovasc
/// Imaging 2015 31:1257; approximate), rounded to 1 or, by habit, to 5; volumes that agree with it.
Reading read_heart(const Person& person, double lv_mass_g, Rng rng);

/// Replaces {word} by its value, {Word} by the same with a capital. Errors kInternal: no such word.
class ReportWords {
 public:
  ReportWords(const Person& person, const Reading& reading);
  void set(const std::string& word, std::string value) { words_[word] = std::move(value); }
  std::string fill(std::string_view text) const;

 private:
  std::map<std::string, std::string> words_;
};

/// "mild", "moderate" or "severe" for 0 to 1.
std::string_view degree_word(double extent);

/// "akinesia of the mid anterior, apical septal and apical anterior segments"; empty if all move.
std::string wall_motion_words(const SegmentValues& contraction);

/// The segment's name with its noun: "mid anterior segment", "apex".
std::string segment_words(std::size_t segment);

/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items);

std::string capitalised(std::string text);

}  // namespace chordae
