#include "chordae/store/embedding_store.h"

#include "fuzz.h"
#include "hdf5_edits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path =
      chordae::fuzz::edited_hdf5(CHORDAE_GOOD_FILES "/embeddings-v1.h5", {data, size});
  return chordae::fuzz::accept_errors([&] { chordae::read_embedding_store(path); });
}
