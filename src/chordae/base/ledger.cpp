#include "chordae/base/ledger.h"

#include <utility>

#include "chordae/base/strings.h"

namespace chordae {

void SkipLedger::add(Skip skip) {
  std::lock_guard lock(mutex_);
  skips_.push_back(std::move(skip));
}

std::vector<Skip> SkipLedger::skips() const {
  std::lock_guard lock(mutex_);
  return skips_;
}

std::size_t SkipLedger::size() const {
  std::lock_guard lock(mutex_);
  return skips_.size();
}

void SkipLedger::check_share(std::size_t total, double allowed_share) const {
  std::lock_guard lock(mutex_);
  if (skips_.empty() || static_cast<double>(skips_.size()) <= allowed_share * static_cast<double>(total)) {
    return;
  }
  std::string message = cat(skips_.size(), " of ", total, " skipped, more than the allowed share of ",
                            allowed_share, ":");
  for (std::size_t i = 0; i < skips_.size() && i < 5; ++i) {
    message += cat("\n  ", skips_[i].what, " ", skips_[i].where, ": ", skips_[i].reason);
  }
  throw Error(skips_.front().code, message);
}

}  // namespace chordae
