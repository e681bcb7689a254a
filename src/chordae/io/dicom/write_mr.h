#pragma once
// Writes MR Image Storage instances (PS3.3 A.4) in Explicit VR Little Endian, from plain numbers
// and text. For synthetic studies: everything it writes says so. Same input, same bytes: no clock,
// no generated identifier.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/image/geometry.h"

namespace chordae {

/// A UID under 2.25 (PS3.5 B.2) made from the SHA-256 of a name: a version 8 UUID (RFC 9562).
std::string derived_uid(std::string_view name);

/// One frame at one slice position. Text is plain ASCII of at most 64 characters; times are DICOM's
/// (YYYYMMDD, HHMMSS). Zero or empty means absent where the comment says so.
struct MrInstance {
  // Patient and study
  std::string patient_name, patient_id, patient_sex;  ///< sex M, F or O
  int patient_age_years = 0;
  double patient_height_m = 0, patient_weight_kg = 0;
  std::string study_uid, study_id, study_date, study_time, study_description, accession_number;
  // Series and equipment
  std::string series_uid, series_description, series_time, protocol_name, frame_of_reference_uid;
  int series_number = 1;
  std::string manufacturer, model, software;
  // Image
  std::string sop_instance_uid, image_comments;
  std::string image_type = "ORIGINAL\\PRIMARY\\M\\NONE";
  int instance_number = 1, acquisition_number = 1;
  Geometry geometry;  ///< spacing_between_slices_mm 0 = absent
  std::uint16_t rows = 0, columns = 0;
  std::span<const std::uint16_t> pixels;  ///< (H, W); two's complement where signed
  int bits_stored = 12;                   ///< 8 to 16, of the 16 allocated
  bool signed_pixels = false;
  double rescale_slope = 1, rescale_intercept = 0;  ///< written where they aren't 1 and 0
  double window_centre = 0, window_width = 1;
  // Acquisition
  std::string sequence_name;
  std::string scanning_sequence = "GR", sequence_variant = "SK";  ///< PS3.3 C.8.3.1.1.1
  double inversion_time_ms = 0;    ///< 0 = absent; needed where scanning_sequence has IR
  std::string acquisition_time;    ///< empty: series_time
  double field_strength_t = 1.5;
  double repetition_time_ms = 0, echo_time_ms = 0, flip_angle_degrees = 0;
  // Cardiac gating; frames_per_cycle 0 = not gated, and then the rest is absent
  int frames_per_cycle = 0;
  double trigger_time_ms = 0, cycle_ms = 0;
};

/// The whole file. Errors kShape (pixel count), kNumeric (a value over its bits, a number that isn't
/// finite, geometry without spacing), kFormat (text that its element can't hold).
std::vector<std::byte> encode_mr(const MrInstance& instance);

/// encode_mr to a file, written aside and renamed. Errors as above and kIo.
void write_mr(const std::filesystem::path& path, const MrInstance& instance);

}  // namespace chordae
