#pragma once
// TensorBoard's event files, scalars only, written natively: records framed as TFRecord (length,
// masked CRC-32C of it, data, masked CRC-32C of them), each an Event message of protocol buffers.
// Source   tensorflow/core/lib/io/record_writer.h, tensorflow/core/util/event.proto,
//          tensorflow/core/framework/summary.proto

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

namespace chordae {

class EventWriter {
 public:
  /// A new file "events.out.tfevents.<seconds>.<n>" in `folder`. From `first_step` on, what older
  /// files of the folder hold is void (a run that was resumed). Errors  kIo
  EventWriter(const std::filesystem::path& folder, std::int64_t first_step);

  /// Names as paths: "train/loss". Errors  kIo
  void add(std::int64_t step, const std::map<std::string, double>& scalars);

 private:
  void write(const std::string& event);
  std::filesystem::path path_;
  std::ofstream out_;
};

/// CRC-32C (Castagnoli, RFC 3720 appendix B.4): 0xe3069283 of "123456789".
std::uint32_t crc32c(std::string_view bytes);

}  // namespace chordae
