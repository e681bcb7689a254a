#include "chordae/train/checkpoint.h"

#include <algorithm>

#include "chordae/base/error.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/tensor/state_dict.h"

namespace chordae {
namespace {

constexpr const char* kVersionKey = "chordae.checkpoint";
constexpr const char* kVersion = "1";
constexpr const char* kStateKey = "chordae.state";
constexpr const char* kConfigKey = "chordae.config";
constexpr const char* kHashKey = "chordae.hash";

std::string hash_of(std::span<const TensorView> tensors, const std::string& state,
                    const std::string& config) {
  Sha256 hash;
  hash.update(cat(weights_hash(tensors), state.size(), ":", state, config));
  return hex(hash.finish());
}

const std::string& entry(const SafetensorsFile& file, const char* key) {
  const auto found = file.metadata().find(key);
  if (found == file.metadata().end())
    throw Error(ErrorCode::kFormat, "not a checkpoint of a training run");
  return found->second;
}

}  // namespace

void save_checkpoint(const std::filesystem::path& path, const NamedTensors& tensors,
                     const TrainState& state, const std::string& config_json) {
  const WritableTensors writable = to_views(tensors);
  const std::string state_json = to_json(state);
  try {
    write_safetensors(path, writable.views,
                      {{kVersionKey, kVersion},
                       {kStateKey, state_json},
                       {kConfigKey, config_json},
                       {kHashKey, hash_of(writable.views, state_json, config_json)}});
  } catch (Error& e) {
    e.add_context("saving a checkpoint");
    throw;
  }
}

Checkpoint::Checkpoint(const std::filesystem::path& path) : file_(path) {
  try {
    if (entry(file_, kVersionKey) != kVersion) {
      throw Error(ErrorCode::kFormat,
                  cat("a checkpoint of version ", printable(entry(file_, kVersionKey), 16),
                      ", not ", kVersion));
    }
    config_json_ = entry(file_, kConfigKey);
    const std::string& state_json = entry(file_, kStateKey);
    if (entry(file_, kHashKey) != hash_of(file_.tensors(), state_json, config_json_))
      throw Error(ErrorCode::kFormat, "damaged: it does not have the hash that it names");
    state_ = parse_train_state(state_json);
  } catch (Error& e) {
    e.add_context(cat("reading ", path.string()));
    throw;
  }
}

void Checkpoint::load_into(const NamedTensors& tensors) const {
  load_state_dict(tensors, file_.tensors());
}

void Checkpoint::load_weights_into(const NamedTensors& parameters,
                                   const NamedTensors& buffers) const {
  const auto all = file_.tensors();
  const bool averaged =
      std::ranges::any_of(all, [](const auto& t) { return t.name.starts_with("average/"); });
  const std::string weights = averaged ? "average/" : "weights/";
  std::vector<TensorView> wanted;
  for (TensorView view : all) {
    if (!view.name.starts_with(weights) && !view.name.starts_with("buffers/")) continue;
    view.name = view.name.substr(view.name.find('/') + 1);
    wanted.push_back(std::move(view));
  }
  NamedTensors model = parameters;
  model.insert(model.end(), buffers.begin(), buffers.end());
  load_state_dict(model, wanted);
}

NamedTensors with_prefix(const std::string& prefix, const NamedTensors& tensors) {
  NamedTensors out;
  for (const auto& [name, tensor] : tensors) out.emplace_back(cat(prefix, "/", name), tensor);
  return out;
}

}  // namespace chordae
