#pragma once
// JSON results of the commands: one document, keys in the order written.

#include <nlohmann/json.hpp>

#include "chordae/base/ledger.h"
#include "chordae/store/study.h"

namespace chordae {

using Json = nlohmann::ordered_json;

/// Prints a document with a newline.
void print_json(const Json& document);

/// A series with its verdict and, where accepted, what its slices are. No pixels.
Json series_json(const StudySeries& series);
Json skips_json(const std::vector<Skip>& skips);

}  // namespace chordae
