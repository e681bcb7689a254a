#pragma once
// The layout of a DICOM file as bytes (PS3.5 section 7, PS3.10 section 7): where the data set
// begins, how it is encoded, where its pixels lie. Every length is checked against the bytes that
// are there and nesting is bounded. DCMTK is given only what describes a picture, and flat, so that
// a hostile header can't make it allocate, recurse or search without end.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chordae {

/// Where the value of the top-level PixelData element lies, as offsets into
/// `DicomLayout::dataset()`.
struct PixelElement {
  std::size_t element = 0;      ///< start of the element: the header ends here
  std::size_t value = 0;        ///< start of the value
  std::size_t value_bytes = 0;  ///< encapsulated: everything up to the end of the sequence
  bool encapsulated = false;
  bool words = false;  ///< VR OW: 16-bit words in the byte order of the data set
};

class DicomLayout {
 public:
  /// Errors kFormat: not DICOM, truncated, a length that runs past the end, nesting too deep;
  /// kUnsupported: a deflated data set of more than `kInflateLimit` bytes.
  explicit DicomLayout(std::span<const std::byte> file);

  static constexpr std::size_t kInflateLimit = std::size_t{1} << 28;

  std::span<const std::byte> dataset() const {
    return inflated_ ? std::span<const std::byte>(*inflated_) : dataset_;
  }
  /// A copy of the elements that are read here, encoded as in the data set: those of the groups
  /// 0008, 0010, 0018, 0020 and 0028 before PixelData, without sequences and long values.
  const std::vector<std::byte>& header() const { return header_; }
  /// The same with the PixelData element after them. Only where there are `pixels`.
  std::vector<std::byte> header_and_pixels() const;
  /// The pieces of encapsulated pixels, without the offset table that comes first.
  std::vector<std::span<const std::byte>> fragments() const;

  std::string transfer_syntax;  ///< UID as named by the file, or the one its bytes look like
  std::string media_sop_class;  ///< MediaStorageSOPClassUID, empty without file meta information
  bool explicit_vr = true;
  bool big_endian = false;  ///< of the data set
  bool pixels_big_endian = false;
  std::optional<PixelElement> pixels;

 private:
  std::span<const std::byte> dataset_;
  std::optional<std::vector<std::byte>> inflated_;
  std::vector<std::byte> header_;
};

/// True if the first bytes of a file (132 are enough) are those of a DICOM file, with preamble or
/// without.
bool looks_like_dicom(std::span<const std::byte> prefix);

}  // namespace chordae
