#include "chordae/nn/group_norm.h"

#include <torch/torch.h>

#include "chordae/nn/group_norm_kernel.h"

namespace chordae {
namespace {

constexpr double kEps = 1e-5;
constexpr auto kFormat = at::MemoryFormat::ChannelsLast;

GroupNormShape shape_of(const at::Tensor& x, std::int64_t groups) {
  return {x.size(0), x.size(2) * x.size(3), x.size(1), groups, kEps};
}

/// Calls run(In, Real) with null pointers of the types that `type` is computed in.
template <class Run>
void with_types(at::ScalarType type, Run&& run) {
  if (type == at::kBFloat16) {
    run(static_cast<Bf16*>(nullptr), static_cast<float*>(nullptr));
  } else if (type == at::kFloat) {
    run(static_cast<float*>(nullptr), static_cast<float*>(nullptr));
  } else {
    run(static_cast<double*>(nullptr), static_cast<double*>(nullptr));
  }
}

/// An empty tensor is none.
template <class T>
const T* read(const at::Tensor& t, T*) {
  return t.numel() > 0 ? static_cast<const T*>(t.const_data_ptr()) : nullptr;
}
template <class T>
T* write(at::Tensor& t, T*) {
  return t.numel() > 0 ? static_cast<T*>(t.mutable_data_ptr()) : nullptr;
}

class GroupNormFunction : public torch::autograd::Function<GroupNormFunction> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, const at::Tensor& skip,
                            const at::Tensor& weight, const at::Tensor& bias, std::int64_t groups) {
    const at::Tensor in = x.contiguous(kFormat), also = skip.numel() > 0 ? skip.contiguous(kFormat) : skip;
    const auto sums = x.options().dtype(weight.scalar_type()).memory_format(at::MemoryFormat::Contiguous);
    at::Tensor y = at::empty_like(in), mean = at::empty({x.size(0), groups}, sums), deviation = at::empty_like(mean);
    with_types(x.scalar_type(), [&](auto* value, auto* real) {
      group_norm_silu_forward(read(in, value), read(also, value), read(weight, real), read(bias, real), write(y, value),
                              write(mean, real), write(deviation, real), shape_of(x, groups));
    });
    context->save_for_backward({in, also, weight, bias, mean, deviation});
    return y;
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    const auto saved = context->get_saved_variables();
    const at::Tensor &x = saved[0], &skip = saved[1], &weight = saved[2], &bias = saved[3], &mean = saved[4];
    const at::Tensor grad_y = grads[0].to(x.scalar_type()).contiguous(kFormat);
    at::Tensor grad_x = at::empty_like(x), grad_skip = at::empty_like(skip);
    at::Tensor grad_weight = at::empty({x.size(0), x.size(1)}, weight.options()), grad_bias = at::empty_like(grad_weight);
    with_types(x.scalar_type(), [&](auto* value, auto* real) {
      group_norm_silu_backward(read(grad_y, value), read(x, value), read(skip, value), read(weight, real), read(bias, real),
                               read(mean, real), read(saved[5], real), write(grad_x, value), write(grad_skip, value),
                               write(grad_weight, real), write(grad_bias, real), shape_of(x, mean.size(1)));
    });
    return {grad_x, skip.numel() > 0 ? grad_skip : at::Tensor(), grad_weight.sum(0), grad_bias.sum(0), at::Tensor()};
  }
};

class ShiftFrames : public torch::autograd::Function<ShiftFrames> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& x, std::int64_t frames) {
    context->saved_data["frames"] = frames;
    return shifted(x, frames, 1);
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list grads) {
    return {shifted(grads[0], context->saved_data["frames"].toInt(), -1), at::Tensor()};
  }

 private:
  static at::Tensor shifted(const at::Tensor& x, std::int64_t frames, int direction) {
    const at::Tensor in = x.contiguous(kFormat);
    at::Tensor y = at::empty_like(in);
    shift_frames(in.const_data_ptr(), y.mutable_data_ptr(), x.size(0) / frames, frames, x.size(2) * x.size(3), x.size(1),
                 static_cast<std::int64_t>(x.element_size()), direction);
    return y;
  }
};

}  // namespace

at::Tensor group_norm_silu_by_torch(const at::Tensor& x, const at::Tensor& skip, const at::Tensor& weight,
                                    const at::Tensor& bias, std::int64_t groups) {
  const at::Tensor y = at::group_norm(x, groups, weight, bias, kEps);
  return at::silu(skip.defined() ? y + skip : y);
}

GroupNorm::GroupNorm(std::int64_t groups, std::int64_t width) : groups_(groups) {
  TORCH_CHECK(width % 8 == 0 && width % groups == 0, "a width of whole groups and blocks");
  weight = register_parameter("weight", at::empty({width}));
  bias = register_parameter("bias", at::empty({width}));
}

at::Tensor GroupNorm::forward(const at::Tensor& x, const at::Tensor& skip) const {
  const auto type = x.scalar_type();
  const bool known = type == at::kBFloat16 ? weight.scalar_type() == at::kFloat
                                           : (type == at::kFloat || type == at::kDouble) && weight.scalar_type() == type;
  if (!x.is_cpu() || !known || (skip.defined() && skip.scalar_type() != type)) {
    return group_norm_silu_by_torch(x, skip, weight, bias, groups_);
  }
  return GroupNormFunction::apply(x, skip.defined() ? skip : at::empty({0}, x.options()), weight, bias, groups_);
}

at::Tensor shift_frames(const at::Tensor& x, std::int64_t frames) {
  if (x.is_cpu()) return ShiftFrames::apply(x, frames);
  const std::int64_t c = x.size(1), quarter = c / 4;
  const at::Tensor v = x.view({x.size(0) / frames, frames, c, x.size(2), x.size(3)});
  const at::Tensor mixed = at::cat({v.narrow(2, 0, quarter).roll({1}, {1}), v.narrow(2, quarter, quarter).roll({-1}, {1}),
                                    v.narrow(2, 2 * quarter, c - 2 * quarter)}, 2);
  return mixed.view(x.sizes()).contiguous(kFormat);
}

}  // namespace chordae
