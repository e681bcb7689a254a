#pragma once
// DICOM files for tests, byte by byte, so that they may be as odd as a test needs. Independent of
// the code under test and of DCMTK.

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chordae::test {

enum class Syntax { kExplicit, kImplicit, kBigEndian, kDeflated };

class DicomMaker {
 public:
  using Bytes = std::vector<std::byte>;

  DicomMaker& text(std::uint32_t tag, const char* vr, std::string value) {
    if (value.size() % 2 == 1) value += std::string_view(vr) == "UI" ? '\0' : ' ';
    elements_[tag] = {vr, std::move(value), 1};
    return *this;
  }
  DicomMaker& us(std::uint32_t tag, unsigned value) {
    elements_[tag] = {
        "US", std::string{static_cast<char>(value & 255), static_cast<char>(value >> 8)}, 2};
    return *this;
  }
  /// Pixel cells; 8 bit as OB unless `vr` says otherwise, 16 bit as OW.
  DicomMaker& pixels(const std::vector<std::uint16_t>& cells) {
    std::string value;
    for (const unsigned cell : cells) {
      value += static_cast<char>(cell & 255);
      value += static_cast<char>(cell >> 8);
    }
    elements_[0x7FE00010] = {"OW", std::move(value), 2};
    return *this;
  }
  DicomMaker& pixels8(const std::vector<std::uint8_t>& cells, const char* vr = "OB") {
    std::string value(cells.begin(), cells.end());
    if (value.size() % 2 == 1) value += '\0';
    elements_[0x7FE00010] = {vr, std::move(value), std::string_view(vr) == "OW" ? 2 : 1};
    return *this;
  }
  /// An element as raw little endian bytes, header included, in the place of its tag.
  DicomMaker& raw(std::uint32_t tag, std::string bytes) {
    elements_[tag] = {"", std::move(bytes), 1};
    return *this;
  }
  DicomMaker& remove(std::uint32_t tag) {
    elements_.erase(tag);
    return *this;
  }

  Bytes dataset(Syntax syntax = Syntax::kExplicit) const {
    Bytes out;
    for (const auto& [tag, element] : elements_) put_element(out, tag, element, syntax);
    return out;
  }

  /// Preamble, file meta information and data set. `uid` names another transfer syntax than
  /// `syntax`.
  Bytes file(Syntax syntax = Syntax::kExplicit, const std::string& uid = "") const {
    static const std::map<Syntax, std::string> kUids = {
        {Syntax::kExplicit, "1.2.840.10008.1.2.1"},
        {Syntax::kImplicit, "1.2.840.10008.1.2"},
        {Syntax::kBigEndian, "1.2.840.10008.1.2.2"},
        {Syntax::kDeflated, "1.2.840.10008.1.2.1.99"}};
    Bytes out(128, std::byte{0});
    for (const char c : {'D', 'I', 'C', 'M'}) out.push_back(static_cast<std::byte>(c));
    std::string name = uid.empty() ? kUids.at(syntax) : uid;
    if (name.size() % 2 == 1) name += '\0';
    put_element(out, 0x00020010, {"UI", name, 1}, Syntax::kExplicit);
    Bytes set = dataset(syntax);
    if (syntax == Syntax::kDeflated) set = deflated(set);
    out.insert(out.end(), set.begin(), set.end());
    return out;
  }

 private:
  struct Element {
    std::string vr, value;
    int word = 1;  // bytes that are swapped together in big endian
  };

  static void put(Bytes& out, std::uint32_t value, int bytes, bool big) {
    for (int i = 0; i < bytes; ++i) {
      const int shift = 8 * (big ? bytes - 1 - i : i);
      out.push_back(static_cast<std::byte>(value >> shift & 255));
    }
  }

  static void put_element(Bytes& out, std::uint32_t tag, const Element& e, Syntax syntax) {
    const bool big = syntax == Syntax::kBigEndian;
    if (e.vr.empty()) {
      for (const char c : e.value) out.push_back(static_cast<std::byte>(c));
      return;
    }
    put(out, tag >> 16, 2, big);
    put(out, tag & 0xFFFF, 2, big);
    const auto size = static_cast<std::uint32_t>(e.value.size());
    if (syntax == Syntax::kImplicit) {
      put(out, size, 4, false);
    } else {
      for (const char c : e.vr) out.push_back(static_cast<std::byte>(c));
      const bool is_long = e.vr[0] == 'O' || e.vr == "SQ" || e.vr == "UN" || e.vr == "UT";
      if (is_long) put(out, 0, 2, big);
      put(out, size, is_long ? 4 : 2, big);
    }
    for (std::size_t i = 0; i < e.value.size(); ++i) {
      const std::size_t from = big && e.word == 2 ? i ^ 1 : i;
      out.push_back(static_cast<std::byte>(e.value[from]));
    }
  }

  static Bytes deflated(const Bytes& in) {
    z_stream z{};
    deflateInit2(&z, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes out(in.size() + 1024);
    z.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(in.data()));
    z.avail_in = static_cast<uInt>(in.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    deflate(&z, Z_FINISH);
    out.resize(out.size() - z.avail_out);
    deflateEnd(&z);
    return out;
  }

  std::map<std::uint32_t, Element> elements_;
};

/// A small MR picture with the usual header.
inline DicomMaker small_mr(unsigned rows = 4, unsigned columns = 3) {
  DicomMaker m;
  m.text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\M")
      .text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.4")
      .text(0x00080018, "UI", "1.2.3.4.0005")
      .text(0x00080032, "TM", "101530.250000")
      .text(0x00080060, "CS", "MR")
      .text(0x00080070, "LO", "Maker")
      .text(0x0008103E, "LO", "cine sax")
      .text(0x00100010, "PN", "Doe^Jane")
      .text(0x00100020, "LO", "P-17")
      .text(0x00180050, "DS", "8")
      .text(0x00180087, "DS", "1.5")
      .text(0x00181060, "DS", " 37.5 ")
      .text(0x00181062, "IS", "800")
      .text(0x00181090, "IS", "20")
      .text(0x0020000D, "UI", "1.2.3.007.1")
      .text(0x0020000E, "UI", "1.2.3.007.2")
      .text(0x00200011, "IS", "12")
      .text(0x00200013, "IS", "3")
      .text(0x00200032, "DS", "-10.5\\20\\30.25")
      .text(0x00200037, "DS", "1\\0\\0\\0\\0\\-1")
      .us(0x00280002, 1)
      .text(0x00280004, "CS", "MONOCHROME2")
      .us(0x00280010, rows)
      .us(0x00280011, columns)
      .text(0x00280030, "DS", "1.5\\1.25")
      .us(0x00280100, 16)
      .us(0x00280101, 12)
      .us(0x00280102, 11)
      .us(0x00280103, 0);
  std::vector<std::uint16_t> cells(rows * columns);
  for (std::size_t i = 0; i < cells.size(); ++i)
    cells[i] = static_cast<std::uint16_t>(i * 257 % 4096);
  return m.pixels(cells);
}

}  // namespace chordae::test
