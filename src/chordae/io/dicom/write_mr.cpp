#include "chordae/io/dicom/write_mr.h"

#include <dcmtk/config/osconfig.h>

#include <dcmtk/dcmdata/dcostrmb.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr const char* kImplementationVersion = "CHORDAE_SYNTH_1";

/// Decimal String: at most 16 characters (PS3.5 6.2), the most exact that fits.
std::string decimal_string(double value) {
  if (!std::isfinite(value)) throw Error(ErrorCode::kNumeric, "a DICOM number must be finite");
  if (std::abs(value) < 1e-12) return "0";
  char text[40];
  for (int digits = 15; digits > 0; --digits) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    if (std::string_view(text).size() <= 16) break;
  }
  return text;
}

template <class... Numbers>
std::string decimal_strings(Numbers... numbers) {
  const std::array<std::string, sizeof...(Numbers)> parts{decimal_string(numbers)...};
  return join(parts, "\\");
}

std::string vector_string(const Vec3& v) { return decimal_strings(v[0], v[1], v[2]); }

/// Puts elements into a data set, translating DCMTK's failures.
class Writer {
 public:
  explicit Writer(DcmItem& item) : item_(item) {}

  /// A value that this file made itself; may hold several, separated by backslashes.
  void put(const DcmTag& tag, const std::string& value) {
    check(tag, item_.putAndInsertString(tag, value.c_str()));
  }
  /// Text from the caller: one value.
  void text(const DcmTag& tag, const std::string& value, std::size_t limit = 64) {
    const auto bad = [](char c) { return c < 0x20 || c > 0x7e || c == '\\'; };
    if (value.size() > limit || std::any_of(value.begin(), value.end(), bad)) {
      throw Error(ErrorCode::kFormat,
                  cat("DICOM element ", tag.toString().c_str(), ": its text must be at most ",
                      limit, " plain characters without backslash"));
    }
    put(tag, value);
  }
  void number(const DcmTag& tag, std::uint16_t value) {
    check(tag, item_.putAndInsertUint16(tag, value));
  }
  void pixels(std::span<const std::uint16_t> values) {
    check(DCM_PixelData,
          item_.putAndInsertUint16Array(DCM_PixelData, values.data(), values.size()));
  }

 private:
  static void check(const DcmTag& tag, const OFCondition& status) {
    if (status.bad())
      throw Error(ErrorCode::kFormat,
                  cat("DICOM element ", tag.toString().c_str(), ": ", status.text()));
  }
  DcmItem& item_;
};

void check_stored_values(const MrInstance& m) {
  if (m.bits_stored < 8 || m.bits_stored > 16 || !(m.rescale_slope > 0) || !std::isfinite(m.rescale_intercept)) {
    throw Error(ErrorCode::kNumeric, cat(m.bits_stored, " bits stored, slope ", m.rescale_slope));
  }
  const int value_bits = m.bits_stored - (m.signed_pixels ? 1 : 0);
  const int highest = (1 << value_bits) - 1, lowest = m.signed_pixels ? -highest - 1 : 0;
  for (const std::uint16_t stored : m.pixels) {
    const int value = m.signed_pixels ? static_cast<std::int16_t>(stored) : stored;
    if (value < lowest || value > highest) {
      throw Error(ErrorCode::kNumeric, cat("a stored value needs more than ", m.bits_stored, " bits"));
    }
  }
}

void check_instance(const MrInstance& m) {
  if (!dcmDataDict.isDictionaryLoaded()) {
    throw Error(ErrorCode::kIo,
                "DCMTK's data dictionary (dicom.dic) was not found: set DCMDICTPATH to it");
  }
  if (m.rows == 0 || m.columns == 0 || m.pixels.size() != std::size_t{m.rows} * m.columns) {
    throw Error(ErrorCode::kShape,
                cat(m.pixels.size(), " pixels for a picture of ", m.rows, " x ", m.columns));
  }
  check_stored_values(m);
  const Geometry& g = m.geometry;
  if (!(g.row_spacing_mm > 0 && g.column_spacing_mm > 0 && g.slice_thickness_mm > 0)) {
    throw Error(ErrorCode::kNumeric, "an MR image needs positive spacing and thickness");
  }
  if (m.frames_per_cycle > 0 && !(m.cycle_ms > 0))
    throw Error(ErrorCode::kNumeric, "a gated image needs its cycle");
}

void put_patient_and_study(Writer& w, const MrInstance& m) {
  w.text(DCM_PatientName, m.patient_name);
  w.text(DCM_PatientID, m.patient_id);
  w.put(DCM_PatientBirthDate, "");
  w.text(DCM_PatientSex, m.patient_sex, 1);
  char age[8];
  std::snprintf(age, sizeof(age), "%03dY", std::clamp(m.patient_age_years, 0, 999));
  w.put(DCM_PatientAge, age);
  w.put(DCM_PatientSize, decimal_string(m.patient_height_m));
  w.put(DCM_PatientWeight, decimal_string(m.patient_weight_kg));

  w.text(DCM_StudyInstanceUID, m.study_uid);
  w.text(DCM_StudyID, m.study_id, 16);
  w.text(DCM_StudyDate, m.study_date, 8);
  w.text(DCM_StudyTime, m.study_time, 14);
  w.text(DCM_StudyDescription, m.study_description);
  w.text(DCM_AccessionNumber, m.accession_number, 16);
  w.put(DCM_ReferringPhysicianName, "");
}

void put_series_and_equipment(Writer& w, const MrInstance& m) {
  w.put(DCM_Modality, "MR");
  w.text(DCM_SeriesInstanceUID, m.series_uid);
  w.put(DCM_SeriesNumber, cat(m.series_number));
  w.text(DCM_SeriesDate, m.study_date, 8);
  w.text(DCM_SeriesTime, m.series_time, 14);
  w.text(DCM_SeriesDescription, m.series_description);
  w.text(DCM_ProtocolName, m.protocol_name);
  w.put(DCM_BodyPartExamined, "HEART");
  w.put(DCM_PatientPosition, "HFS");
  w.text(DCM_FrameOfReferenceUID, m.frame_of_reference_uid);
  w.put(DCM_PositionReferenceIndicator, "");
  w.text(DCM_Manufacturer, m.manufacturer);
  w.text(DCM_ManufacturerModelName, m.model);
  w.text(DCM_SoftwareVersions, m.software);
}

void put_acquisition(Writer& w, const MrInstance& m) {
  const bool gated = m.frames_per_cycle > 0;
  w.put(DCM_ScanningSequence, m.scanning_sequence);
  w.put(DCM_SequenceVariant, m.sequence_variant);
  w.put(DCM_ScanOptions, gated ? "CG" : "");
  w.put(DCM_MRAcquisitionType, "2D");
  w.text(DCM_SequenceName, m.sequence_name, 16);
  w.put(DCM_RepetitionTime, decimal_string(m.repetition_time_ms));
  w.put(DCM_EchoTime, decimal_string(m.echo_time_ms));
  if (m.inversion_time_ms > 0) w.put(DCM_InversionTime, decimal_string(m.inversion_time_ms));
  w.put(DCM_EchoTrainLength, "1");
  w.put(DCM_NumberOfAverages, "1");
  w.put(DCM_FlipAngle, decimal_string(m.flip_angle_degrees));
  w.put(DCM_MagneticFieldStrength, decimal_string(m.field_strength_t));
  w.put(DCM_ImagingFrequency,
        decimal_string(42.577478518 * m.field_strength_t));  // CODATA 2018, MHz/T
  w.put(DCM_ImagedNucleus, "1H");
  if (gated) {
    w.put(DCM_TriggerTime, decimal_string(m.trigger_time_ms));
    w.put(DCM_NominalInterval, cat(std::lround(m.cycle_ms)));
    w.put(DCM_HeartRate, cat(std::lround(60000.0 / m.cycle_ms)));
    w.put(DCM_CardiacNumberOfImages, cat(m.frames_per_cycle));
  }
}

void put_image(Writer& w, const MrInstance& m) {
  const Geometry& g = m.geometry;
  w.put(DCM_SOPClassUID, UID_MRImageStorage);
  w.text(DCM_SOPInstanceUID, m.sop_instance_uid);
  w.put(DCM_ImageType, m.image_type);
  w.put(DCM_InstanceNumber, cat(m.instance_number));
  w.put(DCM_AcquisitionNumber, cat(m.acquisition_number));
  w.text(DCM_ContentDate, m.study_date, 8);
  const std::string& time = m.acquisition_time.empty() ? m.series_time : m.acquisition_time;
  w.text(DCM_ContentTime, time, 14);
  w.text(DCM_AcquisitionDate, m.study_date, 8);
  w.text(DCM_AcquisitionTime, time, 14);
  w.text(DCM_ImageComments, m.image_comments);

  w.put(DCM_PixelSpacing, decimal_strings(g.row_spacing_mm, g.column_spacing_mm));
  w.put(DCM_ImagePositionPatient, vector_string(g.origin_mm));
  w.put(DCM_ImageOrientationPatient,
        cat(vector_string(g.row_direction), "\\", vector_string(g.column_direction)));
  w.put(DCM_SliceThickness, decimal_string(g.slice_thickness_mm));
  w.put(DCM_SliceLocation, decimal_string(g.position_along_normal_mm()));
  if (g.spacing_between_slices_mm > 0)
    w.put(DCM_SpacingBetweenSlices, decimal_string(g.spacing_between_slices_mm));

  w.number(DCM_SamplesPerPixel, 1);
  w.put(DCM_PhotometricInterpretation, "MONOCHROME2");
  w.number(DCM_Rows, m.rows);
  w.number(DCM_Columns, m.columns);
  w.number(DCM_BitsAllocated, 16);
  w.number(DCM_BitsStored, static_cast<std::uint16_t>(m.bits_stored));
  w.number(DCM_HighBit, static_cast<std::uint16_t>(m.bits_stored - 1));
  w.number(DCM_PixelRepresentation, m.signed_pixels ? 1 : 0);
  if (m.rescale_slope != 1 || m.rescale_intercept != 0) {
    w.put(DCM_RescaleIntercept, decimal_string(m.rescale_intercept));
    w.put(DCM_RescaleSlope, decimal_string(m.rescale_slope));
    w.put(DCM_RescaleType, "US");  // unspecified units (PS3.3 C.11.1.1.2)
  }
  w.put(DCM_WindowCenter, decimal_string(m.window_centre));
  w.put(DCM_WindowWidth, decimal_string(std::max(1.0, m.window_width)));
  w.pixels(m.pixels);
}

/// PS3.10 table 7.1-1, by hand: DcmFileFormat would put DCMTK's own version.
void put_meta(DcmMetaInfo& meta, const MrInstance& m) {
  Writer w(meta);
  const Uint8 version[2] = {0, 1};
  meta.putAndInsertUint32(DCM_FileMetaInformationGroupLength, 0);
  meta.putAndInsertUint8Array(DCM_FileMetaInformationVersion, version, 2);
  w.put(DCM_MediaStorageSOPClassUID, UID_MRImageStorage);
  w.text(DCM_MediaStorageSOPInstanceUID, m.sop_instance_uid);
  w.put(DCM_TransferSyntaxUID, UID_LittleEndianExplicitTransferSyntax);
  w.put(DCM_ImplementationClassUID, derived_uid("chordae implementation"));
  w.put(DCM_ImplementationVersionName, kImplementationVersion);
  meta.computeGroupLengthAndPadding(EGL_recalcGL, EPD_noChange, META_HEADER_DEFAULT_TRANSFERSYNTAX,
                                    EET_ExplicitLength);
}

/// A whole object in a buffer of its own.
std::vector<std::byte> encoded(DcmItem& item, E_TransferSyntax syntax) {
  std::vector<std::byte> bytes(item.calcElementLength(syntax, EET_ExplicitLength) + 1024);
  DcmOutputBufferStream stream(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  item.transferInit();
  const OFCondition status = item.write(stream, syntax, EET_ExplicitLength, nullptr);
  item.transferEnd();
  if (status.bad()) throw Error(ErrorCode::kInternal, cat("encoding DICOM: ", status.text()));
  void* start = nullptr;
  offile_off_t length = 0;
  stream.flushBuffer(start, length);
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace

std::string derived_uid(std::string_view name) {
  const Sha256Digest digest = sha256(name);
  std::array<std::uint8_t, 16> bytes;
  std::copy_n(digest.begin(), 16, bytes.begin());
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x80);  // version 8
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);  // variant
  // 128 bits to decimal by repeated division.
  std::string digits;
  while (std::any_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b != 0; })) {
    unsigned rest = 0;
    for (auto& b : bytes) {
      rest = rest * 256 + b;
      b = static_cast<std::uint8_t>(rest / 10);
      rest %= 10;
    }
    digits += static_cast<char>('0' + rest);
  }
  std::reverse(digits.begin(), digits.end());
  return "2.25." + digits;
}

std::vector<std::byte> encode_mr(const MrInstance& instance) {
  check_instance(instance);
  DcmMetaInfo meta;
  put_meta(meta, instance);
  DcmDataset data;
  Writer w(data);
  put_patient_and_study(w, instance);
  put_series_and_equipment(w, instance);
  put_acquisition(w, instance);
  put_image(w, instance);

  std::vector<std::byte> bytes = encoded(meta, META_HEADER_DEFAULT_TRANSFERSYNTAX);
  const std::vector<std::byte> body = encoded(data, EXS_LittleEndianExplicit);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

void write_mr(const std::filesystem::path& path, const MrInstance& instance) {
  write_file(path, encode_mr(instance));
}

}  // namespace chordae
