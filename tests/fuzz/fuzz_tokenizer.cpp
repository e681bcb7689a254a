// The first bytes choose the options, the rest is a text, ill-formed or not.
#include "chordae/text/token_rows.h"
#include "chordae/text/utf8.h"
#include "fuzz.h"

namespace {

using namespace chordae;

const Vocabulary kPieces = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a", "##a", "e",
                            "##f",   "##",    "é",     "心",    "1",      ".", "[",   "]"};
const std::vector<AddedToken> kAdded = {
    {.id = 4, .content = "[MASK]", .lstrip = true},
    {.id = 16, .content = "Éf", .normalized = true, .single_word = true},
    {.id = 17, .content = "a a", .normalized = true, .rstrip = true},
    {.id = 18, .content = "a", .single_word = true, .lstrip = true, .rstrip = true},
    {.id = 19, .content = " ", .lstrip = true},
    {.id = 20, .content = "  ", .normalized = true, .rstrip = true}};

[[noreturn]] void fail() { __builtin_trap(); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  return fuzz::accept_errors([&] {
    const NormalizerOptions options = {(data[0] & 1) != 0, (data[0] & 2) != 0, (data[0] & 4) != 0,
                                       (data[0] & 8) != 0};
    const Tokenizer tokenizer(WordPiece(kPieces, {.max_word_characters = data[1]}), options,
                              kAdded);
    const std::string text(reinterpret_cast<const char*>(data) + 3, size - 3);
    const std::string repaired = repair_utf8(text);
    if (!is_valid_utf8(repaired) || !is_valid_utf8(normalize(repaired, options))) fail();
    const auto ids = tokenizer.encode(text);
    if (ids != tokenizer.encode(repaired)) fail();
    for (const TokenId id : ids) {
      if (id < 0 || id >= tokenizer.size()) fail();
    }
    const TokenRow row =
        make_row(ids, std::span(ids).first(ids.size() / 2), tokenizer.special_ids(),
                 {.max_length = data[2], .truncation = Truncation(data[0] >> 4 & 1)});
    if (row.ids.size() > data[2] || row.ids.size() != row.type_ids.size()) fail();
  });
}
