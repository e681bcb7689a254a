#include "chordae/base/cancel.h"

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cstring>

#include "chordae/base/error.h"

namespace chordae {
namespace {

std::atomic<int> g_requests{0};

extern "C" void on_signal(int) {
  if (g_requests.fetch_add(1) > 0) _exit(130);
  const char text[] = "\nstopping at the next safe place; press Ctrl-C again to end at once\n";
  [[maybe_unused]] const auto n = write(STDERR_FILENO, text, sizeof text - 1);
}

}  // namespace

void install_cancellation() {
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);  // a file-size limit is then an error of write(), as a full disk is
}

bool is_cancelled() { return g_requests.load(std::memory_order_relaxed) > 0; }

void check_cancelled() {
  if (is_cancelled()) throw Error(ErrorCode::kCancelled, "stopped on request; the same command continues");
}

void request_cancellation() { g_requests = 1; }
void reset_cancellation() { g_requests = 0; }

}  // namespace chordae
