#include "chordae/phantom/scanner/band_limit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chordae/base/error.h"
#include "chordae/phantom/scanner/matrix_product.h"

namespace chordae {
namespace {

/// Weight of a frequency at `place` of the acquired band's half-width (0 middle, 1 edge).
double tukey(double place, double taper) {
  if (place >= 1) return 0;
  const double start = 1 - taper;
  if (place <= start) return 1;
  return 0.5 * (1 + std::cos(std::numbers::pi * (place - start) / taper));
}

}  // namespace

BandLimit::BandLimit(std::int64_t size, double share, double taper, double blur_px)
    : size_(size), half_((size + 1) / 2) {
  const auto acquired = static_cast<double>(size) * share;
  if (size < 1 || !(share > 0) || share > 1 || acquired < 1 || taper < 0 || taper > 1 ||
      blur_px < 0)
    throw Error(ErrorCode::kNumeric, "band limit: no such share, taper or blur");
  identity_ = share == 1 && taper == 0 && blur_px == 0;

  // Frequencies -size/2 .. size/2; k and -k have one weight, so the kernel is real and even.
  const auto n = static_cast<double>(size);
  const std::int64_t last = size / 2;
  std::vector<double> weight(static_cast<std::size_t>(last) + 1);
  for (std::int64_t k = 0; k <= last; ++k) {
    const double frequency = static_cast<double>(k) / n;  // cycles a pixel
    const double place = share == 1 ? std::min(2 * frequency, 1 - 1e-12)
                                    : 2 * static_cast<double>(k) / (acquired + 1e-9);
    const double gaussian = 2 * std::numbers::pi * frequency * blur_px;
    weight[static_cast<std::size_t>(k)] =
        tukey(place, taper) * std::exp(-0.5 * gaussian * gaussian);
  }
  std::vector<double> cosine(static_cast<std::size_t>(size));
  for (std::int64_t i = 0; i < size; ++i)
    cosine[static_cast<std::size_t>(i)] =
        std::cos(2 * std::numbers::pi * static_cast<double>(i) / n);
  kernel_.resize(static_cast<std::size_t>(size));
  for (std::int64_t x = 0; x < size; ++x) {
    double sum = weight[0];
    for (std::int64_t k = 1; k <= last; ++k) {
      const double pair = 2 * k == size ? 1 : 2;
      sum += pair * weight[static_cast<std::size_t>(k)] *
             cosine[static_cast<std::size_t>(k * x % size)];
    }
    kernel_[static_cast<std::size_t>(x)] = sum / n;
  }
  double power = 0;
  for (const double v : kernel_) power += v * v;
  noise_gain_ = std::sqrt(power);

  // Note [Folding]: with y = A x and A[i][j] = A[n-1-i][n-1-j], the sums x[j] + x[n-1-j] give the
  // sums of y and the differences its differences, each by a matrix of half the size.
  const std::int64_t stride = padded(half_);
  symmetric_.assign(static_cast<std::size_t>(half_ * stride), 0);
  antisymmetric_ = symmetric_;
  const auto at = [&](std::int64_t offset) {
    return kernel_[static_cast<std::size_t>(((offset % size) + size) % size)];
  };
  for (std::int64_t i = 0; i < half_; ++i) {
    for (std::int64_t j = 0; j < half_; ++j) {
      const double direct = at(i - j), mirrored = at(i + j + 1 - size);
      const auto to = static_cast<std::size_t>(i * stride + j);
      // The halves of y = (sum + difference) / 2 are taken here.
      symmetric_[to] = static_cast<float>(0.5 * (direct + mirrored));
      antisymmetric_[to] = static_cast<float>(0.5 * (direct - mirrored));
    }
  }
}

PlaneBandLimit::PlaneBandLimit(const BandLimit& rows, const BandLimit& columns)
    : rows_(rows), columns_(columns) {
  const auto room = static_cast<std::size_t>(
      std::max(rows_.half_ * padded(columns_.size()), rows_.size() * padded(columns_.half_)));
  for (auto* buffers : {folded_, product_}) {
    for (int i = 0; i < 2; ++i) buffers[i].assign(room, 0);
  }
}

void PlaneBandLimit::apply(std::span<float> picture) {
  if (static_cast<std::int64_t>(picture.size()) != rows_.size() * columns_.size())
    throw Error(ErrorCode::kShape, "band limit: a picture of another size");
  if (!rows_.is_identity()) apply_rows(picture);
  if (!columns_.is_identity()) apply_columns(picture);
}

// In both, where the size is odd the middle is its own mirror image: its sum must count it once.

void PlaneBandLimit::apply_rows(std::span<float> picture) {
  const std::int64_t h = rows_.size(), w = columns_.size(), half = rows_.half_, stride = padded(w);
  for (std::int64_t i = 0; i < half; ++i) {
    const float* top = picture.data() + i * w;
    const float* bottom = picture.data() + (h - 1 - i) * w;
    float* sum = folded_[0].data() + i * stride;
    float* difference = folded_[1].data() + i * stride;
    const float once = 2 * i + 1 == h ? 0.5F : 1.0F;
    for (std::int64_t j = 0; j < w; ++j) {
      sum[j] = once * (top[j] + bottom[j]);
      difference[j] = top[j] - bottom[j];
    }
  }
  const std::int64_t a_stride = padded(half);
  multiply(rows_.symmetric_.data(), a_stride, folded_[0].data(), product_[0].data(), half, half,
           stride);
  multiply(rows_.antisymmetric_.data(), a_stride, folded_[1].data(), product_[1].data(), half, half,
           stride);
  for (std::int64_t i = 0; i < half; ++i) {
    float* top = picture.data() + i * w;
    float* bottom = picture.data() + (h - 1 - i) * w;
    const float* sum = product_[0].data() + i * stride;
    const float* difference = product_[1].data() + i * stride;
    for (std::int64_t j = 0; j < w; ++j) {
      const float s = sum[j], d = difference[j];
      top[j] = s + d;
      bottom[j] = s - d;
    }
  }
}

void PlaneBandLimit::apply_columns(std::span<float> picture) {
  const std::int64_t h = rows_.size(), w = columns_.size(), half = columns_.half_,
                     stride = padded(half);
  for (std::int64_t i = 0; i < h; ++i) {
    const float* row = picture.data() + i * w;
    float* sum = folded_[0].data() + i * stride;
    float* difference = folded_[1].data() + i * stride;
    for (std::int64_t j = 0; j < half; ++j) {
      sum[j] = row[j] + row[w - 1 - j];
      difference[j] = row[j] - row[w - 1 - j];
    }
    if (w % 2 == 1) sum[half - 1] *= 0.5F;
  }
  multiply(folded_[0].data(), stride, columns_.symmetric_.data(), product_[0].data(), h, half,
           stride);
  multiply(folded_[1].data(), stride, columns_.antisymmetric_.data(), product_[1].data(), h, half,
           stride);
  for (std::int64_t i = 0; i < h; ++i) {
    float* row = picture.data() + i * w;
    const float* sum = product_[0].data() + i * stride;
    const float* difference = product_[1].data() + i * stride;
    for (std::int64_t j = 0; j < half; ++j) {
      const float s = sum[j], d = difference[j];
      row[j] = s + d;
      row[w - 1 - j] = s - d;
    }
  }
}

}  // namespace chordae
