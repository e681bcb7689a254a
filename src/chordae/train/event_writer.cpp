#include "chordae/train/event_writer.h"

#include <array>
#include <bit>
#include <chrono>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0x82f63b78U : crc >> 1;
    table[i] = crc;
  }
  return table;
}();

// A CRC of data that hold CRCs is weak: TFRecord rotates it and adds a constant.
std::uint32_t masked_crc(std::string_view bytes) {
  const std::uint32_t crc = crc32c(bytes);
  return std::rotr(crc, 15) + 0xa282ead8U;
}

template <class Unsigned>
std::string little_endian(Unsigned value) {
  std::string out;
  for (std::size_t i = 0; i < sizeof value; ++i)
    out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
  return out;
}

/// Protocol buffers' wire format: a tag is field << 3 | wire type.
class Message {
 public:
  Message& varint(unsigned field, std::uint64_t value) {
    put_varint(field << 3);
    put_varint(value);
    return *this;
  }
  Message& fixed64(unsigned field, double value) {
    put_varint(field << 3 | 1);
    bytes_ += little_endian(std::bit_cast<std::uint64_t>(value));
    return *this;
  }
  Message& fixed32(unsigned field, float value) {
    put_varint(field << 3 | 5);
    bytes_ += little_endian(std::bit_cast<std::uint32_t>(value));
    return *this;
  }
  Message& bytes(unsigned field, std::string_view value) {
    put_varint(field << 3 | 2);
    put_varint(value.size());
    bytes_ += value;
    return *this;
  }
  const std::string& text() const { return bytes_; }

 private:
  void put_varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_.push_back(static_cast<char>(value | 0x80));
    bytes_.push_back(static_cast<char>(value));
  }
  std::string bytes_;
};

double wall_time() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Field numbers: Event {1 wall_time, 2 step, 3 file_version, 5 summary, 7 session_log},
// Summary {1 value}, Value {1 tag, 2 simple_value}, SessionLog {1 status}.
Message event_at(std::int64_t step) {
  return Message().fixed64(1, wall_time()).varint(2, static_cast<std::uint64_t>(step));
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : bytes)
    crc = crc >> 8 ^ kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return ~crc;
}

EventWriter::EventWriter(const std::filesystem::path& folder, std::int64_t first_step) {
  make_folder(folder);
  // TensorBoard reads a folder's files in order of name: two of one second are numbered.
  const auto seconds = static_cast<std::int64_t>(wall_time());
  for (int n = 0; path_.empty() || std::filesystem::exists(path_); ++n)
    path_ = folder / cat("events.out.tfevents.", seconds, ".", n);
  out_.open(path_, std::ios::binary);
  write(event_at(0).bytes(3, "brain.Event:2").text());
  constexpr std::uint64_t kStart = 1;  // SessionStatus.START: drops older events from this step on
  write(event_at(first_step).bytes(7, Message().varint(1, kStart).text()).text());
  out_.flush();
}

void EventWriter::add(std::int64_t step, const std::map<std::string, double>& scalars) {
  Message summary;
  for (const auto& [name, value] : scalars)
    summary.bytes(1, Message().bytes(1, name).fixed32(2, static_cast<float>(value)).text());
  write(event_at(step).bytes(5, summary.text()).text());
  out_.flush();
  if (!out_)
    throw Error(ErrorCode::kIo, cat("cannot write ", path_.string(), ": ", system_error_text()));
}

void EventWriter::write(const std::string& event) {
  const std::string length = little_endian(static_cast<std::uint64_t>(event.size()));
  out_ << length << little_endian(masked_crc(length)) << event << little_endian(masked_crc(event));
  if (!out_)
    throw Error(ErrorCode::kIo, cat("cannot write ", path_.string(), ": ", system_error_text()));
}

}  // namespace chordae
