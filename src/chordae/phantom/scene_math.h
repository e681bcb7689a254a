#pragma once
// The few functions that every surface of the scene is made of: single precision, no library calls
// that differ between machines, usable on a GPU as they stand.

#include <cmath>
#include <cstdint>

#include "chordae/phantom/tissue.h"

#ifdef __CUDACC__
#define CHORDAE_SCENE __host__ __device__ inline
#else
#define CHORDAE_SCENE inline
#endif

namespace chordae::scene {

CHORDAE_SCENE float clamp01(float x) { return x < 0.0F ? 0.0F : (x > 1.0F ? 1.0F : x); }
// std::fmin and std::fmax are library calls, for the sake of NaN.
CHORDAE_SCENE float smaller(float a, float b) { return a < b ? a : b; }
CHORDAE_SCENE float larger(float a, float b) { return a > b ? a : b; }
CHORDAE_SCENE float square(float x) { return x * x; }
CHORDAE_SCENE float lerp(float a, float b, float t) { return a + t * (b - a); }
CHORDAE_SCENE float smoothstep(float x) {
  const float t = clamp01(x);
  return t * t * (3.0F - 2.0F * t);
}

/// How much of a pixel `softness` mm wide lies inside a surface whose signed distance (positive
/// inside) from its middle is `inside_mm`: what makes edges smooth without many samples.
CHORDAE_SCENE float coverage(float inside_mm, float softness) {
  return clamp01(0.5F + inside_mm / softness);
}

/// Smooth union of two signed distances (positive inside): blends over `width` mm.
CHORDAE_SCENE float smooth_union(float a, float b, float width) {
  const float h = clamp01(0.5F + 0.5F * (a - b) / width);
  return lerp(b, a, h) + width * h * (1.0F - h);
}

/// atan2(y, x) to 2e-4 rad; 0 at the origin.
CHORDAE_SCENE float angle_of(float y, float x) {
  const float ax = std::fabs(x), ay = std::fabs(y);
  const float big = ax > ay ? ax : ay, small = ax > ay ? ay : ax;
  if (big == 0.0F) return 0.0F;
  const float q = small / big, s = q * q;
  // Minimax polynomial of odd powers (Hastings, Approximations for Digital Computers, 1955, sheet 10).
  float a = q * (0.9998660F + s * (-0.3302995F + s * (0.1801410F + s * (-0.0851330F + s * 0.0208351F))));
  if (ay > ax) a = 1.57079637F - a;
  if (x < 0.0F) a = 3.14159274F - a;
  return y < 0.0F ? -a : a;
}

/// A wave of period 1 and amplitude 1, near to sin(2 pi x): parabolas with one correction.
CHORDAE_SCENE float wave(float x) {
  const float t = x - std::floor(x) - 0.5F;      // -0.5 .. 0.5, and the sign of -sin
  const float p = 16.0F * t * (std::fabs(t) - 0.5F);
  return 0.775F * p + 0.225F * p * std::fabs(p);
}

/// A number in [0, 1) for a lattice point.
CHORDAE_SCENE float lattice(std::uint32_t seed, std::int32_t x, std::int32_t y, std::int32_t z) {
  std::uint32_t h = seed ^ (static_cast<std::uint32_t>(x) * 0x8da6b343U) ^
                    (static_cast<std::uint32_t>(y) * 0xd8163841U) ^
                    (static_cast<std::uint32_t>(z) * 0xcb1ab31fU);
  h = (h ^ (h >> 16)) * 0x7feb352dU;
  h = (h ^ (h >> 15)) * 0x846ca68bU;
  return static_cast<float>((h ^ (h >> 16)) >> 8) * 0x1p-24F;
}

/// Smooth noise in [0, 1), mean 0.5: trilinear between lattice points `cell` mm apart, eased.
CHORDAE_SCENE float smooth_noise(std::uint32_t seed, Point p, float cell) {
  const float x = p.x / cell, y = p.y / cell, z = p.z / cell;
  const float fx = std::floor(x), fy = std::floor(y), fz = std::floor(z);
  const auto ix = static_cast<std::int32_t>(fx), iy = static_cast<std::int32_t>(fy),
             iz = static_cast<std::int32_t>(fz);
  const float u = smoothstep(x - fx), v = smoothstep(y - fy), w = smoothstep(z - fz);
  float face[2];
  for (std::int32_t k = 0; k < 2; ++k) {
    const float a = lerp(lattice(seed, ix, iy, iz + k), lattice(seed, ix + 1, iy, iz + k), u);
    const float b = lerp(lattice(seed, ix, iy + 1, iz + k), lattice(seed, ix + 1, iy + 1, iz + k), u);
    face[k] = lerp(a, b, v);
  }
  return lerp(face[0], face[1], w);
}

/// Intersection of two insides, rounded over `width` mm.
CHORDAE_SCENE float smooth_intersection(float a, float b, float width) {
  return -smooth_union(-a, -b, width);
}

/// An ellipsoid. Distances are first-order: exact on the surface, good near it.
struct Ellipsoid {
  Point centre, axes;  ///< semi-axes along x, y, z
};
CHORDAE_SCENE float inside_mm(const Ellipsoid& e, Point p) {
  const float x = (p.x - e.centre.x) / e.axes.x, y = (p.y - e.centre.y) / e.axes.y,
              z = (p.z - e.centre.z) / e.axes.z;
  const float level = std::sqrt(x * x + y * y + z * z);
  const float slope = std::sqrt(square(x / e.axes.x) + square(y / e.axes.y) + square(z / e.axes.z));
  return slope > 1e-6F ? level * (1.0F - level) / slope
                       : smaller(e.axes.x, smaller(e.axes.y, e.axes.z));
}

/// All points within a radius, which changes evenly from one end to the other, of a segment.
struct Capsule {
  Point from, to;
  float from_radius = 1, to_radius = 1;
};
CHORDAE_SCENE float inside_mm(const Capsule& c, Point p) {
  const float ax = c.to.x - c.from.x, ay = c.to.y - c.from.y, az = c.to.z - c.from.z;
  const float x = p.x - c.from.x, y = p.y - c.from.y, z = p.z - c.from.z;
  const float t = clamp01((x * ax + y * ay + z * az) / (ax * ax + ay * ay + az * az));
  const float dx = x - t * ax, dy = y - t * ay, dz = z - t * az;
  return lerp(c.from_radius, c.to_radius, t) - std::sqrt(dx * dx + dy * dy + dz * dz);
}

}  // namespace chordae::scene
