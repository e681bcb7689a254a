#include "chordae/phantom/tissue.h"

#include <array>

namespace chordae {

std::string_view tissue_name(Tissue tissue) {
  constexpr std::array<std::string_view, kTissueCount> kNames{
      "air",         "lung",     "fat",    "skeletal muscle", "myocardium", "scar",
      "arterial blood", "venous blood", "vessel wall", "pericardium", "effusion", "liver",
      "spleen",      "stomach wall", "fluid", "marrow", "bone", "metal"};
  return kNames.at(static_cast<std::size_t>(tissue));
}

std::string_view label_name(Label label) {
  constexpr std::array<std::string_view, kLabelCount> kNames{
      "background",  "LV cavity",    "LV myocardium", "RV cavity",
      "left atrium", "right atrium", "aorta",         "pulmonary artery"};
  return kNames.at(static_cast<std::size_t>(label));
}

}  // namespace chordae
