#include "chordae/base/log.h"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>
#include <utility>

namespace chordae {
namespace {

std::atomic<LogLevel> g_level{LogLevel::kInfo};
std::mutex g_output_mutex;  // of stderr and of the status line
std::string g_status_line;

void put_status_line() {
  if (!g_status_line.empty()) std::fputs(g_status_line.c_str(), stderr);
  std::fflush(stderr);
}
void clear_status_line() {
  if (!g_status_line.empty()) std::fputs("\r\x1b[K", stderr);
}

void log(LogLevel level, std::string_view label, std::string_view message) {
  if (level < g_level.load()) return;
  std::string line;
  line.append(label).append(message);
  write_stderr_line(line);
}

}  // namespace

void set_log_level(LogLevel level) { g_level = level; }
LogLevel log_level() { return g_level; }

void log_debug(std::string_view message) { log(LogLevel::kDebug, "debug: ", message); }
void log_info(std::string_view message) { log(LogLevel::kInfo, "", message); }
void log_warning(std::string_view message) { log(LogLevel::kWarning, "warning: ", message); }
void log_error(std::string_view message) { log(LogLevel::kError, "error: ", message); }

void write_stderr_line(std::string_view line) {
  const std::lock_guard lock(g_output_mutex);
  clear_status_line();
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
  put_status_line();
}

void set_status_line(std::string line) {
  const std::lock_guard lock(g_output_mutex);
  clear_status_line();
  g_status_line = std::move(line);
  put_status_line();
}

}  // namespace chordae
