#pragma once
// The program: arguments in, exit status out. Everything that `main` does.

namespace chordae {

/// Parses, runs one subcommand, maps errors to exit statuses (style: 0 ok, 1 failure, 2 usage or
/// config, 3 input data, 4 model or weights, 5 finished with more skipped than allowed, 130 cancelled).
int run_program(int argc, const char* const* argv);

}  // namespace chordae
