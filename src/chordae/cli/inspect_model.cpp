#include <map>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/cli/inspect.h"
#include "chordae/cli/json.h"
#include "chordae/cli/series_table.h"
#include "chordae/store/embedding_store.h"
#include "chordae/weights/safetensors.h"

namespace chordae {
namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const auto size : shape) text += cat(text.empty() ? "" : " x ", size);
  return text.empty() ? "scalar" : text;
}

}  // namespace

void inspect_weights(const std::filesystem::path& path, const GlobalOptions& global) {
  const SafetensorsFile file(path);
  std::int64_t elements = 0;
  for (const auto& t : file.tensors()) elements += static_cast<std::int64_t>(t.bytes.size() / element_bytes(t.type));
  const std::string hash = weights_hash(file.tensors());
  if (global.json) {
    Json tensors = Json::array();
    for (const auto& t : file.tensors()) {
      tensors.push_back({{"name", t.name}, {"type", element_type_name(t.type)}, {"shape", t.shape}});
    }
    print_json({{"path", path.string()},
                {"hash", hash},
                {"elements", elements},
                {"metadata", file.metadata()},
                {"tensors", tensors}});
    return;
  }
  Table table({"tensor", "type", "shape"});
  for (const auto& t : file.tensors()) table.add({t.name, std::string(element_type_name(t.type)), shape_text(t.shape)});
  std::string text = table.text() + cat(file.tensors().size(), " tensors, ", elements, " elements, hash ", hash, "\n");
  for (const auto& [name, value] : file.metadata()) text += cat(name, ": ", printable(value, 400), "\n");
  print(text);
}

void inspect_embeddings(const std::filesystem::path& path, const GlobalOptions& global) {
  const EmbeddingStore store = read_embedding_store(path);
  const EmbeddingProvenance& p = store.provenance;
  struct Count {
    std::int64_t clips = 0;
    std::map<std::string, std::int64_t> views;
  };
  std::map<std::string, Count> studies;
  for (const auto& clip : store.clips) {
    Count& count = studies[clip.study_key];
    ++count.clips;
    ++count.views[clip.view];
  }
  if (global.json) {
    Json list = Json::array();
    for (const auto& [key, count] : studies) {
      list.push_back({{"study", key}, {"clips", count.clips}, {"views", count.views}});
    }
    print_json({{"path", path.string()},
                {"model", p.model},
                {"model_hash", p.model_hash},
                {"random_init", p.random_init},
                {"precision", p.precision},
                {"chordae_version", p.chordae_version},
                {"embedding_width", p.embedding_width},
                {"feature_width", p.feature_width},
                {"transform", Json::parse(p.transform_config, nullptr, false)},
                {"clips", store.clips.size()},
                {"studies", list}});
    return;
  }
  Table table({"study", ">clips", "views"});
  for (const auto& [key, count] : studies) {
    std::string views;
    for (const auto& [view, n] : count.views) views += cat(views.empty() ? "" : " ", view, n > 1 ? cat("(", n, ")") : "");
    table.add({short_key(key), cat(count.clips), views});
  }
  std::string text = cat("model      ", p.model, ", weights ", p.model_hash.substr(0, 16), ", ", p.precision, "\n",
                         "transform  ", p.transform_config, "\n", "width      ", p.embedding_width,
                         p.feature_width > 0 ? cat(", features ", p.feature_width) : std::string(), "\n\n");
  if (p.random_init) text = "RANDOM WEIGHTS: no training behind these numbers; they carry no medical meaning\n" + text;
  print(text + table.text() + cat(store.clips.size(), " clips of ", studies.size(), " studies\n"));
}

}  // namespace chordae
