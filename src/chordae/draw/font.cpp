#include "chordae/draw/font.h"

#include <array>

namespace chordae {
namespace {

// One glyph a text: one base-32 digit a row, top first, its five bits the row's pixels from left to
// right ('4' is 00100, 'h' is 10001, 'v' is 11111). Rows 8 and 9, where given, descend.
// clang-format off
constexpr std::array<std::string_view, 95> kGlyphs = {
    "0000000", "4444404", "aaa0000", "aavavaa", "4fke5u4", "op248j3", "cik8lid", "4480000",  //  !"#$%&'
    "2488842", "8422248", "04lel40", "044v440", "00000448", "000v000", "00000cc", "11248gg",  // ()*+,-./
    "ehjlphe", "4c4444e", "eh1248v", "v2421he", "26aiv22", "vgu11he", "68guhhe", "v124888",  // 01234567
    "ehhehhe", "ehhf12c", "0cc0cc0", "0cc0c48", "248g842", "00v0v00", "8421248", "eh12404",  // 89:;<=>?
    "eh1dlle", "ehhvhhh", "uhhuhhu", "ehggghe", "sihhhis", "vgguggv", "vgguggg", "ehgnhhf",  // @ABCDEFG
    "hhhvhhh", "e44444e", "72222ic", "hikokih", "ggggggv", "hrllhhh", "hhpljhh", "ehhhhhe",  // HIJKLMNO
    "uhhuggg", "ehhhlid", "uhhukih", "fgge11u", "v444444", "hhhhhhe", "hhhhha4", "hhhllla",  // PQRSTUVW
    "hha4ahh", "hhha444", "v1248gv", "e88888e", "gg84211", "e22222e", "4ah0000", "000000v",  // XYZ[\]^_
    "8420000", "00e1fhf", "ggmphhu", "00egghe", "11djhhf", "00ehvge", "698s888", "00fhhhf1e",  // `abcdefg
    "ggmphhh", "40c444e", "2062222ic", "ggikoki", "c44444e", "00qllhh", "00mphhh", "00ehhhe",  // hijklmno
    "00uhhhugg", "00fhhhf11", "00mpggg", "00fge1u", "88s8896", "00hhhjd", "00hhha4", "00hhlla",  // pqrstuvw
    "00ha4ah", "00hhhhf1e", "00v248v", "2448442", "4444444", "8442448", "008l200"};  // xyz{|}~
// clang-format on
constexpr std::string_view kUnknown = "vhhhhhv";

}  // namespace

bool is_ink(char character, int row, int column) {
  const auto code = static_cast<unsigned char>(character);
  const std::string_view glyph = code >= 32 && code < 127 ? kGlyphs[code - 32u] : kUnknown;
  if (row < 0 || row >= static_cast<int>(glyph.size()) || column < 0 || column >= kGlyphColumns)
    return false;
  const char digit = glyph[static_cast<std::size_t>(row)];
  const int bits = digit <= '9' ? digit - '0' : digit - 'a' + 10;
  return (bits >> (kGlyphColumns - 1 - column) & 1) != 0;
}

}  // namespace chordae
