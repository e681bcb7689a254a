#pragma once
// One DICOM file in memory to plain facts, and to its pixels as stored integers. Nothing is decided
// here about what a series is; absent attributes stay empty, zero or nullopt, none is required.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "chordae/image/cine.h"
#include "chordae/image/geometry.h"

namespace chordae {

/// The header of one instance (PS3.3). UIDs and identifiers are as in the file, also where
/// malformed.
struct DicomInstance {
  std::string sop_class_uid, sop_instance_uid, study_uid, series_uid, transfer_syntax_uid;
  std::string patient_id;  ///< identity: leaves the program only as a keyed hash
  std::string modality, manufacturer, model;
  std::string series_description, protocol_name;  ///< scrubbed of the patient (scrub.h)
  /// The description, or the protocol where that is empty, as in the file. A patient called "Sa"
  /// must not hide the short axis. Identity: for reading words in it, shown and stored nowhere.
  std::string name_as_written;
  std::string sequence_name;
  std::string scanning_sequence, sequence_variant;  ///< values joined by a backslash
  std::vector<std::string> image_type;
  std::optional<std::int64_t> series_number, instance_number, temporal_position, cardiac_images;
  std::optional<double> trigger_time_ms;     ///< as written: a vendor may have meant seconds
  std::optional<double> acquisition_time_s;  ///< since midnight
  std::optional<double> frame_time_ms;       ///< between the frames of one multi-frame instance
  std::optional<double> slice_location_mm;
  double nominal_interval_ms = 0;  ///< R-R; 0 = unknown
  double heart_rate_bpm = 0;
  double repetition_time_ms = 0, echo_time_ms = 0, flip_angle_degrees = 0, field_strength_t = 0;
  Geometry geometry;  ///< has_position false where position or orientation is absent or absurd
  std::int64_t frames = 1, rows = 0, columns = 0;
  std::int64_t bits_allocated = 0, bits_stored = 0, high_bit = 0, samples_per_pixel = 1;
  bool is_signed = false;
  std::string photometric;  ///< "MONOCHROME2"
  double rescale_slope = 1, rescale_intercept = 0;
  bool synthetic = false;  ///< marked so in PatientName or ImageComments
  /// Why `read_dicom_pixels` would refuse, as a sentence; empty if the pixels can be read.
  std::string pixel_problem;
};

/// Errors kFormat: not DICOM, truncated, or sizes that contradict the pixel data; kUnsupported.
DicomInstance read_dicom_header(std::span<const std::byte> file);

/// The pixels of all frames, (T, H, W), native endian. High bits outside BitsStored are cleared,
/// signed values extended; MONOCHROME1 is turned round so that larger always means brighter.
struct DicomPixels {
  std::int64_t frames = 0, rows = 0, columns = 0;
  PixelType type = PixelType::kU16;
  bool was_inverted = false;  ///< the file was MONOCHROME1
  std::vector<std::byte> values;
};

/// Errors as above, and kUnsupported with what to do: JPEG 2000, colour, Enhanced MR, other bit
/// depths.
DicomPixels read_dicom_pixels(std::span<const std::byte> file);

}  // namespace chordae
