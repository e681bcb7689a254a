#include "chordae/pipeline/heart_model.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/tensor/state_dict.h"
#include "chordae/tensor/torch_errors.h"

namespace chordae {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr const char* kConfigKey = "config";
constexpr const char* kCalibrationKey = "calibration";
constexpr const char* kRandomKey = "random";
constexpr const char* kFileName = "heart_segmenter.safetensors";

HeartSegmenterConfig parse_config(const std::string& text) {
  HeartSegmenterConfig config;
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) throw Error(ErrorCode::kModel, "the weights' configuration is not JSON");
  try {
    // A list reads as TOML as it reads as JSON.
    for (const auto& [key, value] : json.items()) {
      set_field(fields_of(config), cat(key, "=", value.dump()));
    }
    check_fields(fields_of(config));
  } catch (const Error& e) {
    throw Error(ErrorCode::kModel, cat("the weights' configuration: ", e.message()));
  }
  return config;
}

}  // namespace

double Calibration::recalibrate(double lvef_percent) const {
  return std::clamp(lvef_slope * lvef_percent + lvef_offset, 0.0, 100.0);
}

Calibration parse_calibration(const std::string& text) {
  Calibration out;
  try {
    const Json json = Json::parse(text);
    out.coverage = json.at("coverage").get<double>();
    for (const auto& [grade, value] : json.at("lvef_error_quantile").items()) {
      const auto quantile = value.get<double>();
      if (grade.size() != 1 || grade[0] < 'A' || grade[0] > 'D' || !(quantile > 0)) {
        throw Error(ErrorCode::kFormat, "a calibration has positive quantiles for grades A to D");
      }
      out.lvef_error_quantile[grade[0]] = quantile;
    }
    const Json ranges = json.value("feature_range", Json::object());
    for (const auto& [name, range] : ranges.items()) {
      out.feature_range[name] = range.get<std::array<double, 2>>();
    }
    out.local_cases = json.value("local_cases", out.local_cases);
    out.lvef_slope = json.value("lvef_slope", out.lvef_slope);
    out.lvef_offset = json.value("lvef_offset", out.lvef_offset);
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kFormat, "the weights' calibration is not what it should be");
  }
  if (!(out.coverage > 0 && out.coverage < 1)) {
    throw Error(ErrorCode::kFormat, "a calibration's coverage lies between 0 and 1");
  }
  return out;
}

std::string format_calibration(const Calibration& calibration) {
  Json json = {{"coverage", calibration.coverage},
               {"lvef_error_quantile", Json::object()},
               {"feature_range", Json::object()}};
  for (const auto& [grade, quantile] : calibration.lvef_error_quantile) {
    json["lvef_error_quantile"][std::string(1, grade)] = quantile;
  }
  for (const auto& [name, range] : calibration.feature_range) json["feature_range"][name] = range;
  if (calibration.local_cases > 0) {
    json["local_cases"] = calibration.local_cases;
    json["lvef_slope"] = calibration.lvef_slope;
    json["lvef_offset"] = calibration.lvef_offset;
  }
  return json.dump();
}

HeartModel::HeartModel(const HeartSegmenterConfig& config) : config_(config) {
  network_ = translate_torch_errors([&] {
    const c10::InferenceMode off(false);  // parameters count their versions
    auto network = std::make_shared<HeartSegmenter>(config);
    network->eval();
    return network;
  });
}

HeartModel HeartModel::make_random(const HeartSegmenterConfig& config, std::uint64_t seed) {
  HeartModel model(config);
  initialise(*model.network_, seed);
  model.is_random_ = true;
  return model;
}

HeartModel HeartModel::load(const fs::path& path) {
  try {
    const SafetensorsFile file(path);
    const auto& metadata = file.metadata();
    const auto config = metadata.find(kConfigKey);
    if (config == metadata.end()) {
      throw Error(ErrorCode::kModel, "the file does not say which heart segmenter it holds");
    }
    HeartModel model(parse_config(config->second));
    load_state_dict(model.network_->state(), file.tensors());
    if (const auto found = metadata.find(kCalibrationKey); found != metadata.end()) {
      model.calibration_ = parse_calibration(found->second);
    }
    model.is_random_ = metadata.contains(kRandomKey);
    return model;
  } catch (Error& e) {
    throw e.add_context(cat("loading ", path.string()));
  }
}

void HeartModel::save(const fs::path& path) const {
  HeartSegmenterConfig config = config_;
  std::map<std::string, std::string> metadata = {{kConfigKey, to_json(fields_of(config))},
                                                 {"format", "pt"}};
  if (calibration_) metadata[kCalibrationKey] = format_calibration(*calibration_);
  if (is_random_) metadata[kRandomKey] = "true";
  NamedTensors tensors = network_->state();
  if (!is_random_) {
    for (auto& [name, tensor] : tensors) tensor = tensor.detach().to(at::kBFloat16);
  }
  write_safetensors(path, to_views(tensors).views, metadata);
}

HeartModel HeartModel::from_state(const HeartSegmenterConfig& config, const NamedTensors& state) {
  HeartModel model(config);
  NamedTensors rounded;
  for (const auto& [name, tensor] : state)
    rounded.emplace_back(name, tensor.detach().to(at::kBFloat16));
  load_state_dict(model.network_->state(), to_views(rounded).views);
  return model;
}

std::string HeartModel::weights_hash() const {
  return chordae::weights_hash(to_views(network_->state()).views);
}

bool is_heart_model(const fs::path& path) { return SafetensorsFile(path).metadata().contains(kConfigKey); }

fs::path find_default_weights() {
  if (const char* named = std::getenv("CHORDAE_WEIGHTS"); named != nullptr && *named != '\0') {
    return named;
  }
  std::error_code ignored;
  const fs::path folder = fs::read_symlink("/proc/self/exe", ignored).parent_path();
  const std::vector<fs::path> places = {folder / "../share/chordae" / kFileName,
                                        folder / "../data/weights" / kFileName,
                                        folder / "data/weights" / kFileName};
  for (const fs::path& place : places) {
    if (fs::is_regular_file(place, ignored)) return place.lexically_normal();
  }
  std::string looked;
  for (const fs::path& place : places) looked += "\n  " + place.lexically_normal().string();
  throw Error(ErrorCode::kModel,
              cat("no weights of the heart segmenter came with this program. Give --weights FILE, "
                  "or train them with `chordae train-default`. Looked for:",
                  looked));
}

}  // namespace chordae
