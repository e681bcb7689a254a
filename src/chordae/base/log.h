#pragma once
// The log: one line to stderr per event, stdout is left to results. Includes nothing of fmt or
// spdlog, so a file may include this and Torch. Messages hold no patient value: studies are named
// by their keyed hash.

#include <string>
#include <string_view>

namespace chordae {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kQuiet };

void set_log_level(LogLevel level);
LogLevel log_level();

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);
void log_error(std::string_view message);

/// Writes a whole line to stderr without mixing with other threads or with a progress bar.
void write_stderr_line(std::string_view line);

/// What the terminal shows below the log lines (a progress bar); empty removes it.
void set_status_line(std::string line);

}  // namespace chordae
