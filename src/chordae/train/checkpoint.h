#pragma once
// One checkpoint: a safetensors file with everything that a run needs to go on (weights, buffers,
// their average, the optimiser's moments) as tensors, and state and configuration as its metadata.
// Any safetensors reader opens it; docs: tensor names begin with weights/, buffers/, average/,
// moment1/, moment2/.

#include <filesystem>
#include <string>

#include "chordae/tensor/convert.h"
#include "chordae/train/train_state.h"

namespace chordae {

/// Written aside, flushed to disk, renamed: there is the whole file or none.
/// config_json  of the run and its task
/// Errors  kIo: the disk is full; a file of that name is unchanged then
void save_checkpoint(const std::filesystem::path& path, const NamedTensors& tensors,
                     const TrainState& state, const std::string& config_json);

/// A checkpoint that has been read and found whole.
class Checkpoint {
 public:
  /// Errors  kFormat: cut off, damaged (the hash over all it holds is compared), of another version
  explicit Checkpoint(const std::filesystem::path& path);

  const TrainState& state() const { return state_; }
  const std::string& config_json() const { return config_json_; }
  /// Copies every tensor into the one of its name. Errors  kModel with a report of all that is
  /// missing, unexpected or of another shape; nothing is changed then
  void load_into(const NamedTensors& tensors) const;
  /// Only weights and buffers, by their names in the model; averaged where the run had an average.
  /// Errors  as above
  void load_weights_into(const NamedTensors& parameters, const NamedTensors& buffers) const;

 private:
  SafetensorsFile file_;
  TrainState state_;
  std::string config_json_;
};

/// `tensors` under "prefix/name".
NamedTensors with_prefix(const std::string& prefix, const NamedTensors& tensors);

}  // namespace chordae
