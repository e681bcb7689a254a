#pragma once
// Cancellation by Ctrl-C or SIGTERM: the first asks long work to stop at the next safe place, the
// second ends the process at once.

namespace chordae {

/// Installs the handlers. Call once, from main.
void install_cancellation();
bool is_cancelled();
/// Throws Error kCancelled if the user asked to stop.
void check_cancelled();
/// For tests and for embedding programs.
void request_cancellation();
void reset_cancellation();

}  // namespace chordae
