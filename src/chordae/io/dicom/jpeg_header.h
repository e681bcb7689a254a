#pragma once
// The markers before the first scan of a JPEG or JPEG-LS picture (T.81 annex B, T.87 annex C).
// DCMTK 3.6.7 never ends on markers without a length there, and believes the sizes of the DICOM
// header: the two are compared before it sees the picture.

#include <cstddef>
#include <cstdint>
#include <span>

namespace chordae {

/// True if a fragment begins a picture.
bool begins_jpeg(std::span<const std::byte> fragment);

/// Errors kFormat: damaged, or not `rows` x `columns` with one component.
void check_jpeg(std::span<const std::byte> picture, std::int64_t rows, std::int64_t columns);

}  // namespace chordae
