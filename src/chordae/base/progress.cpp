#include "chordae/base/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <utility>

#include "chordae/base/log.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

using Clock = std::chrono::steady_clock;

std::size_t terminal_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

}  // namespace

struct Progress::State {
  std::string task, unit;
  std::int64_t total = 0, done = 0;
  bool terminal = false, silent = false;
  Clock::time_point start = Clock::now(), shown = start - std::chrono::hours(1);
  std::mutex mutex;

  std::string text(bool final) const {
    const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    const double rate = elapsed > 0 ? static_cast<double>(done) / elapsed : 0;
    std::string line = cat(task, "  ", done);
    if (total > 0) line += cat("/", total);
    line += cat(" ", unit);
    if (done > 0) line += cat("  ", fixed(rate, rate < 10 ? 2 : 0), " ", unit, "/s");
    if (final) {
      line += cat("  in ", human_duration(elapsed));
    } else if (total > 0 && done > 0) {
      line += cat("  ", human_duration(static_cast<double>(total - done) / rate), " left");
    }
    return line;
  }

  void show(bool final) {
    if (silent) return;
    const auto now = Clock::now();
    const auto interval = terminal ? std::chrono::milliseconds(100) : std::chrono::seconds(10);
    if (!final && now - shown < interval) return;
    if (!terminal && !final && now - start < interval) return;
    shown = now;
    if (final && terminal) set_status_line("");
    if (final && now - start < std::chrono::seconds(2)) return;  // over before anybody looked
    std::string line = text(final);
    if (final || !terminal) {
      write_stderr_line(line);
      return;
    }
    if (total > 0) {
      constexpr std::int64_t kWidth = 20;
      const auto filled = static_cast<std::size_t>(std::min(kWidth, kWidth * done / total));
      line = cat("[", std::string(filled, '#'), std::string(kWidth - filled, '.'), "] ", line);
    }
    line.resize(std::min(line.size(), terminal_width() - 1));
    set_status_line(std::move(line));
  }
};

Progress::Progress(std::string task, std::int64_t total, std::string unit) : state_(new State) {
  state_->task = std::move(task);
  state_->unit = std::move(unit);
  state_->total = total;
  state_->terminal = isatty(STDERR_FILENO) != 0;
  state_->silent = log_level() > LogLevel::kInfo;
}

Progress::~Progress() {
  try {
    state_->show(true);
  } catch (...) {  // out of memory: then without the last line
  }
}

void Progress::advance(std::int64_t count) {
  std::lock_guard lock(state_->mutex);
  state_->done += count;
  state_->show(false);
}

}  // namespace chordae
