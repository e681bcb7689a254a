#pragma once
// The name and version of the embedding store's layout (docs/formats/embedding-store.md), for the
// other files of this room.

#include <cstdint>
#include <string_view>

namespace chordae {

inline constexpr std::string_view kEmbeddingFormat = "chordae-embeddings";
inline constexpr std::int64_t kEmbeddingVersion = 1;

}  // namespace chordae
