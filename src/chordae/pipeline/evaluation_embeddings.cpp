#include "chordae/pipeline/evaluation_embeddings.h"

#include <unordered_map>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/store/embedding_store.h"

namespace chordae {

eval::EmbeddingInput read_case_embeddings(const std::filesystem::path& path,
                                          const eval::EvaluationData& data) {
  const EmbeddingStore store = read_embedding_store(path);
  std::unordered_map<std::string, std::vector<const ClipEmbedding*>> clips;
  for (const auto& clip : store.clips) clips[clip.study_key].push_back(&clip);
  eval::EmbeddingInput input;
  input.width = static_cast<std::size_t>(store.provenance.embedding_width);
  for (std::size_t row = 0; row < data.rows(); ++row) {
    const auto found = clips.find(data.id[row]);
    if (found == clips.end()) continue;
    std::vector<double> sum(input.width, 0);
    for (const ClipEmbedding* clip : found->second) {
      for (std::size_t i = 0; i < input.width; ++i) sum[i] += clip->embedding[i];
    }
    const double count = static_cast<double>(found->second.size());
    for (const double v : sum) input.values.push_back(static_cast<float>(v / count));
    input.row.push_back(static_cast<std::uint32_t>(row));
  }
  if (input.row.empty()) {
    throw Error(ErrorCode::kUsage, cat(path.string(),
                                       " has an embedding of none of the cases: ids must be the "
                                       "store's study keys"));
  }
  return input;
}

}  // namespace chordae
