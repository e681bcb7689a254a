#include "chordae/io/dicom/byte_layout.h"
#include "chordae/io/dicom/read_dicom.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    const auto bytes = chordae::fuzz::bytes_of(data, size);
    if (!chordae::looks_like_dicom(bytes)) return;
    chordae::read_dicom_header(bytes);
    chordae::read_dicom_pixels(bytes);
  });
}
