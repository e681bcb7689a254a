#pragma once
// The shape of a Multiscale Vision Transformer (arXiv:2104.11227) as data, and what follows from it
// block by block. No Torch. The defaults are MViT-B 16x4.

#include <cstdint>
#include <optional>
#include <vector>

#include "chordae/base/config.h"
#include "chordae/nn/grid.h"

namespace chordae {

struct MvitConfig {
  std::int64_t frames = 16, crop_size = 224, channels = 3;
  std::int64_t depth = 16, embed_dim = 96, num_heads = 1;
  double mlp_ratio = 4;
  bool qkv_bias = true;
  std::vector<std::int64_t> patch_kernel = {3, 7, 7}, patch_stride = {2, 4, 4},
                            patch_padding = {1, 3, 3};
  // Block i works at dim_mul times the width of block i - 1 (which makes the change), with head_mul
  // times its heads.
  std::vector<std::int64_t> dim_mul_blocks = {1, 3, 14}, head_mul_blocks = {1, 3, 14};
  std::vector<double> dim_mul = {2, 2, 2}, head_mul = {2, 2, 2};
  std::vector<std::int64_t> pool_kernel = {3, 3, 3};
  std::vector<std::int64_t> pool_q_blocks = {1, 3, 14};
  std::vector<std::int64_t> pool_q_stride = {1, 2, 2, 1, 2,
                                             2, 1, 2, 2};  ///< (t, h, w) a block named above
  /// Of block 0; divided by every query stride on the way. Empty: keys and values are not pooled.
  std::vector<std::int64_t> pool_kv_stride_adaptive = {1, 8, 8};
  double norm_eps = 1e-6, pool_norm_eps = 1e-5;
  double head_dropout = 0.5;  ///< of the class token's features, while training
  void fields(FieldVisitor& v);
};

struct MvitBlockShape {
  std::int64_t width = 0, width_out = 0, heads = 1, hidden = 0;
  std::optional<Triple> query_stride, key_value_stride;
  Grid in, out;
};

struct MvitShape {
  Grid grid;  ///< of patches
  std::vector<MvitBlockShape> blocks;
  std::int64_t width_out = 0;  ///< of the features
};

/// Errors  kConfig naming the field: lists that do not match, widths that heads do not divide,
/// blocks
///         out of range, a grid that pools to nothing, tokens beyond 2^24
MvitShape mvit_shape(const MvitConfig& config);

}  // namespace chordae
