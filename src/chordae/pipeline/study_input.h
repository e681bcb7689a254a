#pragma once
// Whatever a user points at, as studies one after the other: a store, a stored study's file, NIfTI
// stacks, or raw DICOM in a folder or an archive.

#include <filesystem>
#include <functional>
#include <string>

#include "chordae/base/ledger.h"
#include "chordae/store/study.h"

namespace chordae {

struct StudySource {
  std::string where;  ///< safe to show: the path as given, "file 12" where that was a folder
  std::string name;   ///< of the file, for results only: may carry identity, never for a message
  std::int64_t number = 0, count = 0;  ///< from 1; `count` 0 where it is not known beforehand
};

using TakeStudy = std::function<void(const StudySource& source, const Study& study)>;

/// Studies that can't be read are in the ledger. A folder with NIfTI files (by their names) is
/// taken for those alone. Raw data is looked at and not kept: its keys are made anew each time,
/// except those of NIfTI files, which are hashes of their bytes. NIfTI files of fewer than
/// `kFewestGreys` values are masks, and skipped. Errors  kIo (no such path), kFormat (nothing that
/// could be a study), kCancelled; what `take`
///         throws
void for_each_study(const std::filesystem::path& path, std::int64_t threads, SkipLedger& ledger,
                    const TakeStudy& take);

inline constexpr std::size_t kFewestGreys = 8;

}  // namespace chordae
