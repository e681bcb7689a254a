#include "chordae/cli/json.h"

#include "chordae/cli/table.h"

namespace chordae {
namespace {

Json slice_json(const CineSlice& slice) {
  const Geometry& g = slice.geometry;
  Json j;
  j["frames"] = slice.frames;
  j["rows"] = slice.rows;
  j["columns"] = slice.columns;
  j["type"] = pixel_type_name(slice.type);
  if (g.has_position) j["position_mm"] = g.position_along_normal_mm();
  j["row_spacing_mm"] = g.row_spacing_mm;
  j["column_spacing_mm"] = g.column_spacing_mm;
  j["slice_thickness_mm"] = g.slice_thickness_mm;
  j["trigger_time_ms"] = slice.trigger_time_ms;
  j["cycle_ms"] = slice.cycle_ms;
  return j;
}

}  // namespace

void print_json(const Json& document) {
  print(document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Json series_json(const StudySeries& series) {
  Json j;
  j["id"] = series.id;
  j["accepted"] = series.verdict.accepted;
  j["view"] = view_name(series.verdict.view);
  j["rule"] = series.verdict.rule;
  j["reason"] = series.verdict.reason;
  Json evidence = Json::object();
  for (const auto& [name, value] : series.verdict.evidence) evidence[name] = value;
  j["evidence"] = evidence;
  const Acquisition& a = series.acquisition;
  j["acquisition"] = {{"manufacturer", a.manufacturer},
                      {"model", a.model},
                      {"field_strength_t", a.field_strength_t},
                      {"repetition_time_ms", a.repetition_time_ms},
                      {"echo_time_ms", a.echo_time_ms},
                      {"flip_angle_degrees", a.flip_angle_degrees},
                      {"heart_rate_bpm", a.heart_rate_bpm},
                      {"series_description", a.series_description},
                      {"series_number", a.series_number},
                      {"synthetic", a.synthetic}};
  j["source_files"] = series.source_files;
  j["source_hash"] = series.source_hash;
  j["slices"] = Json::array();
  for (const auto& slice : series.cine.slices) j["slices"].push_back(slice_json(slice));
  return j;
}

Json skips_json(const std::vector<Skip>& skips) {
  Json list = Json::array();
  for (const auto& skip : skips) {
    list.push_back({{"what", skip.what},
                    {"where", skip.where},
                    {"reason", skip.reason},
                    {"code", error_code_name(skip.code)}});
  }
  return list;
}

}  // namespace chordae
