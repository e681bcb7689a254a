#include "chordae/store/kind.h"

#include <array>
#include <fstream>

#include "chordae/io/hdf5/hdf5.h"
#include "chordae/store/store_marker.h"

namespace chordae {

bool is_study_store(const std::filesystem::path& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder / kMarkerName, ignored);
}

std::optional<std::string> try_chordae_format(const std::filesystem::path& file) {
  // HDF5 file format specification, superblock signature.
  constexpr std::array<char, 8> kSignature = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  std::array<char, 8> head{};
  std::ifstream(file, std::ios::binary).read(head.data(), head.size());
  if (head != kSignature) return std::nullopt;
  const hdf5::Group root = hdf5::open_file(file);
  if (!root.has_attribute("format")) return std::nullopt;
  return root.text("format");
}

}  // namespace chordae
