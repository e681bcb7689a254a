#include "chordae/store/store_marker.h"

#include <nlohmann/json.hpp>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFormat = "chordae-store";
constexpr int kVersion = 1;

// A creation that was cut short may have left these.
void check_nothing_else(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name == kKeyName || name == kMarkerName || name == kStudiesFolder ||
        name.starts_with(kCatalogueName) || name.starts_with('.')) {
      continue;
    }
    throw Error(ErrorCode::kFormat, cat(folder.string(),
                                        " is no store of chordae and is not empty: name a new or "
                                        "empty folder"));
  }
}

}  // namespace

std::string check_store_marker(const fs::path& folder) {
  const fs::path path = folder / kMarkerName;
  if (!fs::exists(path)) {
    throw Error(ErrorCode::kIo,
                cat(folder.string(), " is no store of chordae (no ", kMarkerName, ")"));
  }
  const auto marker = nlohmann::json::parse(read_text_file(path, 1 << 16), nullptr, false);
  if (!marker.is_object() || marker.value("format", nlohmann::json()) != kFormat ||
      !marker.contains("version") || !marker["version"].is_number_integer() ||
      !marker.contains("key_fingerprint") || !marker["key_fingerprint"].is_string()) {
    throw Error(ErrorCode::kFormat, cat(path.string(), " is damaged"));
  }
  if (marker["version"] > kVersion) {
    throw Error(ErrorCode::kUnsupported,
                cat(folder.string(), " has store version ", marker["version"].dump(),
                    "; this chordae reads up to ", kVersion, ": update chordae"));
  }
  return marker["key_fingerprint"];
}

PseudonymKey open_or_mark_store(const fs::path& folder) {
  make_folder(folder);
  const fs::path marker = folder / kMarkerName, key_path = folder / kKeyName;
  if (!fs::exists(marker)) {
    check_nothing_else(folder);
    const PseudonymKey key = PseudonymKey::open_or_create(key_path);
    nlohmann::ordered_json json;
    json["format"] = kFormat;
    json["version"] = kVersion;
    json["key_fingerprint"] = key.fingerprint();
    write_file(marker, json.dump(2) + "\n");
    return key;
  }
  const std::string fingerprint = check_store_marker(folder);
  if (!fs::exists(key_path)) {
    throw Error(ErrorCode::kIo,
                cat(key_path.string(), " is missing: restore the key with fingerprint ",
                    fingerprint, "; without it new studies cannot be named as the old ones"));
  }
  const PseudonymKey key = PseudonymKey::open_or_create(key_path);
  if (key.fingerprint() != fingerprint) {
    throw Error(ErrorCode::kConfig,
                cat(key_path.string(), " has fingerprint ", key.fingerprint(),
                    ", but the store was made with ", fingerprint, ": restore the right key"));
  }
  return key;
}

}  // namespace chordae
