#include "chordae/base/log.h"

#include <atomic>
#include <cstdio>
#include <mutex>
#include <string>

namespace chordae {
namespace {

std::atomic<LogLevel> g_level{LogLevel::kInfo};
std::atomic<StatusLineHook> g_hook{nullptr};

std::mutex& output_mutex() {
  static std::mutex mutex;
  return mutex;
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
void set_status_line_hook(StatusLineHook hook) { g_hook = hook; }

void log_debug(std::string_view message) { log(LogLevel::kDebug, "debug: ", message); }
void log_info(std::string_view message) { log(LogLevel::kInfo, "", message); }
void log_warning(std::string_view message) { log(LogLevel::kWarning, "warning: ", message); }
void log_error(std::string_view message) { log(LogLevel::kError, "error: ", message); }

void write_stderr_line(std::string_view line) {
  std::lock_guard lock(output_mutex());
  const StatusLineHook hook = g_hook.load();
  if (hook != nullptr) hook(false);
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fputc('\n', stderr);
  if (hook != nullptr) hook(true);
  std::fflush(stderr);
}

}  // namespace chordae
