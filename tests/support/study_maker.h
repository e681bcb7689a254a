#pragma once
// Small cine studies as DICOM files for tests of ingest: planes with a bright disc that beats.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <string>
#include <vector>

#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/image/geometry.h"
#include "chordae/store/study.h"
#include "support/dicom_maker.h"

namespace chordae::test {

/// Parallel slices of one cine.
struct MadeSeries {
  int number = 5;
  std::string uid = "1.2.3.9.5";
  std::string description = "";
  Vec3 normal = {0.65, -0.65, -0.40};  ///< towards the apex
  Vec3 centre_mm = {-20, -30, 10};
  int slices = 4, frames = 10;
  double gap_mm = 10;
  bool beats = true;
  int size = 16;
};

inline std::string ds(const Vec3& v) {
  return cat(shortest(v[0]), "\\", shortest(v[1]), "\\", shortest(v[2]));
}

/// The files of a series in order of slice, then frame.
inline std::vector<DicomMaker> make_series(const MadeSeries& s) {
  const Vec3 n = normalized(s.normal);
  const Vec3 row = normalized(cross(std::abs(n[2]) < 0.9 ? Vec3{0, 0, 1} : Vec3{0, 1, 0}, n));
  const Vec3 column = cross(n, row);
  std::vector<DicomMaker> files;
  for (int z = 0; z < s.slices; ++z) {
    const Vec3 middle = s.centre_mm + (z * s.gap_mm) * n;
    const Vec3 origin = middle - (0.75 * (s.size - 1)) * row - (0.75 * (s.size - 1)) * column;
    for (int t = 0; t < s.frames; ++t) {
      auto m = small_mr(static_cast<unsigned>(s.size), static_cast<unsigned>(s.size));
      const int instance = z * s.frames + t + 1;
      // Orientation that jitters in the sixth decimal, as real headers do.
      const double jitter = 1e-6 * (instance % 3);
      m.text(0x00080018, "UI", cat(s.uid, ".", instance))
          .text(0x0008103E, "LO", s.description)
          .text(0x00080032, "TM", cat("1015", 10 + z, ".", 100000 + 1000 * t))
          .text(0x00181060, "DS", cat(20 + z + 80 * t))
          .text(0x00181090, "IS", cat(s.frames))
          .text(0x00200100, "IS", cat(t + 1))
          .text(0x0020000E, "UI", s.uid)
          .text(0x00200011, "IS", cat(s.number))
          .text(0x00200013, "IS", cat(instance))
          .text(0x00200032, "DS", ds(origin))
          .text(0x00200037, "DS",
                cat(shortest(row[0] + jitter), "\\", shortest(row[1]), "\\", shortest(row[2]), "\\",
                    ds(column)))
          .text(0x00280030, "DS", "1.5\\1.5");
      std::vector<std::uint16_t> cells;
      const double radius = s.beats ? 4 + 2 * std::cos(2 * std::numbers::pi * t / s.frames) : 4;
      for (int y = 0; y < s.size; ++y) {
        for (int x = 0; x < s.size; ++x) {
          const double r = std::hypot(y - 0.5 * (s.size - 1), x - 0.5 * (s.size - 1));
          cells.push_back(static_cast<std::uint16_t>(100 + 16 * z + (s.beats ? t : 0) +
                                                     (r < radius ? 1000 : 0)));
        }
      }
      files.push_back(m.pixels(cells));
    }
  }
  return files;
}

inline void write_files(const std::filesystem::path& folder, const std::vector<DicomMaker>& files,
                        const std::string& prefix = "f") {
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto bytes = files[i].file();
    std::ofstream out(folder / cat(prefix, i), std::ios::binary);
    out.write(reinterpret_cast<const char*>(bytes.data()),
              static_cast<std::streamsize>(bytes.size()));
  }
}

/// Everything that a study holds, as text; pixels by their hash.
inline std::string describe(const Study& study) {
  std::ostringstream out;
  out.precision(17);
  out << study.study_key << " " << study.patient_key << "\n";
  for (const auto& s : study.series) {
    out << s.id << " " << s.verdict.accepted << " " << view_name(s.verdict.view) << " "
        << s.verdict.rule << " | " << s.verdict.reason << " | " << s.acquisition.series_description
        << " " << s.acquisition.series_number << " " << s.source_files << " " << s.source_hash
        << "\n";
    for (const auto& [name, value] : s.verdict.evidence) out << "  " << name << "=" << value;
    for (const auto& z : s.cine.slices) {
      out << "\n  " << z.frames << "x" << z.rows << "x" << z.columns << " " << z.cycle_ms << " "
          << hex(sha256(z.pixels));
      for (const double v : z.geometry.origin_mm) out << " " << v;
      for (const double v : z.trigger_time_ms) out << " " << v;
    }
    out << "\n";
  }
  return out.str();
}

inline double evidence(const StudySeries& series, const std::string& name) {
  for (const auto& [key, value] : series.verdict.evidence) {
    if (key == name) return value;
  }
  return -1;
}

}  // namespace chordae::test
