#include "chordae/text/unicode_classes.h"

#include <algorithm>
#include <span>
#include <vector>

#include "chordae/text/unicode_tables.h"

namespace chordae {
namespace {

using namespace unicode_tables;

constexpr std::size_t kCodePoints = 0x110000;

// A flat array costs 2 MB once and one load a character; the committed form is ranges.
std::vector<std::uint16_t> expand_ranges() {
  std::vector<std::uint16_t> flags(kCodePoints);
  for (const FlagRange& range : std::span(kFlagRanges, kFlagRangeCount)) {
    std::fill(flags.begin() + range.first, flags.begin() + range.last + 1, range.flags);
  }
  return flags;
}

// Hangul syllables (Unicode, section 3.12): L V or L V T by arithmetic.
constexpr char32_t kSyllableBase = 0xAC00, kSyllables = 11172;
constexpr char32_t kLeadBase = 0x1100, kVowelBase = 0x1161, kTrailBase = 0x11A7;
constexpr char32_t kVowels = 21, kTrails = 28;

CharacterSequence decompose_syllable(char32_t index) {
  CharacterSequence out;
  out.codes[out.size++] = kLeadBase + index / (kVowels * kTrails);
  out.codes[out.size++] = kVowelBase + index / kTrails % kVowels;
  if (index % kTrails != 0) out.codes[out.size++] = kTrailBase + index % kTrails;
  return out;
}

}  // namespace

std::uint16_t character_flags(char32_t code) {
  static const std::vector<std::uint16_t> flags = expand_ranges();
  return code < kCodePoints ? flags[code] : 0;
}

CharacterSequence decompose(char32_t code) {
  if (code - kSyllableBase < kSyllables) return decompose_syllable(code - kSyllableBase);
  const std::span table(kDecompositions, kDecompositionCount);
  const auto found = std::ranges::lower_bound(table, code, {}, &Decomposition::from);
  if (found == table.end() || found->from != code) return {{code}, 1};
  CharacterSequence out{found->to, 0};
  while (out.size < out.codes.size() && out.codes[out.size] != 0) ++out.size;
  return out;
}

CharacterSequence lower_case(char32_t code) {
  if (code == 0x130) return {{U'i', 0x307}, 2};
  const std::span table(kLowerRuns, kLowerRunCount);
  const auto after = std::ranges::upper_bound(table, code, {}, &LowerRun::first);
  if (after == table.begin()) return {{code}, 1};
  const LowerRun& run = *std::prev(after);
  if (code <= run.last && (code - run.first) % run.step == 0) {
    return {{static_cast<char32_t>(static_cast<std::int32_t>(code) + run.delta)}, 1};
  }
  return {{code}, 1};
}

std::uint8_t combining_class(char32_t code) {
  const std::span table(kCombiningClasses, kCombiningClassCount);
  const auto found = std::ranges::lower_bound(table, code, {}, &CombiningClass::code);
  return found != table.end() && found->code == code ? found->value : 0;
}

}  // namespace chordae
