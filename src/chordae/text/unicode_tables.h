#pragma once
// Layout of the generated tables in unicode_tables.cpp; read them through unicode_classes.h.

#include <array>
#include <cstddef>
#include <cstdint>

namespace chordae::unicode_tables {

struct FlagRange {
  char32_t first, last;
  std::uint16_t flags;  ///< CharacterFlag
};
/// The whole canonical decomposition, padded with zeros; Hangul syllables are computed instead.
struct Decomposition {
  char32_t from;
  std::array<char32_t, 4> to;
};
/// first, first + step, ... last become themselves + delta.
struct LowerRun {
  char32_t first, last;
  std::int32_t delta;
  char32_t step;
};
/// Only of characters that accent stripping keeps: the order of the others never shows.
struct CombiningClass {
  char32_t code;
  std::uint8_t value;
};

extern const FlagRange kFlagRanges[];
extern const Decomposition kDecompositions[];
extern const LowerRun kLowerRuns[];
extern const CombiningClass kCombiningClasses[];
extern const std::size_t kFlagRangeCount, kDecompositionCount, kLowerRunCount, kCombiningClassCount;

}  // namespace chordae::unicode_tables
