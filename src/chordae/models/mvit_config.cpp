#include "chordae/models/mvit_config.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

constexpr Triple kOne = {1, 1, 1};  // as kernel and stride: no pooling at all, as in the original

[[noreturn]] void fail(std::string message) { throw Error(ErrorCode::kConfig, "mvit." + message); }

Triple triple(const std::vector<std::int64_t>& list, std::string_view name, std::size_t at = 0) {
  if (list.size() < at + 3) fail(cat(name, ": three numbers (t, h, w) are needed"));
  return {list[at], list[at + 1], list[at + 2]};
}

Triple only_triple(const std::vector<std::int64_t>& list, std::string_view name) {
  if (list.size() != 3) fail(cat(name, ": three numbers (t, h, w) are needed, not ", list.size()));
  return triple(list, name);
}

void check_blocks(const std::vector<std::int64_t>& blocks, std::size_t values, std::size_t each,
                  std::int64_t limit, std::string_view name) {
  if (values != each * blocks.size())
    fail(cat(name, "_blocks: ", blocks.size(), " blocks, but ", values, " values"));
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i] > limit) fail(cat(name, "_blocks: there is no block ", blocks[i]));
    if (i > 0 && blocks[i] <= blocks[i - 1]) fail(cat(name, "_blocks must ascend"));
  }
}

/// The factor of block i, 1 where none is named.
double factor(const std::vector<std::int64_t>& blocks, const std::vector<double>& factors,
              std::int64_t i) {
  const auto found = std::ranges::find(blocks, i);
  return found == blocks.end() ? 1.0 : factors[static_cast<std::size_t>(found - blocks.begin())];
}

std::int64_t scaled(std::int64_t size, double by, std::string_view name) {
  const double value = static_cast<double>(size) * by;
  if (value < 1 || value > 65536 || value != std::floor(value))
    fail(cat(name, ": ", size, " times ", by, " is no usable size"));
  return static_cast<std::int64_t>(value);
}

std::optional<Triple> query_stride(const MvitConfig& c, std::int64_t i) {
  const auto found = std::ranges::find(c.pool_q_blocks, i);
  if (found == c.pool_q_blocks.end()) return {};
  return triple(c.pool_q_stride, "pool_q_stride",
                3 * static_cast<std::size_t>(found - c.pool_q_blocks.begin()));
}

void check_grid(const Grid& g, std::int64_t block) {
  if (g.t < 1 || g.h < 1 || g.w < 1)
    fail(cat("pool_q_stride: nothing is left of the picture in block ", block));
}

}  // namespace

void MvitConfig::fields(FieldVisitor& v) {
  v.field({.name = "frames", .help = "frames a clip", .min = 1, .max = 512}, frames);
  v.field({.name = "crop_size",
           .help = "rows and columns of a clip",
           .unit = "pixels",
           .min = 8,
           .max = 1024},
          crop_size);
  v.field({.name = "channels", .help = "channels of a clip", .min = 1, .max = 16}, channels);
  v.field({.name = "depth", .help = "blocks", .min = 1, .max = 128}, depth);
  v.field({.name = "embed_dim", .help = "width of the first block", .min = 1, .max = 8192},
          embed_dim);
  v.field({.name = "num_heads", .help = "heads of the first block", .min = 1, .max = 256},
          num_heads);
  v.field(
      {.name = "mlp_ratio", .help = "width inside an MLP over its input's", .min = 0.01, .max = 64},
      mlp_ratio);
  v.field({.name = "qkv_bias", .help = "whether queries, keys and values have a bias"}, qkv_bias);
  v.field({.name = "patch_kernel",
           .help = "patch size (t, h, w)",
           .unit = "pixels",
           .min = 1,
           .max = 64},
          patch_kernel);
  v.field({.name = "patch_stride",
           .help = "distance of patches",
           .unit = "pixels",
           .min = 1,
           .max = 64},
          patch_stride);
  v.field({.name = "patch_padding",
           .help = "zeros around the clip",
           .unit = "pixels",
           .min = 0,
           .max = 32},
          patch_padding);
  v.field(
      {.name = "dim_mul_blocks", .help = "blocks whose width is multiplied", .min = 0, .max = 128},
      dim_mul_blocks);
  v.field({.name = "dim_mul", .help = "their factors", .min = 0.01, .max = 64}, dim_mul);
  v.field({.name = "head_mul_blocks",
           .help = "blocks whose heads are multiplied",
           .min = 0,
           .max = 128},
          head_mul_blocks);
  v.field({.name = "head_mul", .help = "their factors", .min = 0.01, .max = 64}, head_mul);
  v.field({.name = "pool_kernel", .help = "pooling kernel (t, h, w), odd", .min = 1, .max = 15},
          pool_kernel);
  v.field({.name = "pool_q_blocks", .help = "blocks that pool queries", .min = 0, .max = 127},
          pool_q_blocks);
  v.field({.name = "pool_q_stride", .help = "their strides, (t, h, w) each", .min = 1, .max = 64},
          pool_q_stride);
  v.field({.name = "pool_kv_stride_adaptive",
           .help = "key and value stride of the first block",
           .min = 1,
           .max = 64},
          pool_kv_stride_adaptive);
  v.field({.name = "norm_eps", .help = "epsilon of the block norms", .min = 0, .max = 0.1},
          norm_eps);
  v.field(
      {.name = "pool_norm_eps", .help = "epsilon of the norms after pooling", .min = 0, .max = 0.1},
      pool_norm_eps);
  v.field({.name = "head_dropout",
           .help = "dropout of the features while training",
           .min = 0,
           .max = 0.99},
          head_dropout);
}

MvitShape mvit_shape(const MvitConfig& c) {
  check_blocks(c.dim_mul_blocks, c.dim_mul.size(), 1, c.depth, "dim_mul");
  check_blocks(c.head_mul_blocks, c.head_mul.size(), 1, c.depth, "head_mul");
  check_blocks(c.pool_q_blocks, c.pool_q_stride.size(), 3, c.depth - 1, "pool_q");
  const Triple kernel = only_triple(c.pool_kernel, "pool_kernel");
  for (const auto k : kernel) {
    if (k % 2 == 0) fail("pool_kernel: odd numbers are needed");
  }
  MvitShape out;
  out.grid = convolved(
      {c.frames, c.crop_size, c.crop_size}, only_triple(c.patch_kernel, "patch_kernel"),
      only_triple(c.patch_stride, "patch_stride"), only_triple(c.patch_padding, "patch_padding"));
  check_grid(out.grid, 0);
  if (out.grid.tokens() > std::int64_t{1} << 24) fail("patch_stride: more than 2^24 tokens");

  std::optional<Triple> kv_stride;
  if (!c.pool_kv_stride_adaptive.empty())
    kv_stride = only_triple(c.pool_kv_stride_adaptive, "pool_kv_stride_adaptive");
  std::int64_t width = scaled(c.embed_dim, factor(c.dim_mul_blocks, c.dim_mul, 0), "dim_mul");
  std::int64_t heads = c.num_heads;
  Grid grid = out.grid;
  if (width != c.embed_dim) fail("dim_mul_blocks: block 0 has the width embed_dim");
  for (std::int64_t i = 0; i < c.depth; ++i) {
    MvitBlockShape block;
    heads = scaled(heads, factor(c.head_mul_blocks, c.head_mul, i), "head_mul");
    block.width = width;
    block.heads = heads;
    block.width_out = scaled(width, factor(c.dim_mul_blocks, c.dim_mul, i + 1), "dim_mul");
    block.hidden = static_cast<std::int64_t>(static_cast<double>(width) * c.mlp_ratio);
    if (width % heads != 0)
      fail(cat("num_heads: ", heads, " heads do not divide the width ", width, " of block ", i));
    if (block.hidden < 1) fail("mlp_ratio: too small");
    block.query_stride = query_stride(c, i);
    if (block.query_stride && kv_stride) {
      for (std::size_t d = 0; d < 3; ++d) {
        (*kv_stride)[d] = std::max<std::int64_t>((*kv_stride)[d] / (*block.query_stride)[d], 1);
      }
    }
    block.key_value_stride = kv_stride;
    if (kernel == kOne && block.query_stride == kOne) block.query_stride.reset();
    if (kernel == kOne && block.key_value_stride == kOne) block.key_value_stride.reset();
    block.in = grid;
    if (block.query_stride) {
      grid = pooled_grid(grid, kernel, *block.query_stride);
      check_grid(grid, i);
      if (grid !=
          pooled_grid(block.in, max_pool_kernel(*block.query_stride), *block.query_stride)) {
        fail(
            cat("pool_q_stride: attention and skip path of block ", i, " pool to different sizes"));
      }
    }
    if (kv_stride) check_grid(pooled_grid(block.in, kernel, *kv_stride), i);
    block.out = grid;
    width = block.width_out;
    out.blocks.push_back(block);
  }
  out.width_out = width;
  return out;
}

}  // namespace chordae
