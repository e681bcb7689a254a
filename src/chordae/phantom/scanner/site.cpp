#include "chordae/phantom/scanner/site.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "chordae/phantom/scanner/contrast.h"

namespace chordae {
namespace {

double log_uniform(Rng& rng, double low, double high) {
  return std::exp(rng.uniform(std::log(low), std::log(high)));
}

/// How one vendor's machines differ from another's.
struct VendorHabits {
  double tr_low_ms, tr_high_ms;
  double rows_low, rows_high, columns_low, columns_high;  ///< acquired shares of the stored matrix
  double taper_high;
  double correction_chance;  ///< surface-coil filter on
  std::array<std::int64_t, 3> matrices;
  PixelType type;
  int bits;
  double slope_low, slope_high;
  double stored_low, stored_high;  ///< stored value of blood
  std::array<double, 3> mask_weights;
};

// In no vendor's name: 0 fills up to 256 and cuts a circle (as in Sunnybrook), 1 stores what it
// acquired, 2 reconstructs large and rescales, 3 stores signed 16 bits without masks.
constexpr std::array<VendorHabits, kVendorCount> kVendors{{
    {3.2, 4.0, 0.55, 0.78, 0.55, 0.80, 0.5, 0.3, {256, 256, 512}, PixelType::kI16, 16, 1, 1,
     150, 500, {0.3, 0.4, 0.3}},
    {2.6, 3.3, 0.62, 0.85, 0.90, 1.00, 0.6, 0.6, {192, 208, 256}, PixelType::kU16, 12, 1, 1,
     150, 600, {1, 0, 0.05}},
    {2.7, 3.4, 0.55, 0.75, 0.60, 0.80, 0.4, 0.6, {256, 288, 320}, PixelType::kU16, 12, 0.3, 4,
     300, 1500, {1, 0, 0}},
    {3.0, 3.8, 0.60, 0.85, 0.65, 0.95, 0.5, 0.4, {224, 256, 256}, PixelType::kI16, 16, 1, 1,
     400, 3000, {1, 0.05, 0.05}},
}};

}  // namespace

SiteStyle draw_site(const Rng& root) {
  SiteStyle site;
  Rng machine = root.split("machine");
  site.vendor = static_cast<int>(machine.integer(0, kVendorCount - 1));
  const VendorHabits& vendor = kVendors[static_cast<std::size_t>(site.vendor)];
  site.field_strength_t = machine.chance(0.7) ? 1.5 : 3.0;  // cardiac machines in registries
  const bool high = site.field_strength_t == 3.0;

  Rng timing = root.split("timing");
  site.timing.tr_ms = timing.uniform(vendor.tr_low_ms, vendor.tr_high_ms);
  site.timing.te_ms = site.timing.tr_ms / 2 * timing.uniform(0.86, 1.0);
  // Kramer 2020; at 3 T limited by heating.
  site.timing.flip_degrees = high ? timing.uniform(40, 52) : timing.uniform(45, 70);

  Rng k = root.split("k-space");
  site.k_space.rows_share = k.uniform(vendor.rows_low, vendor.rows_high);
  site.k_space.columns_share = k.uniform(vendor.columns_low, vendor.columns_high);
  site.k_space.taper = k.chance(0.5) ? k.uniform(0.15, vendor.taper_high) : 0;
  site.k_space.phase_along_rows = k.chance(0.75);  // short axis of the trunk
  if (!site.k_space.phase_along_rows)
    std::swap(site.k_space.rows_share, site.k_space.columns_share);
  site.temporal_blur = k.uniform(0, 0.12);

  Rng receiver = root.split("receiver");
  site.receiver.noise_sd = log_uniform(receiver, 0.014, 0.036) * (high ? 0.9 : 1.0);
  site.receiver.g_factor = receiver.uniform(1.0, 1.6);
  site.receiver.coil_radius_mm = receiver.uniform(65, 105);
  site.receiver.coil_strength = receiver.uniform(0.7, 1.1);
  site.receiver.correction =
      receiver.chance(vendor.correction_chance) ? receiver.uniform(0.5, 0.95) : 0;

  Rng storage = root.split("storage");
  site.storage.type = vendor.type;
  site.storage.bits = vendor.bits;
  site.storage.blood_stored = log_uniform(storage, vendor.stored_low, vendor.stored_high);
  site.storage.rescale_slope = log_uniform(storage, vendor.slope_low, vendor.slope_high);
  site.storage.mask = static_cast<Mask>(storage.choose(vendor.mask_weights));

  Rng matrix = root.split("matrix");
  site.matrix = vendor.matrices[static_cast<std::size_t>(matrix.integer(0, 2))];
  site.pixel_mm = matrix.uniform(320, 390) / static_cast<double>(site.matrix);
  site.frames = std::array<std::int64_t, 4>{20, 25, 25, 30}[static_cast<std::size_t>(
      matrix.integer(0, 3))];
  site.slice_thickness_mm = std::array<double, 4>{6, 8, 8, 10}[static_cast<std::size_t>(
      matrix.integer(0, 3))];
  site.slice_gap_mm = std::max(site.slice_thickness_mm,
                               std::array<double, 3>{8, 10, 10}[static_cast<std::size_t>(
                                   matrix.integer(0, 2))]);
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
  const TissueTable tissues =
      vary_tissues(literature_tissues(p.field_strength_t), p.field_strength_t, p.timing.tr_ms,
                   root);
  p.look.palette = cine_palette(tissues, p.timing, look.uniform(0.04, 0.14));
  p.look.texture = static_cast<float>(look.uniform(0.03, 0.09));
  p.look.flow_variation = static_cast<float>(look.uniform(0.05, 0.22));
  p.look.jet_darkness = static_cast<float>(look.uniform(0.2, 0.7));
  p.look.inflow_gain = static_cast<float>(look.uniform(0, 0.15));
  p.look.seed = static_cast<std::uint32_t>(look.next());

  Rng k = root.split("k-space");
  p.k_space = site.k_space;
  p.k_space.rows_share = std::clamp(p.k_space.rows_share * k.uniform(0.94, 1.06), 0.55, 1.0);
  p.k_space.columns_share = std::clamp(p.k_space.columns_share * k.uniform(0.94, 1.06), 0.55, 1.0);

  Rng receiver = root.split("receiver");
  p.receiver = site.receiver;
  p.receiver.noise_sd *= std::exp(receiver.truncated_normal(0, 0.2, -0.5, 0.5));  // body size
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

  Rng planning = root.split("planning");
  p.planning.slice_shift_sd_mm = planning.uniform(0.5, 3.0);  // Chandler, MRM 2008;59:378
  p.planning.mistrigger_share = planning.chance(0.1) ? planning.uniform(0.02, 0.15) : 0;
  return p;
}

}  // namespace chordae
