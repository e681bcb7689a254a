#include "chordae/ingest/description_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

using std::string_view_literals::operator""sv;

/// Whether `word` is the first half of a term that `next` ends: "4" and "chamber", "short" and
/// "axis". Any other two words stay apart, or "iPAT2 CH4" would hold "2CH".
bool is_one_term(std::string_view word, std::string_view next) {
  static constexpr std::array kCounts = {"2"sv, "3"sv, "4"sv, "two"sv, "three"sv, "four"sv};
  static constexpr std::array kFirstHalves = {"short"sv,  "horizontal"sv, "vertical"sv, "phase"sv,
                                              "inline"sv, "rv"sv,         "lv"sv};
  const auto is_any_of = [&](const auto& terms) {
    return std::find(terms.begin(), terms.end(), word) != terms.end();
  };
  const bool ends_a_count =
      next.starts_with("ch") && next.find_first_of("0123456789") == std::string_view::npos;
  return is_any_of(kFirstHalves) || (ends_a_count && is_any_of(kCounts));
}

/// A name as lower-case words, and as terms of one or more of them: "4_Chamber cine" is {"4",
/// "chamber", "cine"} and {"4chamber", "cine"}.
struct Name {
  explicit Name(std::string_view text) {
    std::string word;
    for (const char c : lower(text) + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        word += c;
      } else if (!word.empty()) {
        if (!words.empty() && is_one_term(words.back(), word)) {
          terms.back() += word;
        } else {
          terms.push_back(word);
        }
        words.push_back(word);
        word.clear();
      }
    }
  }

  template <std::size_t N>
  bool holds(const std::array<std::string_view, N>& parts) const {
    return std::any_of(terms.begin(), terms.end(), [&](const std::string& term) {
      return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
        return term.find(part) != std::string::npos;
      });
    });
  }
  template <std::size_t N>
  bool has_word(const std::array<std::string_view, N>& wanted) const {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    });
  }

  std::vector<std::string> words, terms;
};

// Asked in this order: the right heart and vessels before the chambers ("RV2CH" holds "2CH").
constexpr std::array kStructures = {"rvot"sv,     "rv2ch"sv,  "rv3ch"sv,   "rvla"sv,
                                    "rvinflow"sv, "rvsax"sv,  "rvshort"sv, "rvoutflow"sv,
                                    "aorta"sv,    "aortic"sv, "pulmon"sv};
constexpr std::array kStructureWords = {"rv"sv, "ao"sv, "pa"sv};
constexpr std::array kPlanes = {"axial"sv, "transversal"sv};
constexpr std::array kPlaneWords = {"ax"sv, "cor"sv, "sag"sv};
constexpr std::array kFour = {"4ch"sv, "fourch"sv, "hla"sv, "horizontallong"sv};
constexpr std::array kFourWords = {"ch4"sv};
constexpr std::array kThree = {"3ch"sv, "threech"sv, "lv3c"sv};
constexpr std::array kThreeWords = {"ch3"sv};
constexpr std::array kTwo = {"2ch"sv, "twoch"sv, "verticallong"sv};
constexpr std::array kTwoWords = {"vla"sv, "ch2"sv};
constexpr std::array kShort = {"sax"sv, "shortax"sv, "shortaxis"sv};
constexpr std::array kShortWords = {"sa"sv};
constexpr std::array kOutflow = {"lvot"sv};
constexpr std::array kFlow = {"flow"sv, "venc"sv, "phasecontrast"sv, "phasecon"sv, "velocity"sv};
constexpr std::array kTagging = {"tagging"sv, "tagged"sv, "spamm"sv};
constexpr std::array kTaggingWords = {"tag"sv, "dense"sv};
constexpr std::array kOverlay = {"inlinevf"sv};

}  // namespace

DescribedAs read_description(std::string_view text) {
  const Name name(text);
  DescribedAs out;
  out.overlay = name.holds(kOverlay);
  out.flow = name.holds(kFlow) && !name.holds(kOutflow) &&
             !name.holds(std::array{"inflow"sv, "outflow"sv});
  out.tagging = name.holds(kTagging) || name.has_word(kTaggingWords);
  const bool is_short_axis = name.holds(kShort) || name.has_word(kShortWords);
  out.structure = name.holds(kStructures) || (!is_short_axis && name.has_word(kStructureWords));
  // The "ax" of "short ax" is no axial plane.
  const bool other_plane = !is_short_axis && (name.holds(kPlanes) || name.has_word(kPlaneWords));
  if (out.structure || other_plane) {
    out.view = View::kOther;
  } else if (name.holds(kFour) || name.has_word(kFourWords)) {
    out.view = View::kFourChamber;
  } else if (name.holds(kThree) || name.has_word(kThreeWords)) {
    out.view = View::kThreeChamber;
  } else if (name.holds(kTwo) || name.has_word(kTwoWords)) {
    out.view = View::kTwoChamber;
  } else if (is_short_axis) {
    out.view = View::kSax;
  } else if (name.holds(kOutflow)) {
    out.view = View::kThreeChamber;
    out.outflow = true;
  }
  return out;
}

}  // namespace chordae
