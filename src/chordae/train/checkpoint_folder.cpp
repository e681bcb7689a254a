#include "chordae/train/checkpoint_folder.h"

#include <algorithm>
#include <functional>

#include "chordae/base/error.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPrefix = "update-", kSuffix = ".safetensors";

}  // namespace

fs::path checkpoint_path(const fs::path& folder, std::int64_t update) {
  std::string digits = std::to_string(update);
  digits.insert(0, 8 - std::min<std::size_t>(8, digits.size()), '0');
  return folder / cat(kPrefix, digits, kSuffix);
}

std::vector<std::int64_t> list_checkpoints(const fs::path& folder) {
  std::vector<std::int64_t> out;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(folder, ignored)) {
    const std::string name = file.path().filename().string();
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const auto digits = std::string_view(name).substr(
        kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
    if (const auto update = try_parse_int(digits)) out.push_back(*update);
  }
  std::ranges::sort(out, std::greater());
  return out;
}

void prune_checkpoints(const fs::path& folder, std::int64_t keep, std::int64_t best_update) {
  const auto updates = list_checkpoints(folder);
  for (std::size_t i = static_cast<std::size_t>(keep); i < updates.size(); ++i) {
    std::error_code ignored;  // a file that will not go does no harm
    if (updates[i] != best_update) fs::remove(checkpoint_path(folder, updates[i]), ignored);
  }
}

std::unique_ptr<Checkpoint> open_newest_checkpoint(const fs::path& folder) {
  const auto updates = list_checkpoints(folder);
  for (const auto update : updates) {
    const fs::path path = checkpoint_path(folder, update);
    try {
      return std::make_unique<Checkpoint>(path);
    } catch (const Error& e) {
      if (e.code() != ErrorCode::kFormat && e.code() != ErrorCode::kUnsupported) throw;
      log_warning(cat("the checkpoint of update ", update,
                      " is set aside and the one before it is ", "used: ", e.what()));
      fs::path aside = path;
      aside += ".damaged";
      std::error_code ignored;
      fs::rename(path, aside, ignored);
    }
  }
  if (updates.empty()) return nullptr;
  throw Error(ErrorCode::kFormat,
              cat("none of the checkpoints in ", folder.string(),
                  " can be read: they are set aside as .damaged; start the run anew"));
}

}  // namespace chordae
