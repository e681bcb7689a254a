// Writes and reads one study several times; the other half of store_vs_h5py.py.
//   store_bench PIXELS SLICES FRAMES ROWS COLUMNS REPEATS OUTPUT
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <vector>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/store/study_store.h"

using namespace chordae;

namespace {

double median_seconds(int repeats, const std::function<void()>& body) {
  std::vector<double> seconds;
  for (int i = 0; i < repeats; ++i) {
    const auto start = std::chrono::steady_clock::now();
    body();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 8) return 2;
  const auto bytes = read_file(argv[1]);
  const std::size_t slices = std::strtoul(argv[2], nullptr, 10);
  Study study;
  study.study_key = study.patient_key = "0123456789ABCDEFGHJK";
  StudySeries& series = study.series.emplace_back();
  series.id = "s01";
  const std::size_t slice_bytes = bytes.size() / slices;
  for (std::size_t i = 0; i < slices; ++i) {
    CineSlice& slice = series.cine.slices.emplace_back();
    slice.frames = std::atoll(argv[3]);
    slice.rows = std::atoll(argv[4]);
    slice.columns = std::atoll(argv[5]);
    const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(i * slice_bytes);
    slice.pixels.assign(first, first + static_cast<std::ptrdiff_t>(slice_bytes));
  }
  const int repeats = std::atoi(argv[6]);
  const std::filesystem::path output = argv[7];
  const double write = median_seconds(repeats, [&] { write_study_file(output, study); });
  bool same = true;
  const double read = median_seconds(repeats, [&] {
    const Study back = read_study_file(output);
    same = same &&
           back.series[0].cine.slices[slices - 1].pixels == series.cine.slices[slices - 1].pixels;
  });
  std::printf("%.6f %.6f %ju\n", write, read, std::filesystem::file_size(output));
  return same ? 0 : 1;
}
