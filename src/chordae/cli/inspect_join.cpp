#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/cli/inspect.h"
#include "chordae/cli/json.h"
#include "chordae/cli/table.h"
#include "chordae/io/csv/csv.h"
#include "chordae/store/study_store.h"

namespace chordae {

void join_table(const std::filesystem::path& folder, const InspectOptions& options, const GlobalOptions& global) {
  if (options.out.empty()) throw Error(ErrorCode::kUsage, "--join needs --out: the file to write");
  check_output_file(options.out, global.force);
  CsvTable table = read_csv(options.join);
  const std::size_t column = table.column(options.on);
  if (table.try_column("study")) {
    throw Error(ErrorCode::kUsage, cat(options.join, " has a column \"study\" already: rename it"));
  }
  // Opening to write reads the key; nothing is written.
  const StudyStore store = StudyStore::create_or_open(folder);
  std::size_t found = 0;
  table.header.insert(table.header.begin(), "study");
  for (auto& row : table.rows) {
    const std::string key = store.key().study_key(trim(row[column]));
    const bool held = store.has_study(key);
    found += held ? 1 : 0;
    row.insert(row.begin(), held ? key : "");
  }
  write_file(options.out, format_csv(table));
  if (global.json) {
    print_json({{"out", options.out}, {"rows", table.rows.size()}, {"joined", found}});
  } else {
    print(cat(found, " of ", table.rows.size(), " rows belong to studies of the store: ", options.out, "\n"));
  }
}

}  // namespace chordae
