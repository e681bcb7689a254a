// From a study to its rows in the catalogue.
#include <algorithm>
#include <cmath>

#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/store/catalogue.h"
#include "chordae/store/utf8.h"

namespace chordae {
namespace {

CatalogueSeriesRow make_series_row(const std::string& study_key, const StudySeries& series) {
  CatalogueSeriesRow row;
  row.study_key = study_key;
  row.series_id = series.id;
  row.description = as_utf8(series.acquisition.series_description);
  row.rule = as_utf8(series.verdict.rule);
  row.reason = as_utf8(series.verdict.reason);
  row.accepted = series.verdict.accepted;
  row.view = view_name(series.verdict.view);
  row.slices = static_cast<std::int64_t>(series.cine.slices.size());
  for (const auto& slice : series.cine.slices) {
    row.frames = std::max(row.frames, slice.frames);
    row.rows = std::max(row.rows, slice.rows);
    row.columns = std::max(row.columns, slice.columns);
  }
  return row;
}

std::string combined_source_hash(const Study& study) {
  std::vector<std::string> hashes;
  for (const auto& series : study.series) hashes.push_back(series.source_hash);
  std::sort(hashes.begin(), hashes.end());
  return hex(sha256(join(hashes, "\n")));
}

}  // namespace

CatalogueEntry make_catalogue_entry(const Study& study, const std::string& file) {
  CatalogueEntry entry;
  CatalogueRow& row = entry.study;
  row.study_key = study.study_key;
  row.patient_key = study.patient_key;
  row.file = file;
  row.source_hash = combined_source_hash(study);
  for (const auto& series : study.series) {
    const Acquisition& a = series.acquisition;
    if (row.manufacturer.empty()) row.manufacturer = as_utf8(a.manufacturer);
    if (row.field_strength_t == 0 && std::isfinite(a.field_strength_t)) {
      row.field_strength_t = a.field_strength_t;
    }
    row.synthetic = row.synthetic || a.synthetic;
    row.series += 1;
    if (series.verdict.accepted) {
      row.accepted += 1;
      row.clips += static_cast<std::int64_t>(series.cine.slices.size());
    }
    entry.series.push_back(make_series_row(study.study_key, series));
  }
  return entry;
}

}  // namespace chordae
