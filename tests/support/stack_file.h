#pragma once
// Real short-axis stacks with expert masks, as tools/reference/dump_stack.py writes them.

#include <cstring>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/image/cine.h"
#include "support/test_support.h"

namespace chordae::test {

struct ExpertStack {
  std::string name;
  Cine cine;
  std::vector<std::vector<std::uint8_t>>
      masks;  ///< one (H, W) a slice, 1 inside an expert's contour
};

inline ExpertStack read_stack_file(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  const std::size_t data = bytes.find("\ndata\n") + 6;
  std::istringstream header(bytes.substr(0, data));
  std::size_t slices = 0;
  std::int64_t frames = 0, rows = 0, columns = 0;
  header >> slices >> frames >> rows >> columns;
  const auto pixels = static_cast<std::size_t>(rows * columns);
  const auto slice_bytes = static_cast<std::size_t>(frames) * pixels * 2;
  ExpertStack out;
  out.cine.view = View::kSax;
  for (std::size_t i = 0; i < slices; ++i) {
    CineSlice slice;
    slice.frames = frames;
    slice.rows = rows;
    slice.columns = columns;
    slice.type = PixelType::kI16;
    Geometry& g = slice.geometry;
    for (auto* vector : {&g.origin_mm, &g.row_direction, &g.column_direction}) {
      for (double& x : *vector) header >> x;
    }
    header >> g.row_spacing_mm >> g.column_spacing_mm >> g.slice_thickness_mm >>
        g.spacing_between_slices_mm;
    g.has_position = true;
    slice.pixels.resize(slice_bytes);
    std::memcpy(slice.pixels.data(), bytes.data() + data + i * slice_bytes, slice_bytes);
    out.cine.slices.push_back(std::move(slice));
    const auto* mask = bytes.data() + data + slices * slice_bytes + i * pixels;
    out.masks.emplace_back(mask, mask + pixels);
  }
  return out;
}

/// Every Sunnybrook study of the shared data: three full cines ("full": all), eight two-frame
/// stacks. Needs Python and the shared folder.
inline std::vector<ExpertStack> read_sunnybrook(bool full, bool two_frame) {
  const auto folder = shared_data() / "sunnybrook";
  std::vector<std::pair<std::string, std::string>> commands;
  const std::pair<const char*, const char*> studies[] = {
      {"SCD0000101", "SC-HF-I-1"}, {"SCD0000201", "SC-HF-I-2"}, {"SCD0000301", "SC-HF-I-4"}};
  for (const auto& [archive, contours] : studies) {
    if (!full) break;
    commands.emplace_back(contours, cat("sunnybrook ", (folder / archive).string(), ".tar.gz ",
                                        (folder / "contours" / contours).string()));
  }
  for (const char* name : {"SC-HF-I-05", "SC-HF-I-09", "SC-HF-NI-11", "SC-HF-NI-31", "SC-HYP-08",
                           "SC-HYP-11", "SC-N-03", "SC-N-05"}) {
    if (!two_frame) break;
    const auto base = (folder / "two-frame" / name).string();
    commands.emplace_back(name, cat("nifti ", base, "_cine.nii.gz ", base, "_cavity.nii.gz"));
  }
  ScratchFolder scratch;
  std::vector<ExpertStack> out;
  for (const auto& [name, arguments] : commands) {
    const auto result =
        run_command(cat(python(), " ", (source_root() / "tools/reference/dump_stack.py").string(),
                        " ", arguments, " ", (scratch / "stack").string()));
    if (result.status != 0) throw Error(ErrorCode::kIo, cat("dump_stack.py: ", result.err));
    out.push_back(read_stack_file(scratch / "stack"));
    out.back().name = name;
  }
  return out;
}

}  // namespace chordae::test
