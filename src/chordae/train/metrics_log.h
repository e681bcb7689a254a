#pragma once
// What a run reports as it goes: metrics.jsonl (one JSON object a line) and TensorBoard event files
// beside it, both of which a resumed run continues as if it had never stopped. No Torch.

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "chordae/train/event_writer.h"

namespace chordae {

class MetricsLog {
 public:
  /// Writes to `folder`/metrics.jsonl and `folder`/tensorboard. Records after update `resumed_at`,
  /// and a line that was cut off, are dropped: their updates are done again. Errors  kIo
  MetricsLog(const std::filesystem::path& folder, std::int64_t resumed_at);

  /// A line {"kind": kind, "update": update, "name": value, …} with nothing for values that are not
  /// finite (null), and scalars "kind/name". Errors  kIo
  void add(const std::string& kind, std::int64_t update,
           const std::map<std::string, double>& values);

 private:
  std::filesystem::path path_;
  std::ofstream lines_;
  EventWriter events_;
};

}  // namespace chordae
