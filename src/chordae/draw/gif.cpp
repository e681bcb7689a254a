// GIF89a (CompuServe, 1990): one global palette, whole frames, endless loop.

#include <algorithm>
#include <array>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/draw/picture.h"

namespace chordae {
namespace {

/// Up to 256 colours for all frames. Exact while there are no more; else every channel loses low
/// bits until there are.
class Palette {
 public:
  explicit Palette(const std::vector<Canvas>& frames) : place_(1u << 24) {
    while (!collect(frames)) mask_ <<= 1;
  }
  std::uint8_t index(const std::uint8_t* rgb) const {
    return static_cast<std::uint8_t>(place_[key(rgb)] - 1);
  }
  const std::vector<std::uint32_t>& colors() const { return colors_; }

 private:
  std::uint32_t key(const std::uint8_t* rgb) const {
    return (rgb[0] & mask_) << 16 | (rgb[1] & mask_) << 8 | (rgb[2] & mask_);
  }
  bool collect(const std::vector<Canvas>& frames) {
    for (const auto color : colors_) place_[color] = 0;
    colors_.clear();
    for (const auto& frame : frames) {
      for (std::size_t i = 0; i < frame.pixels.size(); i += 3) {
        const auto color = key(frame.pixels.data() + i);
        if (place_[color] != 0) continue;
        if (colors_.size() == 256) return false;
        colors_.push_back(color);
        place_[color] = static_cast<std::uint16_t>(colors_.size());
      }
    }
    return true;
  }
  std::uint32_t mask_ = 255;
  std::vector<std::uint16_t> place_;  ///< of each 24-bit colour, counted from 1; 0 = not there
  std::vector<std::uint32_t> colors_;
};

class Bytes {
 public:
  void u8(std::int64_t v) { bytes_.push_back(static_cast<std::byte>(v)); }
  void u16(std::int64_t v) {
    u8(v & 255);
    u8(v >> 8 & 255);
  }
  void text(std::string_view text) {
    for (const char c : text) u8(static_cast<unsigned char>(c));
  }
  const std::vector<std::byte>& all() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

/// Codes of growing width, least significant bit first, in blocks of up to 255 bytes.
class CodeWriter {
 public:
  explicit CodeWriter(Bytes& out) : out_(out) {}
  void put(std::uint32_t code, int width) {
    bits_ |= code << count_;
    for (count_ += width; count_ >= 8; count_ -= 8, bits_ >>= 8) byte(bits_ & 255);
  }
  void finish() {
    if (count_ > 0) byte(bits_ & 255);
    flush();
    out_.u8(0);
  }

 private:
  void byte(std::uint32_t v) {
    block_[used_++] = static_cast<std::uint8_t>(v);
    if (used_ == block_.size()) flush();
  }
  void flush() {
    if (used_ == 0) return;
    out_.u8(static_cast<std::int64_t>(used_));
    for (std::size_t i = 0; i < used_; ++i) out_.u8(block_[i]);
    used_ = 0;
  }
  Bytes& out_;
  std::uint32_t bits_ = 0;
  int count_ = 0;
  std::array<std::uint8_t, 255> block_{};
  std::size_t used_ = 0;
};

/// LZW with 8-bit symbols: the longest known string, then one symbol more becomes known.
void compress(const std::vector<std::uint8_t>& symbols, Bytes& out) {
  constexpr std::uint32_t kClear = 256, kEnd = 257, kLimit = 4096;
  constexpr std::size_t kSlots = 16384;  // open addressing, at most a quarter full
  std::vector<std::uint32_t> keys(kSlots), codes(kSlots);
  constexpr std::uint32_t kEmpty = 0xffffffff;
  std::uint32_t next = 0;
  int width = 0;
  out.u8(8);
  CodeWriter writer(out);
  const auto clear = [&] {
    writer.put(kClear, width == 0 ? 9 : width);
    std::fill(keys.begin(), keys.end(), kEmpty);
    next = kEnd + 1;
    width = 9;
  };
  clear();
  std::uint32_t current = symbols[0];
  for (std::size_t i = 1; i < symbols.size(); ++i) {
    const std::uint32_t key = current << 8 | symbols[i];
    std::size_t slot = (key * 2654435761u >> 16) % kSlots;
    while (keys[slot] != kEmpty && keys[slot] != key) slot = (slot + 1) % kSlots;
    if (keys[slot] == key) {
      current = codes[slot];
      continue;
    }
    writer.put(current, width);
    current = symbols[i];
    if (next == kLimit) {
      clear();
      continue;
    }
    // The reader learns each string one code later: the width grows when it must hold `next`.
    if (next == 1u << width) ++width;
    keys[slot] = key;
    codes[slot] = next++;
  }
  writer.put(current, width);
  writer.put(kEnd, next == 1u << width && width < 12 ? width + 1 : width);
  writer.finish();
}

}  // namespace

void write_gif(const std::filesystem::path& path, const std::vector<Canvas>& frames,
               double frame_ms) {
  if (frames.empty()) throw Error(ErrorCode::kShape, "an animation without frames");
  if (!(frame_ms > 0 && frame_ms <= 600000))
    throw Error(ErrorCode::kNumeric, "a frame must last up to ten minutes");
  for (const auto& frame : frames) {
    check_canvas(frame);
    if (frame.rows != frames[0].rows || frame.columns != frames[0].columns) {
      throw Error(ErrorCode::kShape, "frames of an animation differ in size");
    }
  }
  const Palette palette(frames);
  Bytes out;
  out.text("GIF89a");
  out.u16(frames[0].columns);
  out.u16(frames[0].rows);
  out.u8(0xf7);  // a global table of 256 colours, 8 bits a channel
  out.u8(0);
  out.u8(0);
  for (std::size_t i = 0; i < 256; ++i) {
    const std::uint32_t color = i < palette.colors().size() ? palette.colors()[i] : 0;
    for (const int shift : {16, 8, 0}) out.u8(color >> shift & 255);
  }
  out.text("\x21\xff\x0bNETSCAPE2.0");
  for (const int byte : {3, 1, 0, 0, 0}) out.u8(byte);  // repeat for ever
  std::vector<std::uint8_t> symbols(frames[0].pixels.size() / 3);
  double shown_ms = 0;
  std::int64_t shown_cs = 0;
  for (const auto& frame : frames) {
    // Hundredths of a second, rounded so that the cycle keeps its length; browsers slow down
    // below 2.
    shown_ms += frame_ms;
    const auto delay = std::max<std::int64_t>(2, std::llround(shown_ms / 10) - shown_cs);
    shown_cs += delay;
    for (const int byte : {0x21, 0xf9, 4, 4}) out.u8(byte);
    out.u16(std::min<std::int64_t>(delay, 65535));
    for (const int byte : {0, 0, 0x2c, 0, 0, 0, 0}) out.u8(byte);
    out.u16(frame.columns);
    out.u16(frame.rows);
    out.u8(0);
    for (std::size_t i = 0; i < symbols.size(); ++i)
      symbols[i] = palette.index(frame.pixels.data() + 3 * i);
    compress(symbols, out);
  }
  out.u8(0x3b);
  write_file(path, out.all());
}

}  // namespace chordae
