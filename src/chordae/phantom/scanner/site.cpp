#include "chordae/phantom/scanner/site.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "chordae/phantom/scanner/contrast.h"

namespace chordae {
namespace {

struct Range {
  double low, high;
};
double uniform(Rng& rng, Range r) { return rng.uniform(r.low, r.high); }
double log_uniform(Rng& rng, Range r) {
  return std::exp(rng.uniform(std::log(r.low), std::log(r.high)));
}
template <class T, std::size_t kCount>
T one_of(Rng& rng, const std::array<T, kCount>& items) {
  return items[static_cast<std::size_t>(rng.integer(0, kCount - 1))];
}

/// How one vendor's machines differ from another's.
struct VendorHabits {
  Range tr_ms;
  Range rows_share, columns_share;  ///< acquired, of the stored matrix
  double correction_chance;         ///< surface-coil filter on
  std::array<std::int64_t, 3> matrices;
  PixelType type;
  int bits;
  Range slope, blood_stored;
  std::array<double, 3> mask_weights;  ///< Mask: none, circle, barrel
};

// In no vendor's name: the first fills up to 256 and cuts a circle (as in Sunnybrook), the second
// stores what it acquired, the third reconstructs large and rescales, the last stores signed 16
// bits.
constexpr std::array<VendorHabits, kVendorCount> kVendors{{
    {.tr_ms = {3.2, 4.0},
     .rows_share = {0.55, 0.72},
     .columns_share = {0.55, 0.75},
     .correction_chance = 0.3,
     .matrices = {224, 256, 256},
     .type = PixelType::kI16,
     .bits = 16,
     .slope = {1, 1},
     .blood_stored = {150, 500},
     .mask_weights = {0.3, 0.4, 0.3}},
    {.tr_ms = {2.6, 3.3},
     .rows_share = {0.62, 0.85},
     .columns_share = {0.90, 1.00},
     .correction_chance = 0.6,
     .matrices = {192, 208, 256},
     .type = PixelType::kU16,
     .bits = 12,
     .slope = {1, 1},
     .blood_stored = {150, 600},
     .mask_weights = {1, 0, 0.05}},
    {.tr_ms = {2.7, 3.4},
     .rows_share = {0.55, 0.75},
     .columns_share = {0.60, 0.80},
     .correction_chance = 0.6,
     .matrices = {256, 288, 320},
     .type = PixelType::kU16,
     .bits = 12,
     .slope = {0.3, 4},
     .blood_stored = {300, 1500},
     .mask_weights = {1, 0, 0}},
    {.tr_ms = {3.0, 3.8},
     .rows_share = {0.60, 0.85},
     .columns_share = {0.65, 0.95},
     .correction_chance = 0.4,
     .matrices = {224, 256, 256},
     .type = PixelType::kI16,
     .bits = 16,
     .slope = {1, 1},
     .blood_stored = {400, 3000},
     .mask_weights = {1, 0.05, 0.05}},
}};

}  // namespace

SiteStyle draw_site(const Rng& root) {
  SiteStyle site;
  Rng machine = root.split("machine");
  site.vendor = static_cast<int>(machine.integer(0, kVendorCount - 1));
  const VendorHabits& vendor = kVendors[static_cast<std::size_t>(site.vendor)];
  site.field_strength_t = machine.chance(0.7) ? 1.5 : 3.0;  // assumed
  const bool high = site.field_strength_t == 3.0;

  Rng timing = root.split("timing");
  site.timing.tr_ms = uniform(timing, vendor.tr_ms);
  site.timing.te_ms = site.timing.tr_ms / 2 * timing.uniform(0.86, 1.0);
  // Kramer 2020; at 3 T limited by heating.
  site.timing.flip_degrees = high ? timing.uniform(40, 52) : timing.uniform(45, 70);

  Rng k = root.split("k-space");
  site.k_space.rows_share = uniform(k, vendor.rows_share);
  site.k_space.columns_share = uniform(k, vendor.columns_share);
  site.k_space.taper = k.chance(0.5) ? k.uniform(0.15, 0.5) : 0;
  site.k_space.phase_along_rows = k.chance(0.75);  // short axis of the trunk
  if (!site.k_space.phase_along_rows)
    std::swap(site.k_space.rows_share, site.k_space.columns_share);
  site.temporal_blur = k.uniform(0, 0.12);

  Rng receiver = root.split("receiver");
  // With the g-factor 0.015 to 0.035, as measured in lung and blood of Sunnybrook's studies.
  site.receiver.noise_sd = log_uniform(receiver, {0.010, 0.024}) * (high ? 0.9 : 1.0);
  site.receiver.g_factor = receiver.uniform(1.0, 1.5);
  site.receiver.coil_radius_mm = receiver.uniform(50, 90);
  site.receiver.coil_strength = receiver.uniform(0.9, 1.4);
  site.receiver.correction =
      receiver.chance(vendor.correction_chance) ? receiver.uniform(0.5, 0.95) : 0;

  Rng storage = root.split("storage");
  site.storage.type = vendor.type;
  site.storage.bits = vendor.bits;
  site.storage.blood_stored = log_uniform(storage, vendor.blood_stored);
  site.storage.rescale_slope = log_uniform(storage, vendor.slope);
  site.storage.mask = static_cast<Mask>(storage.choose(vendor.mask_weights));

  Rng matrix = root.split("matrix");
  site.matrix = one_of(matrix, vendor.matrices);
  site.pixel_mm = matrix.uniform(320, 390) / static_cast<double>(site.matrix);
  site.frames = one_of<std::int64_t, 4>(matrix, {20, 25, 25, 30});
  site.slice_thickness_mm = one_of<double, 4>(matrix, {6, 8, 8, 10});
  site.slice_gap_mm = std::max(site.slice_thickness_mm, one_of<double, 3>(matrix, {8, 10, 10}));
  return site;
}

Protocol draw_protocol(const Rng& root, const SiteStyle& site) {
  Protocol p;
  p.vendor = site.vendor;
  p.field_strength_t = site.field_strength_t;
  p.timing = site.timing;
  const double field = site.field_strength_t / 1.5;

  Rng timing = root.split("timing");
  p.timing.tr_ms *= timing.uniform(0.97, 1.04);  // follows field of view and heart rate
  p.timing.te_ms = std::min(p.timing.te_ms * timing.uniform(0.98, 1.02), p.timing.tr_ms);
  // The pulse that arrives: transmit field falls short by up to 30 % over the heart at 3 T (Sung,
  // JMRI 2008;27:643).
  p.timing.flip_degrees *=
      site.field_strength_t == 3.0 ? timing.uniform(0.8, 1.05) : timing.uniform(0.92, 1.05);

  Rng look = root.split("look");
  const TissueTable tissues = vary_tissues(literature_tissues(p.field_strength_t),
                                           p.field_strength_t, p.timing.tr_ms, root);
  p.look.palette = cine_palette(tissues, p.timing, look.uniform(0.05, 0.15));
  p.look.texture = static_cast<float>(look.uniform(0.03, 0.09));
  p.look.flow_variation = static_cast<float>(look.uniform(0.06, 0.28));
  p.look.jet_darkness = static_cast<float>(look.uniform(0.2, 0.7));
  p.look.inflow_gain = static_cast<float>(look.uniform(0, 0.15));
  p.look.seed = static_cast<std::uint32_t>(look.next());

  Rng k = root.split("k-space");
  p.k_space = site.k_space;
  p.k_space.rows_share = std::clamp(p.k_space.rows_share * k.uniform(0.94, 1.06), 0.55, 1.0);
  p.k_space.columns_share = std::clamp(p.k_space.columns_share * k.uniform(0.94, 1.06), 0.55, 1.0);

  Rng receiver = root.split("receiver");
  p.receiver = site.receiver;
  p.receiver.noise_sd *= std::exp(receiver.truncated_normal(0, 0.15, -0.4, 0.4));  // body size
  p.receiver.coil_radius_mm *= receiver.uniform(0.9, 1.1);
  p.receiver.coil_shift_mm = {receiver.truncated_normal(0, 20, -50, 50),
                              receiver.truncated_normal(0, 20, -50, 50)};

  Rng map = root.split("field");
  p.field.timing = p.timing;
  p.field.shim_hz = field * map.truncated_normal(0, 12, -36, 36);
  for (double& slope : p.field.slope_hz_per_mm)
    slope = field * map.truncated_normal(0, 0.12, -0.36, 0.36);
  // 70 Hz across the left ventricle at 1.5 T (Reeder, MRM 1998;39:988), 130 at 3 T (Noeske 2000).
  p.field.diaphragm_hz = field * map.truncated_normal(55, 20, 0, 120);

  Rng faults = root.split("artefacts");
  p.artefacts.temporal_blur = site.temporal_blur;
  p.artefacts.ghost = faults.chance(0.3) ? faults.uniform(0.02, 0.12) : 0;
  p.artefacts.ghost_shift = faults.chance(0.5) ? 0.5 : faults.uniform(0.15, 0.85);
  p.artefacts.aliasing = faults.chance(0.25) ? faults.uniform(0.01, 0.06) : 0;
  p.artefacts.acceleration = static_cast<int>(faults.integer(2, 3));
  p.artefacts.wrap_share = faults.chance(0.25) ? faults.uniform(0.02, 0.10) : 0;
  p.artefacts.spike = faults.chance(0.01) ? faults.uniform(0.02, 0.08) : 0;

  Rng storage = root.split("storage");
  p.storage = site.storage;
  p.storage.blood_stored *= std::exp(storage.truncated_normal(0, 0.25, -0.7, 0.7));
  // No life-like study stores its blood near the type's end.
  const double room = std::ldexp(1.0, p.storage.bits) - 1;
  p.storage.blood_stored = std::min(p.storage.blood_stored, 0.4 * room);

  // Exported as windowed for viewing.
  if (storage.chance(0.05)) p.tone.white = storage.uniform(1.2, 2.0);

  Rng planning = root.split("planning");
  p.planning.slice_shift_sd_mm = planning.uniform(0.5, 3.0);  // Chandler, JCMR 2008;10:13
  p.planning.mistrigger_share = planning.chance(0.1) ? planning.uniform(0.02, 0.15) : 0;
  return p;
}

}  // namespace chordae
