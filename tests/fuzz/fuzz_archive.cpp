#include "chordae/io/archive/input_files.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    const auto path = chordae::fuzz::as_file(data, size, ".zip");
    chordae::ReadLimits limits;
    limits.entry_bytes = 1 << 20;
    limits.archive_bytes = 16 << 20;
    limits.archive_entries = 1000;
    limits.small_archive_bytes = 8 << 20;
    chordae::for_each_entry(
        {path, "input"}, limits, [](auto, auto) { return true; }, [](auto&&) {});
  });
}
