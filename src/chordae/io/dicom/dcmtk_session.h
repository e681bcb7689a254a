#pragma once
// DCMTK's process-wide set-up, once: its own log is silenced (errors come back as chordae::Error)
// and the decoders for compressed pixels are registered.

namespace chordae {

/// Thread-safe; cheap after the first call. Errors kIo if DCMTK's data dictionary can't be found.
void start_dcmtk();

}  // namespace chordae
