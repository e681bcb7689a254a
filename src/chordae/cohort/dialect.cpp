#include "chordae/cohort/dialect.h"

#include <array>

namespace chordae {
namespace {

constexpr std::array<Dialect, kVendorCount> kDialects{{
    {.model = "phantom A"},
    {.model = "phantom B", .series_per_slice = true, .first_trigger_share = 0.5},
    {.model = "phantom C", .phases_first = true, .apex_first = true},
    {.model = "phantom D", .apex_first = true, .whole_milliseconds = true, .spaces_between = false},
}};

using Wordings = std::array<std::string_view, 2>;

/// Descriptions by what is imaged.
struct Names {
  Wordings scout, sax, two, three, four, axial, rv, late, flow, perfusion, t1, t2;
};

constexpr std::array<Names, kVendorCount> kNames{{
    {{"3-pl Loc", "3PL LOC BH"},
     {"SAX FIESTA BH", "SAX FIESTA"},
     {"2CH FIESTA BH", "LV2CH FIESTA BH"},
     {"3CH FIESTA BH", "LV3CH FIESTA BH"},
     {"4CH FIESTA BH", "4 Chamber"},
     {"AX FIESTA BH", "AXIAL FIESTA BH"},
     {"RV SAX FIESTA BH", "RVOT FIESTA BH"},
     {"SAX MDE PSIR", "SAX IR FGRE TI=240"},
     {"Ao FastPC V=150 BH", "PA FastPC V=150 BH"},
     {"SAX FGRE TC PERF", "SAX perfusion"},
     {"SAX MOLLI T1 map", "SAX T1 map"},
     {"SAX T2 map", "SAX T2 mapping"}},
    {{"localizer", "localizer_3plane"},
     {"cine_sax", "CINE_segmented_SAX"},
     {"cine_2ch", "CINE_segmented_LAX_2Ch"},
     {"cine_3ch", "CINE_segmented_LAX_3Ch"},
     {"cine_4ch", "CINE_segmented_LAX_4Ch"},
     {"cine_axial", "cine_transversal"},
     {"cine_rv_stack", "cine_RVOT_stack"},
     {"psir_sax", "de_high-res_psir_SA"},
     {"flow_aorta_venc150", "fl_through-plane_150_aorta"},
     {"perf_sax_rest", "dynamic_TFL_sr_rest"},
     {"T1map_MOLLI_sax", "MyoMaps_T1_SA"},
     {"T2map_sax", "MyoMaps_T2_SA"}},
    {{"Survey", "Survey BFFE"},
     {"sBTFE BH SA", "Cine SA"},
     {"sBTFE BH 2CH", "Cine 2CH"},
     {"sBTFE BH LVOT 3CH", "Cine 3CH"},
     {"sBTFE BH 4CH", "Cine 4CH"},
     {"sBTFE BH TRANSVERSAL", "Cine axial"},
     {"sBTFE BH RV", "Cine RV 2CH"},
     {"PSIR TFE SA", "LGE 2D SA"},
     {"QFLOW AO", "Qflow aorta"},
     {"sTFE perfusion SA", "DYN STRESS SA"},
     {"T1 MOLLI SA", "T1 map SA"},
     {"T2 GraSE SA", "T2 map SA"}},
    {{"Locator", "Scout 3P"},
     {"SSFP SA MULTI", "SA cine SSFP"},
     {"SSFP 2ch", "2CH cine SSFP"},
     {"SSFP 3ch", "3CH cine SSFP"},
     {"SSFP 4ch", "4CH cine SSFP"},
     {"SSFP axial", "Ax cine SSFP"},
     {"SSFP RV short", "RV cine SSFP"},
     {"FFE LGE SA", "LGE SA"},
     {"PS flow Ao", "Phase contrast aorta"},
     {"FFE perfusion SA", "Perfusion rest SA"},
     {"T1 map SA", "MOLLI SA"},
     {"T2 map SA", "T2prep map SA"}},
}};

const Wordings& names_of(const Names& n, SeriesKind kind, View view) {
  switch (kind) {
    case SeriesKind::kScout:
      return n.scout;
    case SeriesKind::kAxialStack:
      return n.axial;
    case SeriesKind::kRvStack:
      return n.rv;
    case SeriesKind::kLateEnhancement:
      return n.late;
    case SeriesKind::kFlow:
      return n.flow;
    case SeriesKind::kPerfusion:
      return n.perfusion;
    case SeriesKind::kT1Map:
      return n.t1;
    case SeriesKind::kT2Map:
      return n.t2;
    case SeriesKind::kCine:
      break;
  }
  return view == View::kTwoChamber     ? n.two
         : view == View::kThreeChamber ? n.three
         : view == View::kFourChamber  ? n.four
                                       : n.sax;
}

}  // namespace

const Dialect& dialect_of(int vendor) { return kDialects.at(static_cast<std::size_t>(vendor)); }

std::string describe(int vendor, SeriesKind kind, View view, Rng rng) {
  const Wordings& wordings = names_of(kNames.at(static_cast<std::size_t>(vendor)), kind, view);
  return std::string(wordings[rng.chance(0.3) ? 1 : 0]);
}

std::string_view sequence_of(int vendor, SeriesKind kind) {
  constexpr std::array<std::string_view, kVendorCount> kBalanced{"2D FIESTA", "tfi2d1_12", "B-TFE",
                                                                 "SSFP2D"};
  switch (kind) {
    case SeriesKind::kLateEnhancement:
      return "ir_gre2d";
    case SeriesKind::kFlow:
      return "pc_gre2d";
    case SeriesKind::kPerfusion:
      return "sr_gre2d";
    case SeriesKind::kT1Map:
    case SeriesKind::kT2Map:
      return "map2d";
    default:
      return kBalanced.at(static_cast<std::size_t>(vendor));
  }
}

}  // namespace chordae
