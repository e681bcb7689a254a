#pragma once
// A known heart through the installed program: phantom, DICOM, ingest, store, encoder, with numbers
// that are known beforehand. What a user runs after installing.

#include <filesystem>
#include <string>
#include <vector>

namespace chordae {

struct SelftestCheck {
  std::string name;
  std::string expected, found;
  bool passed = false;
};

/// Uses `scratch` (an empty folder) for files. A check that throws is a failed check with the reason
/// in `found`.
std::vector<SelftestCheck> run_selftest(const std::filesystem::path& scratch);

}  // namespace chordae
