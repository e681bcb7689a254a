#include "chordae/text/report_rules.h"

#include <cstdlib>
#include <system_error>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace fs = std::filesystem;

ReportRules load_report_rules(const fs::path& folder) {
  ReportRules rules;
  const auto read = [&](const char* name, auto& table) {
    read_toml_file(fields_of(table), (folder / name).string());
  };
  read("cleaning.toml", rules.cleaning);
  read("sections.toml", rules.sections);
  read("abbreviations.toml", rules.abbreviations);
  read("languages.toml", rules.languages);
  return rules;
}

fs::path find_report_rules() {
  if (const char* named = std::getenv("CHORDAE_TEXT_RULES"); named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code ignored;
  const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::vector<fs::path> places = {folder / "../share/chordae/text", folder / "../data/text",
                                        folder / "data/text"};
  for (const fs::path& place : places) {
    if (fs::is_directory(place, ignored)) return place.lexically_normal();
  }
  std::string looked;
  for (const fs::path& place : places) looked += "\n  " + place.lexically_normal().string();
  throw Error(ErrorCode::kConfig,
              cat("the tables for reading reports did not come with this program. Set "
                  "CHORDAE_TEXT_RULES to a folder with cleaning.toml, sections.toml, "
                  "abbreviations.toml and languages.toml. Looked for:",
                  looked));
}

}  // namespace chordae
