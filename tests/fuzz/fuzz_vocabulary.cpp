// Any bytes as a vocab.txt and as a tokenizer.json; what is accepted must tokenise.
#include "chordae/text/tokenizer_json.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace chordae;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::accept_errors([&] {
    (void)Tokenizer(parse_vocabulary(text), NormalizerOptions()).encode("LVEF is 55 % [MASK] É心");
  });
  return fuzz::accept_errors(
      [&] { (void)parse_tokenizer_json(text).encode("LVEF is 55 % [MASK] É心"); });
}
