#pragma once
// What a series' name says, in the words that scanners' operators use. A hint only: descriptions
// are often wrong or empty, so geometry and content are asked first.

#include <string_view>

#include "chordae/image/cine.h"

namespace chordae {

struct DescribedAs {
  View view = View::kUnknown;  ///< kOther: another structure or plane is named (RV, outflow of the
                               ///< RV, aorta, axial)
  bool structure = false;      ///< kOther for what lies there, which no geometry can contradict
  bool outflow =
      false;          ///< named only by the left ventricular outflow tract: 3CH, or its cross view
  bool flow = false;  ///< velocity encoding
  bool tagging = false;  ///< stripes or displacement codes over the muscle
  bool overlay = false;  ///< analysis drawn into the picture (InlineVF)
};

/// `text`: SeriesDescription, or ProtocolName where that is empty.
DescribedAs read_description(std::string_view text);

}  // namespace chordae
