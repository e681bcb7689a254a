#pragma once
// Progress on stderr: a bar with rate and time left on a terminal, a line every few seconds
// elsewhere, nothing with --quiet. One bar at a time; log lines pass above it.

#include <cstdint>
#include <memory>
#include <string>

namespace chordae {

/// Thread-safe. Ends (and leaves a last line) on destruction.
class Progress {
 public:
  /// `unit` as in "clips": "embed  123/480 clips  3.1 clips/s  1:55 left". `total` 0 = unknown.
  Progress(std::string task, std::int64_t total, std::string unit);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void advance(std::int64_t count = 1);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chordae
