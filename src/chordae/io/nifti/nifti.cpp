#include "chordae/io/nifti/nifti.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/io/archive/input_files.h"

namespace chordae {
namespace {

// Byte offsets of nifti1.h's struct nifti_1_header.
enum Offset : std::size_t {
  kHeaderSize = 0,
  kDim = 40,
  kDatatype = 70,
  kPixdim = 76,
  kVoxOffset = 108,
  kSlope = 112,
  kIntercept = 116,
  kUnits = 123,
  kQformCode = 252,
  kSformCode = 254,
  kQuaternion = 256,
  kQoffset = 268,
  kSrow = 280,
  kMagic = 344,
};
constexpr std::size_t kHeaderBytes = 348;
constexpr std::size_t kVoxelsAt = 352;        // four bytes of extension flags lie between
constexpr std::int64_t kLargestSide = 32767;  // dim is 16 bit
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

class Header {
 public:
  explicit Header(std::span<const std::byte> bytes) : bytes_(bytes) {
    if (bytes.size() < kHeaderBytes) throw Error(ErrorCode::kFormat, "too short for NIfTI");
    swapped_ = get<std::int32_t>(kHeaderSize) != static_cast<std::int32_t>(kHeaderBytes);
    if (get<std::int32_t>(kHeaderSize) != static_cast<std::int32_t>(kHeaderBytes)) {
      throw Error(ErrorCode::kFormat, "not a NIfTI-1 header");
    }
    const std::string_view magic(reinterpret_cast<const char*>(bytes.data()) + kMagic, 4);
    if (magic == std::string_view("ni1\0", 4)) {
      throw Error(ErrorCode::kUnsupported, "a pair of .hdr and .img: convert it to one .nii file");
    }
    if (magic != std::string_view("n+1\0", 4)) {
      throw Error(ErrorCode::kFormat, "not a NIfTI-1 header (ANALYZE 7.5 is not read)");
    }
  }

  template <class T>
  T get(std::size_t at) const {
    std::array<std::byte, sizeof(T)> raw;
    std::memcpy(raw.data(), bytes_.data() + at, sizeof(T));
    if (swapped_) std::reverse(raw.begin(), raw.end());
    return std::bit_cast<T>(raw);
  }
  double real(std::size_t at, std::size_t index = 0) const { return get<float>(at + 4 * index); }
  std::int64_t integer(std::size_t at, std::size_t index = 0) const {
    return get<std::int16_t>(at + 2 * index);
  }
  bool swapped() const { return swapped_; }

 private:
  std::span<const std::byte> bytes_;
  bool swapped_ = false;
};

void read_sizes(const Header& header, NiftiImage& image) {
  const std::int64_t axes = header.integer(kDim);
  if (axes < 1 || axes > 7) throw Error(ErrorCode::kFormat, cat(axes, " axes"));
  for (std::int64_t i = 0; i < axes; ++i) {
    const std::int64_t size = header.integer(kDim, static_cast<std::size_t>(i) + 1);
    if (size < 1 || size > kLargestSide) {
      throw Error(ErrorCode::kFormat, cat("an axis of ", size, " voxels"));
    }
    if (i < 4) {
      image.size[static_cast<std::size_t>(i)] = size;
    } else if (size > 1) {
      throw Error(ErrorCode::kUnsupported, "more than four axes");
    }
  }
}

/// Sizes of a voxel in mm and ms; bits 0 to 2 of the units are space, 3 to 5 time (nifti1.h).
void read_spacing(const Header& header, NiftiImage& image) {
  const auto units = header.get<std::uint8_t>(kUnits);
  const int space = units & 7, time = units & 56;
  const double to_mm = space == 1 ? 1000 : space == 3 ? 0.001 : 1;
  const double to_ms = time == 8 ? 1000 : time == 16 ? 1 : time == 24 ? 0.001 : 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const double value = std::abs(header.real(kPixdim, i + 1)) * (i < 3 ? to_mm : to_ms);
    image.spacing[i] = std::isfinite(value) && value < 1e6 ? value : 0;
  }
}

/// nifti1.h, method 2: a rotation by the unit quaternion (a, b, c, d), with pixdim[0] the sign of
/// z.
std::array<Vec3, 4> quaternion_affine(const Header& header) {
  const double b = header.real(kQuaternion, 0), c = header.real(kQuaternion, 1),
               d = header.real(kQuaternion, 2);
  const double a = std::sqrt(std::max(0.0, 1 - (b * b + c * c + d * d)));
  const double sign = header.real(kPixdim, 0) < 0 ? -1 : 1;
  const double x = header.real(kPixdim, 1), y = header.real(kPixdim, 2),
               z = sign * header.real(kPixdim, 3);
  return {
      Vec3{x * (a * a + b * b - c * c - d * d), x * 2 * (b * c + a * d), x * 2 * (b * d - a * c)},
      Vec3{y * 2 * (b * c - a * d), y * (a * a + c * c - b * b - d * d), y * 2 * (c * d + a * b)},
      Vec3{z * 2 * (b * d + a * c), z * 2 * (c * d - a * b), z * (a * a + d * d - c * c - b * b)},
      Vec3{header.real(kQoffset, 0), header.real(kQoffset, 1), header.real(kQoffset, 2)}};
}

void read_orientation(const Header& header, NiftiImage& image) {
  if (header.integer(kSformCode) > 0) {
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 4; ++column) {
        image.affine[column][row] = header.real(kSrow + 16 * row, column);
      }
    }
  } else if (header.integer(kQformCode) > 0) {
    image.affine = quaternion_affine(header);
  } else {
    return;
  }
  const auto units = header.get<std::uint8_t>(kUnits) & 7;
  const double to_mm = units == 1 ? 1000 : units == 3 ? 0.001 : 1;
  for (Vec3& v : image.affine) {
    v = to_mm * v;
    v[0] = -v[0];  // RAS to LPS
    v[1] = -v[1];
    if (!(std::abs(v[0]) < 1e6 && std::abs(v[1]) < 1e6 && std::abs(v[2]) < 1e6)) {
      throw Error(ErrorCode::kFormat, "an orientation that is not finite");
    }
  }
  image.has_position = true;
}

}  // namespace

std::size_t voxel_bytes(NiftiType type) {
  switch (type) {
    case NiftiType::kU8:
    case NiftiType::kI8:
      return 1;
    case NiftiType::kI16:
    case NiftiType::kU16:
      return 2;
    case NiftiType::kI32:
    case NiftiType::kF32:
      return 4;
    case NiftiType::kF64:
      return 8;
  }
  return 0;
}

bool looks_like_nifti(std::span<const std::byte> prefix) {
  if (prefix.size() < kHeaderBytes) return false;
  return std::memcmp(prefix.data() + kMagic, "n+1", 4) == 0 ||
         std::memcmp(prefix.data() + kMagic, "ni1", 4) == 0;
}

NiftiImage parse_nifti(std::span<const std::byte> bytes) {
  const Header header(bytes);
  NiftiImage image;
  read_sizes(header, image);
  read_spacing(header, image);
  read_orientation(header, image);
  const std::int64_t type = header.integer(kDatatype);
  image.type = static_cast<NiftiType>(type);
  const std::size_t each = voxel_bytes(image.type);
  if (each == 0) {
    throw Error(ErrorCode::kUnsupported,
                cat("voxels of NIfTI type ", type, ": 8 and 16 bit, int32 and real are read"));
  }
  // slope 0 means none (nifti1.h).
  const double slope = header.real(kSlope), intercept = header.real(kIntercept);
  if (slope != 0 && std::isfinite(slope) && std::isfinite(intercept)) {
    image.slope = slope;
    image.intercept = intercept;
  }
  const double offset = header.real(kVoxOffset);
  const std::size_t start = offset >= static_cast<double>(kVoxelsAt) && offset < 1e9
                                ? static_cast<std::size_t>(offset)
                                : kVoxelsAt;
  // Compared by division: the product of four sizes may overflow.
  std::uint64_t left = start < bytes.size() ? (bytes.size() - start) / each : 0;
  for (const std::int64_t size : image.size) left /= static_cast<std::uint64_t>(size);
  if (left == 0) {
    throw Error(ErrorCode::kFormat,
                cat("the header promises ", image.size[0], " x ", image.size[1], " x ",
                    image.size[2], " x ", image.size[3], " voxels, and the file holds fewer"));
  }
  const auto voxels = bytes.subspan(start, static_cast<std::size_t>(image.count()) * each);
  image.voxels.assign(voxels.begin(), voxels.end());
  if (header.swapped() && each > 1) {
    for (std::size_t i = 0; i < image.voxels.size(); i += each) {
      const auto first = image.voxels.begin() + static_cast<std::ptrdiff_t>(i);
      std::reverse(first, first + static_cast<std::ptrdiff_t>(each));
    }
  }
  return image;
}

NiftiImage read_nifti(const std::filesystem::path& path) {
  try {
    ReadLimits limits;
    limits.entry_bytes = kLargestFile;
    std::vector<std::byte> bytes;
    bool found = false;
    for_each_entry(
        {path, path.string()}, limits,
        [&](std::int64_t, std::span<const std::byte> prefix) {
          return !found && looks_like_nifti(prefix);
        },
        [&](FileEntry&& entry) {
          bytes = std::move(entry.bytes);
          found = true;
        });
    if (!found) throw Error(ErrorCode::kFormat, "not a NIfTI file");
    return parse_nifti(bytes);
  } catch (Error& e) {
    throw e.add_context(cat("reading ", path.string()));
  }
}

}  // namespace chordae
