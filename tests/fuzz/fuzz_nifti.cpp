#include "chordae/io/nifti/nifti.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    const auto cine = chordae::make_cine(chordae::parse_nifti(chordae::fuzz::bytes_of(data, size)));
    for (const auto& slice : cine.slices) chordae::check_slice(slice);
  });
}
