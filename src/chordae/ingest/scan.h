#pragma once
// First pass: every file of the inputs is read once, hashed and its DICOM header kept. Pixels are
// not.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "chordae/base/ledger.h"
#include "chordae/base/sha256.h"
#include "chordae/io/archive/input_files.h"
#include "chordae/io/dicom/read_dicom.h"

namespace chordae {

/// One readable DICOM file.
struct SourceFile {
  std::size_t input = 0;   ///< index into Scan::inputs
  std::int64_t entry = 0;  ///< within an archive; 0 for a plain file
  std::string where;       ///< safe to show
  std::string folder;      ///< it lay in, within its archive too; may carry identity: never shown
  Sha256Digest digest{};
  DicomInstance header;
};

using SourceFiles = std::vector<SourceFile>;

struct Scan {
  std::vector<InputFile> inputs;
  std::vector<bool> is_archive;  ///< one an input
  SourceFiles files;             ///< in the order of the inputs
  std::int64_t file_count = 0;   ///< of any kind, entries of archives counted
  std::int64_t dicom_like = 0;   ///< looked like DICOM; those not in `files` are in the ledger
  std::uint64_t bytes = 0;       ///< on disk
};

/// Errors kIo (an input does not exist), kFormat (no DICOM at all: says what was found instead, or
/// more than `max_skipped_share` of what looks like DICOM can't be read), kCancelled.
Scan scan_inputs(const std::vector<std::filesystem::path>& inputs, int threads,
                 double max_skipped_share, SkipLedger& ledger);

}  // namespace chordae
