#include <libdeflate.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <memory>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/io/nifti/nifti.h"

namespace chordae {
namespace {

/// nifti1.h's struct nifti_1_header; every member lies where the standard puts it.
struct Header {
  std::int32_t sizeof_hdr = 348;
  char unused1[36] = {};
  std::int16_t dim[8] = {};
  float intent[3] = {};
  std::int16_t intent_code = 0, datatype = 0, bitpix = 0, slice_start = 0;
  float pixdim[8] = {};
  float vox_offset = 352, scl_slope = 1, scl_inter = 0;
  std::int16_t slice_end = 0;
  char slice_code = 0, xyzt_units = 2 | 16;  // mm, ms
  float cal_max = 0, cal_min = 0, slice_duration = 0, toffset = 0;
  std::int32_t glmax = 0, glmin = 0;
  char descrip[80] = "chordae", aux_file[24] = {};
  std::int16_t qform_code = 0, sform_code = 0;
  float quatern[3] = {}, qoffset[3] = {};
  float srow[3][4] = {};
  char intent_name[16] = {};
  char magic[4] = {'n', '+', '1', '\0'};
  char extension[4] = {};
};
static_assert(sizeof(Header) == 352 && std::endian::native == std::endian::little);

std::vector<std::byte> compress(std::span<const std::byte> bytes) {
  const std::unique_ptr<libdeflate_compressor, void (*)(libdeflate_compressor*)> compressor(libdeflate_alloc_compressor(6),
                                                                                            libdeflate_free_compressor);
  if (!compressor) throw Error(ErrorCode::kIo, "no memory to compress with");
  std::vector<std::byte> out(libdeflate_gzip_compress_bound(compressor.get(), bytes.size()));
  out.resize(libdeflate_gzip_compress(compressor.get(), bytes.data(), bytes.size(), out.data(), out.size()));
  return out;
}

}  // namespace

void write_nifti(const std::filesystem::path& path, const NiftiImage& image) {
  const std::size_t width = voxel_bytes(image.type);
  if (image.voxels.size() != static_cast<std::size_t>(image.count()) * width) {
    throw Error(ErrorCode::kShape, cat("NIfTI of ", image.count(), " voxels and ", image.voxels.size(), " bytes"));
  }
  Header header;
  header.dim[0] = 4;
  header.pixdim[0] = 1;
  for (std::size_t i = 0; i < 7; ++i) {
    header.dim[i + 1] = static_cast<std::int16_t>(i < 4 ? image.size[i] : 1);
    header.pixdim[i + 1] = i < 4 && image.spacing[i] > 0 ? static_cast<float>(image.spacing[i]) : 1;
  }
  header.datatype = static_cast<std::int16_t>(image.type);
  header.bitpix = static_cast<std::int16_t>(8 * width);
  header.scl_slope = static_cast<float>(image.slope);
  header.scl_inter = static_cast<float>(image.intercept);
  if (image.has_position) {
    header.sform_code = 1;  // the scanner's coordinates
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 4; ++column) {
        // LPS to RAS
        header.srow[row][column] = static_cast<float>((row < 2 ? -1 : 1) * image.affine[column][row]);
      }
    }
  }
  std::vector<std::byte> bytes(sizeof(header) + image.voxels.size());
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::memcpy(bytes.data() + sizeof(header), image.voxels.data(), image.voxels.size());
  write_file(path, path.extension() == ".gz" ? compress(bytes) : bytes);
}

}  // namespace chordae
