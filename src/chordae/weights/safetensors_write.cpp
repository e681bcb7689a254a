#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/weights/safetensors_header.h"

namespace chordae {
namespace {

std::string make_header(std::span<const TensorView> tensors,
                        const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::set<std::string> names = {"__metadata__"};
  std::uint64_t at = 0;
  for (const auto& t : tensors) {
    if (!names.insert(t.name).second) {
      throw Error(ErrorCode::kInternal, cat("tensor name \"", printable(t.name),
                                            "\" cannot be written twice or is reserved"));
    }
    if (t.bytes.size() != tensor_bytes(t.type, t.shape)) {
      throw Error(ErrorCode::kShape,
                  cat("tensor \"", printable(t.name), "\": its bytes do not fit its shape"));
    }
    header.push_back({t.name,
                      {{"dtype", element_type_name(t.type)},
                       {"shape", t.shape},
                       {"data_offsets", {at, at + t.bytes.size()}}}});
    at += t.bytes.size();
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kInternal, "a tensor name or a metadata text is not UTF-8");
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');  // so that the data begin at a multiple of eight
  return text;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::span<const TensorView> tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::string header = make_header(tensors, metadata);
  std::string length;
  for (std::size_t i = 0; i < 8; ++i)
    length.push_back(static_cast<char>(header.size() >> (8 * i) & 0xff));

  TemporaryPath temporary(path);
  std::ofstream out(temporary.path(), std::ios::binary | std::ios::trunc);
  out << length << header;
  for (const auto& t : tensors) {
    out.write(reinterpret_cast<const char*>(t.bytes.data()),
              static_cast<std::streamsize>(t.bytes.size()));
  }
  out.close();
  if (!out)
    throw Error(ErrorCode::kIo, cat("cannot write ", path.string(), ": ", system_error_text()));
  temporary.commit();
}

}  // namespace chordae
