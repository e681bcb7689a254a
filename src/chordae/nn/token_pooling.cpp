#include "chordae/nn/token_pooling.h"

#include <torch/torch.h>

#include "chordae/nn/depthwise_kernel.h"
#include "chordae/tensor/convert.h"

namespace chordae {
namespace {

Triple kernel_of(const at::Tensor& weight) {
  return {weight.size(2), weight.size(3), weight.size(4)};
}

void check_tokens(const at::Tensor& tokens, const at::Tensor& weight, const Grid& grid) {
  check_shape(weight, {-1, 1, -1, -1, -1}, "the pooling kernel");
  const std::int64_t width = weight.size(0);
  const std::int64_t heads = tokens.dim() == 3 ? tokens.size(2) / width : 0;
  check_shape(tokens, {-1, 1 + grid.tokens(), heads * width}, "tokens to pool");
}

DepthwiseShape shape_of(const at::Tensor& tokens, const at::Tensor& weight, const Grid& grid,
                        const Triple& stride) {
  const Triple kernel = kernel_of(weight);
  const std::int64_t width = weight.size(0), channels = tokens.size(2);
  const Grid out = pooled_grid(grid, kernel, stride);
  return {.batch = tokens.size(0),
          .heads = channels / width,
          .width = width,
          .in = grid,
          .out = out,
          .kernel = kernel,
          .stride = stride,
          .padding = half(kernel),
          .in_batch_stride = (1 + grid.tokens()) * channels,
          .out_batch_stride = (1 + out.tokens()) * channels};
}

/// (width, 1, kt, kh, kw) -> (taps, width) in the type that sums are made in.
at::Tensor taps_first(const at::Tensor& weight, at::ScalarType type) {
  return weight.detach().reshape({weight.size(0), -1}).t().to(type).contiguous();
}

constexpr std::int64_t kGrain = 4;  // rows a task

template <class In, class Real>
void run_forward(const at::Tensor& tokens, const at::Tensor& taps, at::Tensor& out,
                 const DepthwiseShape& s) {
  const auto* x =
      static_cast<const In*>(tokens.const_data_ptr()) + s.channels();  // after the class token
  auto* y = out.mutable_data_ptr<Real>() + s.channels();
  const auto* w = taps.const_data_ptr<Real>();
  at::parallel_for(0, s.out_rows(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    depthwise_forward(x, w, y, s, begin, end);
  });
}

at::Tensor forward_kernel(const at::Tensor& tokens, const at::Tensor& weight,
                          const DepthwiseShape& s) {
  const bool is_double = tokens.scalar_type() == at::kDouble;
  const at::ScalarType sum_type = is_double ? at::kDouble : at::kFloat;
  const at::Tensor taps = taps_first(weight, sum_type);
  at::Tensor out =
      at::empty({s.batch, 1 + s.out.tokens(), s.channels()}, tokens.options().dtype(sum_type));
  out.select(1, 0).copy_(tokens.select(1, 0));
  if (is_double) {
    run_forward<double, double>(tokens, taps, out, s);
  } else if (tokens.scalar_type() == at::kBFloat16) {
    run_forward<Bf16, float>(tokens, taps, out, s);
  } else {
    run_forward<float, float>(tokens, taps, out, s);
  }
  return out;
}

template <class Real>
void run_backward(const at::Tensor& grad, const at::Tensor& tokens, const at::Tensor& taps,
                  at::Tensor& grad_tokens, at::Tensor& partial, const DepthwiseShape& s) {
  const std::int64_t skip = s.channels();
  const auto* gy = grad.const_data_ptr<Real>() + skip;
  const auto* x = tokens.const_data_ptr<Real>() + skip;
  const auto* w = taps.const_data_ptr<Real>();
  auto* gx = grad_tokens.mutable_data_ptr<Real>() + skip;
  auto* gw = partial.mutable_data_ptr<Real>();
  at::parallel_for(0, s.in_rows(), kGrain, [&](std::int64_t begin, std::int64_t end) {
    depthwise_backward_input(gy, w, gx, s, begin, end);
  });
  at::parallel_for(0, s.out_planes(), 1, [&](std::int64_t begin, std::int64_t end) {
    depthwise_backward_weight(gy, x, gw, s, begin, end);
  });
}

class DepthwisePoolFunction : public torch::autograd::Function<DepthwisePoolFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& tokens,
                            const at::Tensor& weight, const std::vector<std::int64_t>& sizes) {
    context->save_for_backward({tokens, weight});
    context->saved_data["sizes"] = sizes;
    return forward_kernel(tokens, weight, unpack(tokens, weight, sizes));
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &tokens = saved[0], &weight = saved[1];
    const DepthwiseShape s = unpack(tokens, weight, context->saved_data["sizes"].toIntVector());
    const at::Tensor grad = grads[0].contiguous();
    const at::Tensor taps = taps_first(weight, tokens.scalar_type());
    at::Tensor grad_tokens = at::empty_like(tokens);
    grad_tokens.select(1, 0).copy_(grad.select(1, 0));
    at::Tensor partial = at::zeros({s.out_planes(), s.taps(), s.width}, tokens.options());
    if (tokens.scalar_type() == at::kDouble) {
      run_backward<double>(grad, tokens, taps, grad_tokens, partial, s);
    } else {
      run_backward<float>(grad, tokens, taps, grad_tokens, partial, s);
    }
    return {grad_tokens, partial.sum(0).t().reshape(weight.sizes()), at::Tensor()};
  }

 private:
  static DepthwiseShape unpack(const at::Tensor& tokens, const at::Tensor& weight,
                               const std::vector<std::int64_t>& v) {
    return shape_of(tokens, weight, {v[0], v[1], v[2]}, {v[3], v[4], v[5]});
  }
};

}  // namespace

at::Tensor depthwise_pool(const at::Tensor& tokens, const at::Tensor& weight, const Grid& grid,
                          const Triple& stride) {
  check_tokens(tokens, weight, grid);
  const auto type = tokens.scalar_type();
  const bool has_gradient =
      at::GradMode::is_enabled() && (tokens.requires_grad() || weight.requires_grad());
  const bool is_real = (type == at::kFloat || type == at::kDouble) && weight.scalar_type() == type;
  if (tokens.is_cpu() && is_real && has_gradient) {
    const std::vector<std::int64_t> sizes = {grid.t,    grid.h,    grid.w,
                                             stride[0], stride[1], stride[2]};
    return DepthwisePoolFunction::apply(tokens.contiguous(), weight, sizes);
  }
  if (tokens.is_cpu() && !has_gradient && (is_real || type == at::kBFloat16)) {
    return forward_kernel(tokens.contiguous(), weight, shape_of(tokens, weight, grid, stride));
  }
  return depthwise_pool_by_convolution(tokens, weight, grid, stride);
}

at::Tensor depthwise_pool_by_convolution(const at::Tensor& tokens, const at::Tensor& weight,
                                         const Grid& grid, const Triple& stride) {
  check_tokens(tokens, weight, grid);
  const DepthwiseShape s = shape_of(tokens, weight, grid, stride);
  const at::Tensor volume = tokens.narrow(1, 1, grid.tokens())
                                .reshape({s.batch, grid.t, grid.h, grid.w, s.heads, s.width})
                                .permute({0, 4, 5, 1, 2, 3})
                                .reshape({s.batch * s.heads, s.width, grid.t, grid.h, grid.w});
  const at::Tensor pooled = at::conv3d(volume, weight.to(volume.scalar_type()), {}, stride,
                                       s.padding, /*dilation=*/1, /*groups=*/s.width);
  const at::Tensor body = pooled.reshape({s.batch, s.heads, s.width, s.out.tokens()})
                              .permute({0, 3, 1, 2})
                              .reshape({s.batch, s.out.tokens(), s.channels()});
  const at::Tensor out = at::cat({tokens.narrow(1, 0, 1), body}, 1);
  return out.scalar_type() == at::kBFloat16 ? out.to(at::kFloat) : out;
}

at::Tensor max_pool(const at::Tensor& tokens, const Grid& grid, const Triple& stride) {
  check_shape(tokens, {-1, 1 + grid.tokens(), -1}, "tokens to pool");
  const Triple kernel = max_pool_kernel(stride);
  if (kernel == Triple{1, 1, 1}) return tokens;
  const Grid out = pooled_grid(grid, kernel, stride);
  const std::int64_t batch = tokens.size(0), channels = tokens.size(2);
  const at::Tensor body = tokens.narrow(1, 1, grid.tokens());
  at::Tensor pooled;
  if (kernel[0] == 1) {
    // Frames are pictures of a batch then, and the two-dimensional pooling keeps the channels last.
    const at::Tensor pictures =
        body.reshape({batch * grid.t, grid.h, grid.w, channels}).permute({0, 3, 1, 2});
    pooled = at::max_pool2d(pictures, {kernel[1], kernel[2]}, {stride[1], stride[2]},
                            {kernel[1] / 2, kernel[2] / 2})
                 .permute({0, 2, 3, 1});
  } else {
    const at::Tensor volume =
        body.reshape({batch, grid.t, grid.h, grid.w, channels}).permute({0, 4, 1, 2, 3});
    pooled = at::max_pool3d(volume, kernel, stride, half(kernel)).permute({0, 2, 3, 4, 1});
  }
  return at::cat({tokens.narrow(1, 0, 1), pooled.reshape({batch, out.tokens(), channels})}, 1);
}

DepthwisePool::DepthwisePool(std::int64_t width, Triple kernel, Triple stride)
    : kernel_(kernel), stride_(stride) {
  weight = register_parameter("weight", at::empty({width, 1, kernel[0], kernel[1], kernel[2]}));
}

at::Tensor DepthwisePool::forward(const at::Tensor& tokens, const Grid& grid) const {
  return depthwise_pool(tokens, weight, grid, stride_);
}

}  // namespace chordae
