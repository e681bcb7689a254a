#pragma once
// What the files of this room share: the lock around the HDF5 library, its errors in our words, and
// type and dataspace identifiers. Not for other rooms.

#include <mutex>
#include <string>
#include <string_view>

#include "chordae/base/error.h"
#include "chordae/io/hdf5/hdf5.h"

namespace chordae::hdf5 {

/// Held around every call into HDF5. Silences the library's own printing.
class LibraryLock {
 public:
  LibraryLock();

 private:
  std::lock_guard<std::recursive_mutex> guard_;
};

/// The error of the HDF5 call that just failed: kIo with the system's cause where there is one,
/// else `code`. Clears the library's error stack. Call under the lock.
Error library_error(ErrorCode code, const std::string& where, std::string_view doing);

/// Throws `library_error` if an HDF5 status is negative.
void check_status(std::int64_t status, ErrorCode code, const std::string& where,
                  std::string_view doing);

/// In the file and in memory: only little-endian machines are supported.
Handle make_type(ElementType type, const std::string& where);
Handle make_space(const Extents& extents, const std::string& where);
/// Absent for element kinds that are not read here.
std::optional<ElementType> describe_type(std::int64_t type_id);
Extents describe_space(std::int64_t space_id, const std::string& where);

}  // namespace chordae::hdf5
