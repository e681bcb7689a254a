#pragma once
// A heart segmenter ready for use: network, the shape of its clips, and what its errors on
// synthetic hearts have taught (how wide an interval must be, what its training looked like). One
// safetensors file; metadata: "config" (HeartSegmenterConfig as JSON), "calibration" (Calibration
// as JSON, may be absent), "random" ("true" for untrained weights).

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "chordae/models/heart_segmenter.h"

namespace chordae {

/// Learned on synthetic validation hearts after training, or on a site's own cases (finetune.h).
/// JSON: {"coverage": 0.9, "lvef_error_quantile": {"A": 5.1, …}, "feature_range": {"edge_blur_mm":
/// [0.5, 4], …}}; of a site also "local_cases": 24, "lvef_slope": 0.95, "lvef_offset": 1.5
struct Calibration {
  double coverage = 0.9;  ///< share of hearts whose error lies within the quantile
  std::map<char, double> lvef_error_quantile;                  ///< by grade, percentage points
  std::map<std::string, std::array<double, 2>> feature_range;  ///< names as Volumetry::evidence
  std::int64_t local_cases = 0;  ///< real ones that the quantiles come from; 0: synthetic hearts
  double lvef_slope = 1, lvef_offset = 0;  ///< LVEF = slope * measured + offset, points

  double recalibrate(double lvef_percent) const;  ///< percent, 0 to 100
};
/// Errors kFormat
Calibration parse_calibration(const std::string& json);
std::string format_calibration(const Calibration& calibration);

class HeartModel {
 public:
  /// Errors kIo, kFormat, kModel (another network's weights, or none of a network's configuration)
  static HeartModel load(const std::filesystem::path& path);
  static HeartModel make_random(const HeartSegmenterConfig& config, std::uint64_t seed);
  /// The network's tensors, as training left them, rounded to bfloat16. Errors kModel
  static HeartModel from_state(const HeartSegmenterConfig& config, const NamedTensors& state);
  /// In bfloat16 unless the weights are random. Errors kIo
  void save(const std::filesystem::path& path) const;

  const HeartSegmenterConfig& config() const { return config_; }
  const HeartSegmenter& network() const { return *network_; }
  const std::optional<Calibration>& calibration() const { return calibration_; }
  void set_calibration(Calibration calibration) { calibration_ = std::move(calibration); }
  bool is_random() const { return is_random_; }
  std::string weights_hash() const;  ///< hex

 private:
  HeartModel(const HeartSegmenterConfig& config);
  HeartSegmenterConfig config_;
  std::shared_ptr<HeartSegmenter> network_;
  std::optional<Calibration> calibration_;
  bool is_random_ = false;
};

/// Whether a safetensors file says that it holds a heart segmenter. Errors kIo, kFormat
bool is_heart_model(const std::filesystem::path& path);

/// The weights that came with the program: $CHORDAE_WEIGHTS if set, else share/chordae beside an
/// installed program's bin, else data/weights in the tree that a build folder lies in.
/// Errors  kModel, naming where was looked and what to do
std::filesystem::path find_default_weights();

}  // namespace chordae
