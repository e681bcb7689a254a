#include "chordae/weights/safetensors.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    const chordae::SafetensorsFile file(chordae::fuzz::as_file(data, size, ".safetensors"));
    chordae::weights_hash(file.tensors());
  });
}
