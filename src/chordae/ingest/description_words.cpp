#include "chordae/ingest/description_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

#include "chordae/base/strings.h"

namespace chordae {
namespace {

/// A name as lower-case words, and without anything between them: "4_Chamber cine" is {"4",
/// "chamber", "cine"} and "4chambercine".
struct Name {
  explicit Name(std::string_view text) {
    std::string word;
    for (const char c : lower(text)) {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
        word += c;
        joined += c;
      } else if (!word.empty()) {
        words.push_back(word);
        word.clear();
      }
    }
    if (!word.empty()) words.push_back(word);
  }

  template <std::size_t N>
  bool holds(const std::array<std::string_view, N>& parts) const {
    return std::any_of(parts.begin(), parts.end(), [&](std::string_view part) {
      return joined.find(part) != std::string::npos;
    });
  }
  template <std::size_t N>
  bool has_word(const std::array<std::string_view, N>& wanted) const {
    return std::any_of(wanted.begin(), wanted.end(), [&](std::string_view word) {
      return std::find(words.begin(), words.end(), word) != words.end();
    });
  }

  std::vector<std::string> words;
  std::string joined;
};

using std::string_view_literals::operator""sv;

// Asked in this order: the right heart and vessels before the chambers ("RV2CH" holds "2CH").
constexpr std::array kOther = {"rvot"sv,     "rv2ch"sv,       "rv3ch"sv, "rvla"sv,
                               "rvinflow"sv, "rvoutflow"sv,   "aorta"sv, "aortic"sv,
                               "axial"sv,    "transversal"sv, "pulmon"sv};
constexpr std::array kOtherWords = {"rv"sv, "ax"sv, "ao"sv, "pa"sv, "cor"sv, "sag"sv};
constexpr std::array kFour = {"4ch"sv, "fourch"sv, "hla"sv, "horizontallong"sv};
constexpr std::array kThree = {"3ch"sv, "threech"sv, "lv3c"sv};
constexpr std::array kTwo = {"2ch"sv, "twoch"sv, "verticallong"sv};
constexpr std::array kTwoWords = {"vla"sv};
constexpr std::array kShort = {"sax"sv, "shortax"sv, "shortaxis"sv};
constexpr std::array kShortWords = {"sa"sv};
constexpr std::array kOutflow = {"lvot"sv};
constexpr std::array kFlow = {"flow"sv, "venc"sv, "phasecontrast"sv, "phasecon"sv, "velocity"sv};
constexpr std::array kOverlay = {"inlinevf"sv};

}  // namespace

DescribedAs read_description(std::string_view text) {
  const Name name(text);
  DescribedAs out;
  out.overlay = name.holds(kOverlay);
  out.flow = name.holds(kFlow) && !name.holds(kOutflow) &&
             !name.holds(std::array{"inflow"sv, "outflow"sv});
  const bool is_short_axis = name.holds(kShort) || name.has_word(kShortWords);
  // The "ax" of "short ax" is no axial plane.
  if (name.holds(kOther) || (!is_short_axis && name.has_word(kOtherWords))) {
    out.view = View::kOther;
  } else if (name.holds(kFour)) {
    out.view = View::kFourChamber;
  } else if (name.holds(kThree)) {
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
