#include "chordae/store/embedding_store.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    chordae::read_embedding_store(chordae::fuzz::as_file(data, size, ".h5"));
  });
}
