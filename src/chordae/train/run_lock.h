#pragma once
// One process at a time in a run's folder: two that resume the same run would write over each
// other's checkpoints. The system drops the lock when its process ends, however it ends.

#include <filesystem>

namespace chordae {

class RunLock {
 public:
  /// Errors  kUsage if another process holds it; kIo. Where the file system knows no locks (some
  ///         network disks), none is held.
  explicit RunLock(const std::filesystem::path& folder);
  ~RunLock();
  RunLock(const RunLock&) = delete;
  RunLock& operator=(const RunLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace chordae
