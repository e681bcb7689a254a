#pragma once
// Free text of a header without the patient in it. Technologists type names and numbers into series
// descriptions; a store and its tables must not carry them on (PS3.15 Annex E lists Series
// Description and Protocol Name among the attributes to clean).

#include <span>
#include <string>
#include <string_view>

namespace chordae {

/// `text` with control characters removed, and with "[removed]" in place of: any word of two letters
/// or more that is part of one of the `identifiers` (a name's components, a patient or accession
/// number; case ignored), any run of six digits or more, and anything shaped like a date.
std::string scrub(std::string_view text, std::span<const std::string> identifiers);

}  // namespace chordae
