#include "chordae/store/study_store.h"

#include "fuzz.h"
#include "hdf5_edits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto path = chordae::fuzz::edited_hdf5(CHORDAE_GOOD_FILES "/study-v1.h5", {data, size});
  chordae::fuzz::accept_errors([&] { chordae::read_study_header(path); });
  return chordae::fuzz::accept_errors([&] { chordae::read_study_file(path); });
}
