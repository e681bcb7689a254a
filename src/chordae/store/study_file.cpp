#include "chordae/store/study_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/base/version.h"
#include "chordae/io/hdf5/hdf5.h"
#include "chordae/store/study_store.h"
#include "chordae/store/utf8.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

// A slice larger than this is no cine: 1000 frames of 1024 x 512 16-bit pixels.
constexpr std::size_t kMaxSliceBytes = std::size_t{1} << 30;
// Links may name one array many times over, and constant pixels pack a thousandfold: a study has
// so many slices at most, and beyond the first bytes no more than so many times its file.
constexpr std::int64_t kMaxSlices = 65536;
constexpr std::uint64_t kFreePixelBytes = std::uint64_t{1} << 32;
constexpr std::uint64_t kMaxPixelRatio = 64;

using Kind = hdf5::ElementType::Kind;

hdf5::ElementType element_type(PixelType type) {
  const bool is_signed = type == PixelType::kI8 || type == PixelType::kI16;
  return {is_signed ? Kind::kSigned : Kind::kUnsigned, pixel_bytes(type)};
}

PixelType pixel_type(const hdf5::Dataset& dataset) {
  for (const PixelType type : {PixelType::kU8, PixelType::kI8, PixelType::kU16, PixelType::kI16}) {
    if (dataset.type() == element_type(type)) return type;
  }
  throw Error(ErrorCode::kFormat, cat(dataset.where(), ": pixels must be 8 or 16 bit integers"));
}

std::string slice_name(std::int64_t index) {
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), "slice_%03lld", static_cast<long long>(index));
  return name.data();
}

bool is_series_id(std::string_view id) {
  return id.size() >= 3 && id.size() <= 8 && id[0] == 's' &&
         id.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

// What the readers of a plane count on; DICOM headers beyond these bounds give no position either.
void check_plane(const Geometry& g) {
  constexpr double kTolerance = 0.02;
  constexpr double kFarthestMm = 1e4;
  const auto is_near = [](double value, double wanted) {  // false for NaN
    return std::abs(value - wanted) <= kTolerance;
  };
  if (!g.has_position) return;
  if (!is_near(norm(g.row_direction), 1) || !is_near(norm(g.column_direction), 1) ||
      !is_near(dot(g.row_direction, g.column_direction), 0) || !(norm(g.origin_mm) <= kFarthestMm)) {
    throw Error(ErrorCode::kNumeric,
                "a position needs perpendicular directions of length 1 and an origin within 10 m");
  }
}

// ---- writing

void write_vector(hdf5::Node& node, const std::string& name, const Vec3& v) {
  node.set_numbers(name, v);
}

void write_slice(hdf5::Group& series, std::int64_t index, const CineSlice& slice) {
  check_slice(slice);
  check_plane(slice.geometry);
  if (slice.pixels.size() > kMaxSliceBytes) {
    throw Error(ErrorCode::kUnsupported, "a slice of more than 1 GiB");
  }
  hdf5::Dataset d =
      series.write_compressed(slice_name(index), element_type(slice.type),
                              {slice.frames, slice.rows, slice.columns}, slice.pixels);
  const Geometry& g = slice.geometry;
  d.set_flag("has_position", g.has_position);
  write_vector(d, "origin_mm", g.origin_mm);
  write_vector(d, "row_direction", g.row_direction);
  write_vector(d, "column_direction", g.column_direction);
  d.set_number("row_spacing_mm", g.row_spacing_mm);
  d.set_number("column_spacing_mm", g.column_spacing_mm);
  d.set_number("slice_thickness_mm", g.slice_thickness_mm);
  d.set_number("spacing_between_slices_mm", g.spacing_between_slices_mm);
  d.set_numbers("trigger_time_ms", slice.trigger_time_ms);
  d.set_number("cycle_ms", slice.cycle_ms);
  d.set_number("rescale_slope", slice.rescale_slope);
  d.set_number("rescale_intercept", slice.rescale_intercept);
}

void write_verdict(hdf5::Group& group, const Verdict& verdict) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const auto& [name, value] : verdict.evidence) {
    names.push_back(as_utf8(name));
    values.push_back(value);
  }
  group.set_flag("accepted", verdict.accepted);
  group.set_text("view", std::string(view_name(verdict.view)));
  group.set_text("rule", as_utf8(verdict.rule));
  group.set_text("reason", as_utf8(verdict.reason));
  group.set_texts("evidence_names", names);
  group.set_numbers("evidence_values", values);
}

void write_acquisition(hdf5::Group& group, const Acquisition& a) {
  group.set_text("manufacturer", as_utf8(a.manufacturer));
  group.set_text("model", as_utf8(a.model));
  group.set_number("field_strength_t", a.field_strength_t);
  group.set_number("repetition_time_ms", a.repetition_time_ms);
  group.set_number("echo_time_ms", a.echo_time_ms);
  group.set_number("flip_angle_degrees", a.flip_angle_degrees);
  group.set_number("heart_rate_bpm", a.heart_rate_bpm);
  group.set_text("series_description", as_utf8(a.series_description));
  group.set_integer("series_number", a.series_number);
  group.set_flag("synthetic", a.synthetic);
}

void write_series(hdf5::Group& root, const StudySeries& series) {
  hdf5::Group group = root.create_group(series.id);
  write_verdict(group, series.verdict);
  write_acquisition(group, series.acquisition);
  group.set_integer("source_files", series.source_files);
  group.set_text("source_hash", as_utf8(series.source_hash));
  group.set_text("cine_view", std::string(view_name(series.cine.view)));
  group.set_integer("slices", static_cast<std::int64_t>(series.cine.slices.size()));
  for (std::size_t i = 0; i < series.cine.slices.size(); ++i) {
    try {
      write_slice(group, static_cast<std::int64_t>(i), series.cine.slices[i]);
    } catch (Error& e) {
      e.add_context(cat("writing slice ", i, " of series ", series.id));
      throw;
    }
  }
}

void check_series_ids(const Study& study) {
  for (std::size_t i = 0; i < study.series.size(); ++i) {
    const std::string& id = study.series[i].id;
    if (!is_series_id(id) || (i > 0 && !series_comes_before(study.series[i - 1].id, id))) {
      throw Error(ErrorCode::kUsage,
                  cat("series ids must be s01, s02, … in order, not \"", printable(id), "\""));
    }
  }
}

// ---- reading

Vec3 read_vector(const hdf5::Node& node, const std::string& name) {
  const auto values = node.numbers(name);
  if (values.size() != 3) {
    throw Error(ErrorCode::kFormat, cat(node.where(), ": \"", name, "\" must be three numbers"));
  }
  return {values[0], values[1], values[2]};
}

View read_view(const hdf5::Node& node, const std::string& name) {
  try {
    return parse_view(node.text(name));
  } catch (const Error& e) {
    throw Error(ErrorCode::kFormat, cat(node.where(), ": ", e.message()));
  }
}

// What a study file may still bring.
class Allowance {
 public:
  explicit Allowance(std::uint64_t file_bytes)
      : pixel_bytes_(std::max(kFreePixelBytes, kMaxPixelRatio * file_bytes)) {}

  void take(const hdf5::Dataset& slice) {
    const std::uint64_t bytes = slice.byte_size();
    if (slices_ == 0 || bytes > pixel_bytes_) {
      throw Error(ErrorCode::kFormat, cat(slice.where(), ": more slices than a study has"));
    }
    --slices_;
    pixel_bytes_ -= bytes;
  }

 private:
  std::uint64_t pixel_bytes_;
  std::int64_t slices_ = kMaxSlices;
};

CineSlice read_slice(const hdf5::Dataset& d, bool with_pixels) {
  CineSlice slice;
  slice.type = pixel_type(d);
  const auto& extents = d.extents();
  const auto is_size = [](std::int64_t n) { return n >= 1 && n <= 65535; };
  if (extents.size() != 3 || !std::all_of(extents.begin(), extents.end(), is_size)) {
    throw Error(ErrorCode::kFormat, cat(d.where(), ": must be an array (T, H, W)"));
  }
  slice.frames = extents[0];
  slice.rows = extents[1];
  slice.columns = extents[2];
  Geometry& g = slice.geometry;
  g.has_position = d.flag("has_position");
  g.origin_mm = read_vector(d, "origin_mm");
  g.row_direction = read_vector(d, "row_direction");
  g.column_direction = read_vector(d, "column_direction");
  g.row_spacing_mm = d.number("row_spacing_mm");
  g.column_spacing_mm = d.number("column_spacing_mm");
  g.slice_thickness_mm = d.number("slice_thickness_mm");
  g.spacing_between_slices_mm = d.number("spacing_between_slices_mm");
  slice.trigger_time_ms = d.numbers("trigger_time_ms");
  slice.cycle_ms = d.number("cycle_ms");
  slice.rescale_slope = d.number("rescale_slope");
  slice.rescale_intercept = d.number("rescale_intercept");
  if (with_pixels) slice.pixels = d.read(kMaxSliceBytes);
  try {
    check_plane(g);
    if (with_pixels) check_slice(slice);
  } catch (const Error& e) {
    throw Error(ErrorCode::kFormat, cat(d.where(), ": ", e.message()));
  }
  return slice;
}

Verdict read_verdict(const hdf5::Group& group) {
  Verdict verdict;
  verdict.accepted = group.flag("accepted");
  verdict.view = read_view(group, "view");
  verdict.rule = group.text("rule");
  verdict.reason = group.text("reason");
  const auto names = group.texts("evidence_names");
  const auto values = group.numbers("evidence_values");
  if (names.size() != values.size()) {
    throw Error(ErrorCode::kFormat, cat(group.where(), ": ", names.size(), " names for ",
                                        values.size(), " values of evidence"));
  }
  for (std::size_t i = 0; i < names.size(); ++i) verdict.evidence.emplace_back(names[i], values[i]);
  return verdict;
}

Acquisition read_acquisition(const hdf5::Group& group) {
  Acquisition a;
  a.manufacturer = group.text("manufacturer");
  a.model = group.text("model");
  a.field_strength_t = group.number("field_strength_t");
  a.repetition_time_ms = group.number("repetition_time_ms");
  a.echo_time_ms = group.number("echo_time_ms");
  a.flip_angle_degrees = group.number("flip_angle_degrees");
  a.heart_rate_bpm = group.number("heart_rate_bpm");
  a.series_description = group.text("series_description");
  a.series_number = group.integer("series_number");
  a.synthetic = group.flag("synthetic");
  return a;
}

StudySeries read_series(const hdf5::Group& root, const std::string& id, bool with_pixels,
                        Allowance& allowance) {
  const hdf5::Group group = root.group(id);
  StudySeries series;
  series.id = id;
  series.verdict = read_verdict(group);
  series.acquisition = read_acquisition(group);
  series.source_files = group.integer("source_files");
  series.source_hash = group.text("source_hash");
  series.cine.view = read_view(group, "cine_view");
  const std::int64_t slices = group.integer("slices");
  for (std::int64_t i = 0; i < slices; ++i) {  // a count that lies ends at the first absent slice
    const hdf5::Dataset slice = group.dataset(slice_name(i));
    allowance.take(slice);
    series.cine.slices.push_back(read_slice(slice, with_pixels));
  }
  return series;
}

void check_version(const hdf5::Group& root) {
  if (!root.has_attribute("format") || root.text("format") != kStudyFormat) {
    throw Error(ErrorCode::kFormat, cat(root.where(), " is HDF5, but no study of chordae"));
  }
  const std::int64_t version = root.integer("version");
  if (version > kStudyVersion) {
    throw Error(ErrorCode::kUnsupported,
                cat(root.where(), " has study format version ", version,
                    "; this chordae reads up to ", kStudyVersion, ": update chordae"));
  }
  if (version < 1) throw Error(ErrorCode::kFormat, cat(root.where(), ": version ", version));
}

Study read_study_as(const fs::path& path, bool with_pixels) {
  const hdf5::Group root = hdf5::open_file(path);
  check_version(root);
  Study study;
  study.study_key = root.text("study_key");
  study.patient_key = root.text("patient_key");
  std::vector<std::string> ids;
  for (const auto& name : root.children()) {
    if (is_series_id(name)) ids.push_back(name);
  }
  std::sort(ids.begin(), ids.end(), series_comes_before);
  std::error_code ignored;
  Allowance allowance(fs::file_size(path, ignored));
  for (const auto& id : ids) study.series.push_back(read_series(root, id, with_pixels, allowance));
  return study;
}

}  // namespace

void save_study(const fs::path& path, const Study& study) {
  check_series_ids(study);
  hdf5::NewFile file;
  hdf5::Group root = file.root();
  root.set_text("format", std::string(kStudyFormat));
  root.set_integer("version", kStudyVersion);
  root.set_text("writer_version", std::string(version()));
  root.set_text("study_key", as_utf8(study.study_key));
  root.set_text("patient_key", as_utf8(study.patient_key));
  for (const auto& series : study.series) write_series(root, series);
  file.save(path);
}

void write_study_file(const fs::path& path, const Study& study) {
  TemporaryPath temporary(path);
  save_study(temporary.path(), study);
  temporary.commit();
}

Study read_study_file(const fs::path& path) { return read_study_as(path, true); }

Study read_study_header(const fs::path& path) { return read_study_as(path, false); }

}  // namespace chordae
