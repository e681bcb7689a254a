#include "chordae/phantom/body/body.h"

#include <algorithm>
#include <cmath>

namespace chordae {
namespace {

float square(float x) { return x * x; }

bool in_ellipse(float x, float y, float cx, float cy, float rx, float ry) {
  return square((x - cx) / rx) + square((y - cy) / ry) <= 1.0F;
}

/// Level set of the trunk's outline, a rounded box: 1 on an outline `inset` mm within the skin.
float trunk_level(const BodyShape& b, Point p, float inset) {
  const float x = std::abs(p.x) / (b.half_width_mm - inset),
              y = std::abs(p.y) / (b.half_depth_mm - inset);
  return x * x * std::sqrt(x) + y * y * std::sqrt(y);
}

/// A number in [0, 1) for a lattice point.
float lattice(std::uint32_t seed, std::int32_t x, std::int32_t y, std::int32_t z) {
  std::uint32_t h = seed ^ (static_cast<std::uint32_t>(x) * 0x8da6b343U) ^
                    (static_cast<std::uint32_t>(y) * 0xd8163841U) ^
                    (static_cast<std::uint32_t>(z) * 0xcb1ab31fU);
  h = (h ^ (h >> 16)) * 0x7feb352dU;
  h = (h ^ (h >> 15)) * 0x846ca68bU;
  return static_cast<float>((h ^ (h >> 16)) >> 8) * 0x1p-24F;
}

/// Smooth noise in [0, 1): trilinear between lattice points `cell` mm apart.
float smooth_noise(std::uint32_t seed, Point p, float cell) {
  const float x = p.x / cell, y = p.y / cell, z = p.z / cell;
  const float fx = std::floor(x), fy = std::floor(y), fz = std::floor(z);
  const auto ix = static_cast<std::int32_t>(fx), iy = static_cast<std::int32_t>(fy),
             iz = static_cast<std::int32_t>(fz);
  const auto ease = [](float t) { return t * t * (3.0F - 2.0F * t); };
  const float u = ease(x - fx), v = ease(y - fy), w = ease(z - fz);
  const auto edge = [&](std::int32_t dy, std::int32_t dz) {
    const float a = lattice(seed, ix, iy + dy, iz + dz),
                b = lattice(seed, ix + 1, iy + dy, iz + dz);
    return a + u * (b - a);
  };
  const auto face = [&](std::int32_t dz) {
    const float a = edge(0, dz), b = edge(1, dz);
    return a + v * (b - a);
  };
  const float a = face(0), b = face(1);
  return a + w * (b - a);
}

/// Branching structures: where two smooth fields are both near their middle.
bool on_vessel(std::uint32_t seed, Point p, float cell, float width) {
  return std::abs(smooth_noise(seed, p, cell) - 0.5F) < width &&
         std::abs(smooth_noise(seed + 1, p, cell) - 0.5F) < width;
}

BodySample chest_wall(const BodyShape& b, Point p) {
  // Ribs fall towards the front; the breastbone lies in the middle.
  const float middle = trunk_level(b, p, b.skin_fat_mm + 0.5F * b.chest_wall_mm);
  if (std::abs(middle - 1.0F) < 0.07F) {
    if (p.y < 0 && std::abs(p.x) < 17) return {Tissue::kMarrow, 1};
    const float along = p.z + 0.35F * p.y;
    if (along - 27.0F * std::floor(along / 27.0F) < 11.0F) return {Tissue::kMarrow, 0.8F};
  }
  if (smooth_noise(b.texture + 7, p, 14) > 0.74F) return {Tissue::kFat, 0.7F};  // between muscles
  return {Tissue::kMuscle, 1};
}

bool spine(const BodyShape& b, Point p, BodySample* out) {
  const float y = b.half_depth_mm - 52;
  if (in_ellipse(p.x, p.y, 0, y, 21, 16)) {
    const float along = p.z - 29.0F * std::floor(p.z / 29.0F);
    *out = along < 6 ? BodySample{Tissue::kMuscle, 1.3F} : BodySample{Tissue::kMarrow, 1};
    return true;
  }
  if (in_ellipse(p.x, p.y, 0, y + 24, 9, 7)) {
    *out = in_ellipse(p.x, p.y, 0, y + 24, 5, 4) ? BodySample{Tissue::kMuscle, 1.4F}
                                                 : BodySample{Tissue::kFluid, 1};
    return true;
  }
  if (in_ellipse(p.x, p.y, 0, y + 27, 16, 22)) {
    *out = {Tissue::kMarrow, 0.5F};
    return true;
  }
  if (in_ellipse(std::abs(p.x), p.y, 32, y + 22, 27, 19)) {
    *out = smooth_noise(b.texture + 9, p, 9) > 0.7F ? BodySample{Tissue::kFat, 0.7F}
                                                    : BodySample{Tissue::kMuscle, 1};
    return true;
  }
  return false;
}

BodySample abdomen(const BodyShape& b, Point p, float depth_below) {
  if (depth_below < 2.5F) return {Tissue::kMuscle, 0.8F};  // diaphragm
  const float border = 38.0F + 0.45F * depth_below * (p.y < 0 ? -0.4F : -1.0F);
  if (p.x < border) {
    if (on_vessel(b.texture + 3, p, 26, 0.05F)) return {Tissue::kBlood, 0.65F};
    return {Tissue::kLiver, 0.94F + 0.12F * smooth_noise(b.texture + 5, p, 18)};
  }
  if (in_ellipse(p.x, p.y, 108, 38, 36, 44)) return {Tissue::kSpleen, 1};
  if (in_ellipse(p.x, p.y, 82, -22, 44, 42) && depth_below > 5) {
    return {Tissue::kStomach, 0.35F + 0.9F * smooth_noise(b.texture + 11, p, 26)};
  }
  return {Tissue::kFat, 0.85F};
}

}  // namespace

bool is_within_trunk(const BodyShape& body, Point p, float inset) {
  return trunk_level(body, p, inset) <= 1;
}

BodySample body_sample(const BodyShape& b, Point p) {
  if (trunk_level(b, p, 0) > 1) return {Tissue::kAir, 1};
  if (trunk_level(b, p, b.skin_fat_mm) > 1) return {Tissue::kFat, 1};
  if (trunk_level(b, p, b.skin_fat_mm + b.chest_wall_mm) > 1) return chest_wall(b, p);
  BodySample sample;
  if (spine(b, p, &sample)) return sample;
  const float aorta = square(p.x - 27) + square(p.y - (b.half_depth_mm - 66));
  if (aorta < square(11.5F)) return {Tissue::kBlood, 1};
  if (aorta < square(13.5F)) return {Tissue::kMuscle, 1};

  const auto dome = [&](float x, float y, float r) {
    return std::exp(-(square(p.x - x) + square(p.y - y)) / (2 * r * r));
  };
  const float diaphragm = b.diaphragm_z_mm + 34.0F * dome(-78, 8, 58) + 16.0F * dome(95, 22, 50);
  if (p.z < diaphragm) return abdomen(b, p, diaphragm - p.z);

  // Mediastinum: fat with the caval veins, behind and beside the heart.
  if (square(p.x + 26) + square(p.y - 2) < square(10)) return {Tissue::kBlood, 0.95F};
  if (in_ellipse(p.x, p.y, 4, -4, 40, 0.62F * b.half_depth_mm)) {
    return smooth_noise(b.texture + 13, p, 15) > 0.66F ? BodySample{Tissue::kMuscle, 1}
                                                       : BodySample{Tissue::kFat, 0.75F};
  }
  const float hilum = std::exp(-square((std::abs(p.x) - 40) / 45));
  if (on_vessel(b.texture + 17, p, 17, 0.02F + 0.04F * hilum))
    return {Tissue::kBlood, 0.25F + 0.35F * hilum};
  return {Tissue::kLung, 1};
}

}  // namespace chordae
