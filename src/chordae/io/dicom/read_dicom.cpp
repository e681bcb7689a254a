#include "chordae/io/dicom/read_dicom.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcistrmb.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/io/dicom/byte_layout.h"
#include "chordae/io/dicom/dcmtk_session.h"
#include "chordae/io/dicom/jpeg_header.h"
#include "chordae/io/dicom/pixel_values.h"
#include "chordae/io/dicom/scrub.h"

namespace chordae {
namespace {

constexpr std::uint64_t kMaxPixelBytes = std::uint64_t{1} << 30;

constexpr const char* kEnhancedMr = "1.2.840.10008.5.1.4.1.1.4.1";

[[noreturn]] void fail(const std::string& what) { throw Error(ErrorCode::kFormat, what); }

/// Elements as text and numbers; absent or malformed is the same here.
class Attributes {
 public:
  explicit Attributes(DcmItem& item) : item_(item) {}

  std::string text(const DcmTagKey& tag) const {
    OFString value;
    if (item_.findAndGetOFStringArray(tag, value).bad()) return "";
    std::string out(value.c_str());
    out.erase(std::remove(out.begin(), out.end(), '\0'), out.end());
    return std::string(trim(out));
  }

  /// The numbers of a DS or IS element; empty if any is none.
  std::vector<double> numbers(const DcmTagKey& tag) const {
    std::vector<double> out;
    const std::string all = text(tag);
    if (all.empty()) return out;
    for (const auto& part : split(all, '\\')) {
      const auto value = try_parse_double(trim(part));
      if (!value || !std::isfinite(*value)) return {};
      out.push_back(*value);
    }
    return out;
  }

  std::optional<double> number(const DcmTagKey& tag) const {
    const auto all = numbers(tag);
    return all.empty() ? std::nullopt : std::optional(all.front());
  }

  double positive(const DcmTagKey& tag) const { return std::max(0.0, number(tag).value_or(0.0)); }

  std::optional<std::int64_t> integer(const DcmTagKey& tag) const {
    const auto value = number(tag);
    if (!value || std::abs(*value) > 2147483648.0) return std::nullopt;
    return static_cast<std::int64_t>(std::llround(*value));
  }

  std::int64_t us(const DcmTagKey& tag, std::int64_t fallback) const {
    Uint16 value = 0;
    return item_.findAndGetUint16(tag, value).good() ? value : fallback;
  }

 private:
  DcmItem& item_;
};

/// HHMMSS.FFFFFF, also with colons and cut short, as seconds since midnight.
std::optional<double> try_parse_time(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ':'), text.end());
  if (text.size() < 4) return std::nullopt;
  const auto hours = try_parse_int(text.substr(0, 2)), minutes = try_parse_int(text.substr(2, 2));
  const auto seconds = text.size() > 4 ? try_parse_double(text.substr(4)) : std::optional(0.0);
  if (!hours || !minutes || !seconds || *hours < 0 || *minutes < 0 ||
      !(*seconds >= 0 && *seconds < 62)) {
    return std::nullopt;
  }
  return static_cast<double>(*hours) * 3600 + static_cast<double>(*minutes) * 60 + *seconds;
}

Geometry read_geometry(const Attributes& a) {
  Geometry g;
  const auto spacing = a.numbers(DCM_PixelSpacing);
  if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
    g.row_spacing_mm = spacing[0];
    g.column_spacing_mm = spacing[1];
  }
  g.slice_thickness_mm = a.positive(DCM_SliceThickness);
  g.spacing_between_slices_mm = a.positive(DCM_SpacingBetweenSlices);
  const auto position = a.numbers(DCM_ImagePositionPatient);
  const auto orientation = a.numbers(DCM_ImageOrientationPatient);
  if (position.size() != 3 || orientation.size() != 6) return g;
  const Vec3 row{orientation[0], orientation[1], orientation[2]};
  const Vec3 column{orientation[3], orientation[4], orientation[5]};
  // Two unit vectors at right angles, or the orientation says nothing.
  if (std::abs(norm(row) - 1) > 0.02 || std::abs(norm(column) - 1) > 0.02 ||
      std::abs(dot(row, column)) > 0.02) {
    return g;
  }
  g.origin_mm = {position[0], position[1], position[2]};
  g.row_direction = row;
  g.column_direction = column;
  g.has_position = std::abs(dot(g.origin_mm, g.origin_mm)) < 1e8;
  return g;
}

bool is_marked_synthetic(const Attributes& a) {
  for (const auto& tag : {DCM_PatientName, DCM_ImageComments}) {
    if (upper(a.text(tag)).find("SYNTHETIC") != std::string::npos) return true;
  }
  return false;
}

std::unique_ptr<DcmDataset> parse(std::span<const std::byte> bytes, E_TransferSyntax syntax) {
  start_dcmtk();
  DcmInputBufferStream stream;
  stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  stream.setEos();
  auto dataset = std::make_unique<DcmDataset>();
  dataset->transferInit();
  const OFCondition condition = dataset->read(stream, syntax, EGL_noChange);
  dataset->transferEnd();
  if (condition.bad()) fail(cat("the header is damaged: ", condition.text()));
  return dataset;
}

E_TransferSyntax header_syntax(const DicomLayout& layout) {
  if (!layout.explicit_vr) return EXS_LittleEndianImplicit;
  return layout.big_endian ? EXS_BigEndianExplicit : EXS_LittleEndianExplicit;
}

PixelCell cell_of(const DicomInstance& i) {
  return {.bits_allocated = i.bits_allocated,
          .bits_stored = i.bits_stored,
          .high_bit = i.high_bit,
          .is_signed = i.is_signed,
          .invert = i.photometric == "MONOCHROME1"};
}

/// Bytes of all frames as the header says. Errors kFormat: more than any scanner makes.
std::uint64_t promised_bytes(const DicomInstance& i) {
  const auto frame = static_cast<std::uint64_t>(i.rows) * static_cast<std::uint64_t>(i.columns) *
                     static_cast<std::uint64_t>(i.samples_per_pixel * ((i.bits_allocated + 7) / 8));
  if (i.frames < 1 || i.frames > 65535 || frame > kMaxPixelBytes ||
      frame * static_cast<std::uint64_t>(i.frames) > kMaxPixelBytes) {
    fail(cat("impossible picture size: ", i.frames, " frames of ", i.rows, " x ", i.columns));
  }
  return frame * static_cast<std::uint64_t>(i.frames);
}

/// How many bytes of pixels one compressed byte can make at most.
std::uint64_t max_compression(const std::string& transfer_syntax_uid) {
  switch (DcmXfer(transfer_syntax_uid.c_str()).getXfer()) {
    case EXS_RLELossless:
      return 64;  // 128 equal bytes from two (PS3.5 G.3)
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
      return 16;  // a bit a cell of 16 bits (T.81, annex H)
    case EXS_JPEGLSLossless:
    case EXS_JPEGLSLossy:
      return 4096;  // runs: a constant picture of real width stays well below (T.87, annex A.7)
    default:
      return 512;  // two bits a block of 64 cells of 16 bits (T.81, annex F)
  }
}

/// The header's sizes against the bytes that are there.
void check_sizes(const DicomInstance& i, const PixelElement& pixels) {
  const std::uint64_t promised = promised_bytes(i);
  const std::uint64_t there = pixels.value_bytes;
  if (pixels.encapsulated ? promised / max_compression(i.transfer_syntax_uid) > there
                          : promised > there) {
    fail(cat("the header promises ", i.frames, " frames of ", i.rows, " x ", i.columns, " (",
             promised, " bytes of pixels), ", there, " bytes are there"));
  }
}

std::string describe_pixel_problem(const DicomInstance& i, const DicomLayout& layout) {
  if (i.sop_class_uid == kEnhancedMr) {
    return "Enhanced MR is not supported: export as classic MR images (one frame a file), or "
           "convert with emf2sf";
  }
  if (!layout.pixels || i.rows == 0 || i.columns == 0) return "it holds no picture";
  if (i.samples_per_pixel != 1 ||
      (i.photometric != "MONOCHROME1" && i.photometric != "MONOCHROME2")) {
    return "it is a colour picture, not a scanner image";
  }
  if (i.bits_allocated != 8 && i.bits_allocated != 16) {
    return cat("pixels of ", i.bits_allocated, " bits are not supported: 8 and 16 are");
  }
  if (!layout.pixels->encapsulated) return "";
  switch (DcmXfer(i.transfer_syntax_uid.c_str()).getXfer()) {
    case EXS_RLELossless:
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
    case EXS_JPEGProcess6_8:
    case EXS_JPEGProcess10_12:
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
    case EXS_JPEGLSLossless:
    case EXS_JPEGLSLossy:
      return "";
    case EXS_JPEG2000LosslessOnly:
    case EXS_JPEG2000:
      return "JPEG 2000 is not supported: decompress first (gdcmconv --raw, or export "
             "uncompressed)";
    default:
      return "this compression is not supported: decompress first, or export uncompressed";
  }
}

DicomInstance facts_of(DcmDataset& dataset, const DicomLayout& layout) {
  const Attributes a(dataset);
  DicomInstance i;
  i.transfer_syntax_uid = layout.transfer_syntax;
  i.sop_class_uid = a.text(DCM_SOPClassUID);
  if (i.sop_class_uid.empty()) i.sop_class_uid = layout.media_sop_class;
  i.sop_instance_uid = a.text(DCM_SOPInstanceUID);
  i.study_uid = a.text(DCM_StudyInstanceUID);
  i.series_uid = a.text(DCM_SeriesInstanceUID);
  i.patient_id = a.text(DCM_PatientID);
  i.modality = a.text(DCM_Modality);
  i.manufacturer = printable(a.text(DCM_Manufacturer));
  i.model = printable(a.text(DCM_ManufacturerModelName));
  const std::vector<std::string> identifiers = {a.text(DCM_PatientName), i.patient_id,
                                                a.text(DCM_RETIRED_OtherPatientIDs), a.text(DCM_AccessionNumber)};
  const std::string description = a.text(DCM_SeriesDescription);
  const std::string protocol = a.text(DCM_ProtocolName);
  i.series_description = scrub(description, identifiers);
  i.protocol_name = scrub(protocol, identifiers);
  i.name_as_written = description.empty() ? protocol : description;
  i.sequence_name = printable(a.text(DCM_SequenceName));
  i.scanning_sequence = a.text(DCM_ScanningSequence);
  i.sequence_variant = a.text(DCM_SequenceVariant);
  for (const auto& part : split(a.text(DCM_ImageType), '\\'))
    i.image_type.push_back(upper(trim(part)));
  i.series_number = a.integer(DCM_SeriesNumber);
  i.instance_number = a.integer(DCM_InstanceNumber);
  i.temporal_position = a.integer(DCM_TemporalPositionIdentifier);
  i.cardiac_images = a.integer(DCM_CardiacNumberOfImages);
  i.trigger_time_ms = a.number(DCM_TriggerTime);
  i.acquisition_time_s = try_parse_time(a.text(DCM_AcquisitionTime));
  i.frame_time_ms = a.number(DCM_FrameTime);
  i.slice_location_mm = a.number(DCM_SliceLocation);
  i.nominal_interval_ms = a.positive(DCM_NominalInterval);
  i.heart_rate_bpm = a.positive(DCM_HeartRate);
  i.repetition_time_ms = a.positive(DCM_RepetitionTime);
  i.echo_time_ms = a.positive(DCM_EchoTime);
  i.flip_angle_degrees = a.positive(DCM_FlipAngle);
  i.field_strength_t = a.positive(DCM_MagneticFieldStrength);
  i.geometry = read_geometry(a);
  i.frames = a.integer(DCM_NumberOfFrames).value_or(1);
  i.rows = a.us(DCM_Rows, 0);
  i.columns = a.us(DCM_Columns, 0);
  i.bits_allocated = a.us(DCM_BitsAllocated, 16);
  // Either of these two tells the other.
  i.bits_stored = a.us(DCM_BitsStored, a.us(DCM_HighBit, i.bits_allocated - 1) + 1);
  i.high_bit = a.us(DCM_HighBit, i.bits_stored - 1);
  i.samples_per_pixel = a.us(DCM_SamplesPerPixel, 1);
  i.is_signed = a.us(DCM_PixelRepresentation, 0) == 1;
  i.photometric = upper(a.text(DCM_PhotometricInterpretation));
  if (i.photometric.empty()) i.photometric = "MONOCHROME2";
  const double slope = a.number(DCM_RescaleSlope).value_or(1);
  i.rescale_slope = slope == 0 ? 1 : slope;
  i.rescale_intercept = a.number(DCM_RescaleIntercept).value_or(0);
  i.synthetic = is_marked_synthetic(a);

  i.pixel_problem = describe_pixel_problem(i, layout);
  if (i.pixel_problem.empty()) {
    check_cell(cell_of(i));
    check_sizes(i, *layout.pixels);
  }
  return i;
}

void check_pictures(const DicomLayout& layout, const DicomInstance& i) {
  if (DcmXfer(i.transfer_syntax_uid.c_str()).getXfer() == EXS_RLELossless) return;
  bool is_first = true;
  for (const auto fragment : layout.fragments()) {
    if (is_first || begins_jpeg(fragment)) check_jpeg(fragment, i.rows, i.columns);
    is_first = false;
  }
}

/// Decompresses in DCMTK; the cells come back in native byte order.
std::vector<std::byte> decompress(const DicomLayout& layout, DicomInstance& i) {
  check_pictures(layout, i);
  const auto bytes_of_dataset = layout.header_and_pixels();
  const auto dataset = parse(bytes_of_dataset, DcmXfer(i.transfer_syntax_uid.c_str()).getXfer());
  const OFCondition condition = dataset->chooseRepresentation(EXS_LittleEndianExplicit, nullptr);
  if (condition.bad()) fail(cat("the compressed pixels can't be decoded: ", condition.text()));
  // A codec may widen the cells or change what they mean.
  const Attributes a(*dataset);
  i.bits_allocated = a.us(DCM_BitsAllocated, i.bits_allocated);
  i.bits_stored = a.us(DCM_BitsStored, i.bits_stored);
  i.high_bit = a.us(DCM_HighBit, i.high_bit);
  i.is_signed = a.us(DCM_PixelRepresentation, i.is_signed ? 1 : 0) == 1;
  const auto promised = static_cast<std::size_t>(promised_bytes(i));
  const void* values = nullptr;
  unsigned long count = 0;
  std::size_t bytes = 0;
  if (i.bits_allocated == 8) {
    const Uint8* cells = nullptr;
    if (dataset->findAndGetUint8Array(DCM_PixelData, cells, &count).good()) values = cells;
    bytes = count;
  } else {
    const Uint16* cells = nullptr;
    if (dataset->findAndGetUint16Array(DCM_PixelData, cells, &count).good()) values = cells;
    bytes = count * 2;
  }
  if (values == nullptr || bytes < promised)
    fail("the compressed pixels are fewer than the header promises");
  const auto* first = static_cast<const std::byte*>(values);
  return {first, first + promised};
}

}  // namespace

DicomInstance read_dicom_header(std::span<const std::byte> file) {
  const DicomLayout layout(file);
  return facts_of(*parse(layout.header(), header_syntax(layout)), layout);
}

DicomPixels read_dicom_pixels(std::span<const std::byte> file) {
  const DicomLayout layout(file);
  DicomInstance i = facts_of(*parse(layout.header(), header_syntax(layout)), layout);
  if (!i.pixel_problem.empty()) throw Error(ErrorCode::kUnsupported, i.pixel_problem);

  DicomPixels out;
  if (layout.pixels->encapsulated) {
    const std::vector<std::byte> cells = decompress(layout, i);
    PixelCell cell = cell_of(i);
    cell.big_endian = std::endian::native == std::endian::big;
    out.values = unpack_cells(cells, cell);
  } else {
    PixelCell cell = cell_of(i);
    cell.big_endian = layout.pixels_big_endian;
    cell.swapped_bytes = layout.pixels_big_endian && layout.pixels->words;
    const auto bytes = static_cast<std::size_t>(promised_bytes(i));
    const auto value = layout.dataset().subspan(layout.pixels->value, layout.pixels->value_bytes);
    // Swapped pairs reach one byte past an odd number of cells.
    const std::size_t take = cell.swapped_bytes && i.bits_allocated == 8
                                 ? std::min(value.size(), bytes + bytes % 2)
                                 : bytes;
    out.values = unpack_cells(value.first(take), cell);
    out.values.resize(bytes);
  }
  out.frames = i.frames;
  out.rows = i.rows;
  out.columns = i.columns;
  out.type = pixel_type(cell_of(i));
  out.was_inverted = i.photometric == "MONOCHROME1";
  return out;
}

}  // namespace chordae
