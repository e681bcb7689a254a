#include "chordae/io/dicom/byte_layout.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;
constexpr std::uint32_t kItem = 0xFFFEE000, kItemEnd = 0xFFFEE00D, kSequenceEnd = 0xFFFEE0DD;
constexpr std::uint32_t kPixelData = 0x7FE00010;
constexpr int kMaxDepth = 24;  // real files nest 3 or 4 deep
// What DCMTK is given. It takes quadratic time over the parts of a text, and the longest text of
// PS3.5 table 6.2-1 that is read here, LT, has 10240 characters; real files have some 100 elements.
constexpr std::uint32_t kMaxValueBytes = 16384;
constexpr int kMaxElements = 65536;
// DCMTK makes an object of each fragment and searches them frame by frame.
constexpr int kMaxFragments = 131072;
constexpr std::size_t kPreamble = 128;

[[noreturn]] void fail(const std::string& what) { throw Error(ErrorCode::kFormat, what); }

std::uint32_t byte_at(Bytes b, std::size_t i) { return std::to_integer<std::uint32_t>(b[i]); }

std::uint32_t u16(Bytes b, std::size_t i, bool big) {
  return big ? byte_at(b, i) << 8 | byte_at(b, i + 1) : byte_at(b, i + 1) << 8 | byte_at(b, i);
}

std::uint32_t u32(Bytes b, std::size_t i, bool big) {
  return big ? u16(b, i, big) << 16 | u16(b, i + 2, big)
             : u16(b, i + 2, big) << 16 | u16(b, i, big);
}

std::string text_at(Bytes b, std::size_t i, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(b.data()) + i, size);
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
  return text;
}

// PS3.5 table 7.1-2: value representations with a 16-bit length.
bool is_short_vr(std::string_view vr) {
  static constexpr std::array<std::string_view, 21> kShort = {
      "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO",
      "LT", "PN", "SH", "SL", "SS", "ST", "TM", "UI", "UL", "US"};
  return std::find(kShort.begin(), kShort.end(), vr) != kShort.end();
}

bool is_long_vr(std::string_view vr) {
  static constexpr std::array<std::string_view, 13> kLong = {
      "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"};
  return std::find(kLong.begin(), kLong.end(), vr) != kLong.end();
}

struct Element {
  std::uint32_t tag = 0;
  std::string vr;  // empty where implicit
  std::size_t value = 0;
  std::uint32_t length = 0;
};

// Walks elements and sequences of one encoding; all positions are absolute in `bytes_`.
class Walker {
 public:
  Walker(Bytes bytes, bool explicit_vr, bool big)
      : bytes_(bytes), explicit_(explicit_vr), big_(big) {}

  Element read_element(std::size_t at, std::size_t end) const {
    need(at, 8, end);
    Element e;
    e.tag = u16(bytes_, at, big_) << 16 | u16(bytes_, at + 2, big_);
    const bool delimiter = (e.tag >> 16) == 0xFFFE;
    if (!explicit_ || delimiter) {
      e.length = u32(bytes_, at + 4, big_);
      e.value = at + 8;
    } else {
      e.vr = text_at(bytes_, at + 4, 2);
      if (is_short_vr(e.vr)) {
        e.length = u16(bytes_, at + 6, big_);
        e.value = at + 8;
      } else if (is_long_vr(e.vr)) {
        need(at, 12, end);
        e.length = u32(bytes_, at + 8, big_);
        e.value = at + 12;
      } else {
        fail(cat("the header is damaged at byte ", at, ": unknown value representation"));
      }
    }
    if (e.length != kUndefined) need(e.value, e.length, end);
    return e;
  }

  // Whether a value is, or might be taken for, a sequence.
  bool is_sequence(const Element& e) const {
    if (e.length == kUndefined || e.vr == "SQ") return true;
    return !explicit_ && e.length >= 2 && u16(bytes_, e.value, big_) == 0xFFFE;
  }

  // Returns the position after the element.
  std::size_t skip_value(const Element& e, std::size_t end, int depth) const {
    if (e.length == kUndefined) {
      if (explicit_ && e.vr == "UN")
        return Walker(bytes_, false, false).items(e.value, end, true, depth + 1);
      if (explicit_ && e.vr != "SQ")
        fail(cat("an element of undefined length at byte ", e.value, " is no sequence"));
      return items(e.value, end, true, depth + 1);
    }
    const std::size_t after = e.value + e.length;
    const bool implicit_sequence = !explicit_ && (e.tag >> 16) % 2 == 0 && e.length >= 8 &&
                                   tag_at(e.value) == kItem && (e.tag >> 16) < 0x7FE0;
    if (e.vr == "SQ" || implicit_sequence) items(e.value, after, false, depth + 1);
    return after;
  }

 private:
  std::uint32_t tag_at(std::size_t at) const {
    return u16(bytes_, at, big_) << 16 | u16(bytes_, at + 2, big_);
  }

  void need(std::size_t at, std::size_t size, std::size_t end) const {
    if (at > end || size > end - at) {
      fail(cat("truncated: ", size, " bytes are promised at byte ", at, ", ",
               at > end ? 0 : end - at, " are there"));
    }
  }

  std::size_t items(std::size_t at, std::size_t end, bool delimited, int depth) const {
    if (depth > kMaxDepth) fail(cat("sequences nested more than ", kMaxDepth, " deep"));
    while (delimited || at < end) {
      need(at, 8, end);
      const std::uint32_t tag = tag_at(at);
      const std::uint32_t length = u32(bytes_, at + 4, big_);
      at += 8;
      if (tag == kSequenceEnd && delimited) return at;
      if (tag != kItem) fail(cat("a sequence is damaged at byte ", at - 8));
      if (length == kUndefined) {
        at = elements(at, end, depth);
      } else {
        need(at, length, end);
        for (std::size_t inner = at; inner < at + length;) {
          inner = skip_value(read_element(inner, at + length), at + length, depth);
        }
        at += length;
      }
    }
    return at;
  }

  // The elements of an item of undefined length, up to and with its delimiter.
  std::size_t elements(std::size_t at, std::size_t end, int depth) const {
    for (;;) {
      const Element e = read_element(at, end);
      if (e.tag == kItemEnd) return e.value;
      at = skip_value(e, end, depth);
    }
  }

  Bytes bytes_;
  bool explicit_, big_;
};

// The end of encapsulated pixel data: items of known length up to the sequence delimiter (PS3.5
// A.4).
std::size_t end_of_fragments(Bytes b, std::size_t at) {
  for (int count = 0; count < kMaxFragments; ++count) {
    if (b.size() - at < 8) fail("the compressed pixel data are truncated");
    const std::uint32_t tag = u16(b, at, false) << 16 | u16(b, at + 2, false);
    const std::uint32_t length = u32(b, at + 4, false);
    at += 8;
    if (tag == kSequenceEnd) return at;
    if (tag != kItem || length > b.size() - at)
      fail("the compressed pixel data are truncated or damaged");
    at += length;
  }
  fail(cat("the compressed pixel data are in more than ", kMaxFragments, " pieces"));
}

std::vector<std::byte> inflate_raw(Bytes deflated) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
    throw Error(ErrorCode::kInternal, "zlib does not start");
  std::vector<std::byte> out;
  std::vector<std::byte> chunk(std::size_t{1} << 18);
  int state = Z_OK;
  std::size_t taken = 0;
  while (state == Z_OK && out.size() <= DicomLayout::kInflateLimit) {
    if (stream.avail_in == 0) {
      const std::size_t feed = std::min(deflated.size() - taken, std::size_t{1} << 30);
      stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(deflated.data() + taken));
      stream.avail_in = static_cast<uInt>(feed);
      taken += feed;
    }
    stream.next_out = reinterpret_cast<Bytef*>(chunk.data());
    stream.avail_out = static_cast<uInt>(chunk.size());
    state = inflate(&stream, Z_NO_FLUSH);
    out.insert(out.end(), chunk.begin(),
               chunk.end() - static_cast<std::ptrdiff_t>(stream.avail_out));
  }
  inflateEnd(&stream);
  if (out.size() > DicomLayout::kInflateLimit) {
    throw Error(ErrorCode::kUnsupported,
                "a deflated file of more than 256 MiB: inflate it first (dcmconv +te)");
  }
  if (state != Z_STREAM_END) fail("the deflated data set is truncated or damaged");
  return out;
}

bool describes_picture(std::uint32_t tag) {
  const std::uint32_t group = tag >> 16;
  return group == 0x0008 || group == 0x0010 || group == 0x0018 || group == 0x0020 ||
         group == 0x0028;
}

void append(std::vector<std::byte>& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// How a data set without file meta information is encoded, from its first element.
void guess_encoding(Bytes dataset, DicomLayout& layout) {
  if (dataset.size() < 8) fail("too short for a DICOM file");
  layout.big_endian = byte_at(dataset, 0) == 0 && byte_at(dataset, 1) != 0;
  const std::string vr = text_at(dataset, 4, 2);
  layout.explicit_vr = is_short_vr(vr) || is_long_vr(vr);
  layout.transfer_syntax = layout.big_endian    ? "1.2.840.10008.1.2.2"
                           : layout.explicit_vr ? "1.2.840.10008.1.2.1"
                                                : "1.2.840.10008.1.2";
}

}  // namespace

bool looks_like_dicom(Bytes prefix) {
  if (prefix.size() >= kPreamble + 4 && text_at(prefix, kPreamble, 4) == "DICM") return true;
  if (prefix.size() < 8) return false;
  const bool big = byte_at(prefix, 0) == 0;
  const std::uint32_t group = u16(prefix, 0, big), element = u16(prefix, 2, big);
  if ((group != 0x0002 && group != 0x0008) || element > 0x0018) return false;
  const std::string vr = text_at(prefix, 4, 2);
  if (is_short_vr(vr)) return u16(prefix, 6, big) <= 256;
  return !big && group == 0x0008 && u32(prefix, 4, false) <= 256;
}

DicomLayout::DicomLayout(Bytes file) {
  if (!looks_like_dicom(file)) fail("not a DICOM file");
  std::size_t at =
      file.size() >= kPreamble + 4 && text_at(file, kPreamble, 4) == "DICM" ? kPreamble + 4 : 0;
  const Walker meta(file, true, false);
  while (file.size() - at >= 8 && u16(file, at, false) == 0x0002) {
    const Element e = meta.read_element(at, file.size());
    if (e.tag == 0x00020002)
      media_sop_class = text_at(file, e.value, std::min<std::size_t>(e.length, 64));
    if (e.tag == 0x00020010)
      transfer_syntax = text_at(file, e.value, std::min<std::size_t>(e.length, 64));
    at = meta.skip_value(e, file.size(), 0);
  }
  dataset_ = file.subspan(at);

  if (transfer_syntax.empty()) {
    guess_encoding(dataset_, *this);
  } else if (transfer_syntax == "1.2.840.10008.1.2" || transfer_syntax == "1.2.840.113619.5.2") {
    explicit_vr = false;
  } else if (transfer_syntax == "1.2.840.10008.1.2.2") {
    big_endian = true;
  } else if (transfer_syntax == "1.2.840.10008.1.2.1.99") {
    inflated_ = inflate_raw(dataset_);
  }
  // The private GE syntax is implicit little endian with big endian pixels.
  pixels_big_endian = big_endian || transfer_syntax == "1.2.840.113619.5.2";

  const Bytes set = dataset();
  const Walker walker(set, explicit_vr, big_endian);
  std::size_t position = 0;
  int elements = 0;
  while (position < set.size()) {
    const Element e = walker.read_element(position, set.size());
    if ((e.tag >> 16) == 0xFFFE) fail(cat("a delimiter outside a sequence at byte ", position));
    if (e.tag == kPixelData) {
      PixelElement p{.element = position,
                     .value = e.value,
                     .value_bytes = e.length,
                     .encapsulated = e.length == kUndefined,
                     .words = e.vr == "OW" || e.vr.empty()};
      if (p.encapsulated) p.value_bytes = end_of_fragments(set, e.value) - e.value;
      pixels = p;
      return;
    }
    const std::size_t after = walker.skip_value(e, set.size(), 0);
    if (describes_picture(e.tag) && !walker.is_sequence(e) && e.length <= kMaxValueBytes) {
      if (++elements > kMaxElements) fail(cat("a header of more than ", kMaxElements, " elements"));
      append(header_, set.subspan(position, after - position));
    }
    position = after;
  }
}

std::vector<Bytes> DicomLayout::fragments() const {
  std::vector<Bytes> out;
  Bytes rest = dataset().subspan(pixels->value, pixels->value_bytes);
  for (bool is_table = true; u16(rest, 2, false) != (kSequenceEnd & 0xFFFF); is_table = false) {
    const std::size_t length = u32(rest, 4, false);
    if (!is_table) out.push_back(rest.subspan(8, length));
    rest = rest.subspan(8 + length);
  }
  return out;
}

std::vector<std::byte> DicomLayout::header_and_pixels() const {
  std::vector<std::byte> out = header_;
  const std::size_t end = pixels->value + pixels->value_bytes;
  append(out, dataset().subspan(pixels->element, end - pixels->element));
  return out;
}

}  // namespace chordae
