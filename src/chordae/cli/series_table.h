#pragma once
// What a radiographer wants to read about series: one line each, with the decision and its reason.

#include <string>
#include <vector>

#include "chordae/cli/table.h"
#include "chordae/store/study.h"

namespace chordae {

/// Columns: study, series, view or "refused", size, pixel, times, rule, reason.
Table make_series_table();
void add_series(Table& table, const std::string& study_key, const StudySeries& series);

/// "12 slices x 20 frames, 256 x 256"; differing frames as a range.
std::string cine_size_text(const Cine& cine);

/// First letters of a key that people read out: "H7K29QWE".
std::string short_key(const std::string& key);

}  // namespace chordae
