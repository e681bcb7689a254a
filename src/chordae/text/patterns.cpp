#include "chordae/text/patterns.h"

#include <re2/re2.h>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

RE2::Options options() {
  RE2::Options out;
  out.set_case_sensitive(false);
  out.set_log_errors(false);
  out.set_max_mem(64 << 20);  // the automaton of many bounded repeats
  return out;
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct PatternSet::Engines {
  std::unique_ptr<RE2> any;
};

PatternSet::PatternSet(const std::vector<std::string>& patterns, std::string_view name)
    : engines_(std::make_unique<Engines>()) {
  std::string all;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    const RE2 one(patterns[i], options());
    if (!one.ok()) {
      throw Error(ErrorCode::kConfig, cat(name, ", pattern ", i + 1, ": ", one.error()));
    }
    all += cat(all.empty() ? "" : "|", "(?:", patterns[i], ")");
  }
  if (all.empty()) return;
  engines_->any = std::make_unique<RE2>(all, options());
  if (!engines_->any->ok()) {
    throw Error(ErrorCode::kConfig, cat(name, ": the patterns together: ", engines_->any->error()));
  }
}

PatternSet::~PatternSet() = default;
PatternSet::PatternSet(PatternSet&&) noexcept = default;
PatternSet& PatternSet::operator=(PatternSet&&) noexcept = default;

bool PatternSet::matches(std::string_view text) const {
  return engines_->any && RE2::FullMatch(piece(text), *engines_->any);
}

std::optional<Span> PatternSet::try_find(std::string_view text, std::size_t from) const {
  re2::StringPiece found;
  if (!engines_->any || from > text.size() ||
      !engines_->any->Match(piece(text), from, text.size(), RE2::UNANCHORED, &found, 1) ||
      found.empty()) {
    return {};
  }
  const auto begin = static_cast<std::size_t>(found.data() - text.data());
  return Span{begin, begin + found.size()};
}

}  // namespace chordae
