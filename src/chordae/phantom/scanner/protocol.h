#pragma once
// Everything that decides how one examination looks, apart from the patient: contrast, k-space,
// noise, coils, field, artefacts, tone, storage. Plain data; how it acts is in acquire.h, where it
// comes from in site.h (a hospital's habits) and training_protocol.h (drawn far wider than life).

#include <array>
#include <cstdint>

#include "chordae/image/cine.h"
#include "chordae/phantom/scanner/sequence.h"
#include "chordae/phantom/scene_look.h"

namespace chordae {

/// How much of k-space was acquired and how the picture was made of it.
struct KSpace {
  double rows_share = 0.75,
         columns_share = 0.9;    ///< acquired, 0.5 to 1; the rest filled with zeros
  double taper = 0;              ///< Tukey roll-off, share of the acquired band: 0 none, 1 Hann
  double blur_px = 0;            ///< SD of further smoothing, of signal and noise
  bool phase_along_rows = true;  ///< the phase-encoded direction is down the picture (row index)
};

struct Receiver {
  double noise_sd = 0.03;      ///< each channel, before the g-factor; arterial blood is 1
  double g_factor = 1.2;       ///< largest noise amplification of parallel imaging
  double coil_radius_mm = 80;  ///< of each loop; smaller: stronger shading
  double coil_strength = 1;    ///< exponent on the shading: 0 none, 1 as the loops are
  double correction = 0;       ///< by the scanner's own surface-coil filter: 0 none, 1 full
  std::array<double, 2> coil_shift_mm{};  ///< of the arrays: left, up
};

/// Off-resonance around the heart.
struct FieldMap {
  SteadyStateTiming timing;                 ///< band spacing is 1 / TR
  bool balanced = true;                     ///< else no bands; metal's voids stay
  double shim_hz = 0;                       ///< everywhere
  std::array<double, 3> slope_hz_per_mm{};  ///< away from the heart, patient axes
  double diaphragm_hz = 0;                  ///< bump where lung, liver and heart meet
};

struct Artefacts {
  double temporal_blur = 0;  ///< share of a frame that comes from each of its neighbours, 0 to 0.3
  double ghost = 0;          ///< amplitude of the ghosts of what moves
  double ghost_shift = 0.5;  ///< of the field of view
  double aliasing = 0;       ///< residue of parallel imaging, amplitude
  int acceleration = 2;      ///< it lies 1 / acceleration of the field of view away
  double wrap_share = 0;     ///< of the field of view that is folded over, each side
  double spike = 0;          ///< amplitude of a stripe pattern through the picture, some frames
};

/// What a viewer's or vendor's processing did to brightness; 1 is arterial blood.
struct Tone {
  double gamma = 1;
  double white = 0;    ///< saturates from here; 0 never
  double black = 0;    ///< becomes zero up to here
  double sigmoid = 0;  ///< 0 linear, 1 strongly S-shaped about half of blood
};

/// Where the stored picture is black regardless of the patient.
enum class Mask : std::uint8_t {
  kNone,
  kCircle,  ///< the usable field of the coil, as some vendors cut it
  kBarrel,  ///< edges of gradient-distortion correction
};

struct Storage {
  PixelType type = PixelType::kU16;
  int bits = 12;              ///< 8 to 16; signed types use one for the sign
  double blood_stored = 400;  ///< stored value of blood, before the intercept
  double rescale_slope = 1, rescale_intercept = 0;
  Mask mask = Mask::kNone;
  std::array<double, 4> border_share{};  ///< black: top, bottom, left, right, of the picture
  int stripe_period = 0;                 ///< every so many columns one is darkened; 0 none
  double stripe_depth = 0;               ///< 0 none to 1 black
};

/// How the stack and its frames were taken.
struct Planning {
  double slice_shift_sd_mm = 1.5;  ///< between breath-holds
  double mistrigger_share = 0.01;  ///< of slices whose phases are wrongly gated
};

struct Protocol {
  SceneLook look;
  int vendor = 0;  ///< index, 0 to kVendorCount - 1
  double field_strength_t = 1.5;
  SteadyStateTiming timing;
  KSpace k_space;
  Receiver receiver;
  FieldMap field;
  Artefacts artefacts;
  Tone tone;
  Storage storage;
  Planning planning;
};
inline constexpr int kVendorCount = 4;

}  // namespace chordae
