// Any bytes as an HDF5 file. HDF5's own decoders fail here: see docs/robustness.md.
#include "chordae/store/embedding_store.h"
#include "chordae/store/kind.h"
#include "chordae/store/study_store.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = chordae::fuzz::as_file(data, size, ".h5");
  return chordae::fuzz::accept_errors([&] {
    const auto format = chordae::try_chordae_format(path);
    if (format == "chordae-embeddings") {
      chordae::read_embedding_store(path);
    } else {
      chordae::read_study_file(path);
    }
  });
}
