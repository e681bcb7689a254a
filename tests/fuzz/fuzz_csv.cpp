#include "chordae/io/csv/csv.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    const auto table = chordae::parse_csv({reinterpret_cast<const char*>(data), size});
    const auto back = chordae::parse_csv(chordae::format_csv(table));
    if (back.rows != table.rows) __builtin_trap();
  });
}
