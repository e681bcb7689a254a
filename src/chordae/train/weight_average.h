#pragma once
// An exponential moving average of the weights (Polyak averaging): what is validated and shipped.

#include <ATen/core/Tensor.h>

#include <vector>

#include "chordae/tensor/convert.h"

namespace chordae {

/// The decay of update n (0 first): rises as (1 + n) / (10 + n) to `decay`, so that the average
/// soon forgets the random start. Source   TensorFlow `tf.train.ExponentialMovingAverage`, argument
/// `num_updates`
double average_decay(double decay, std::int64_t n);

class WeightAverage {
 public:
  /// Begins as a copy of the parameters. The tensors stay the caller's own.
  explicit WeightAverage(const NamedTensors& parameters);

  /// average = decay * average + (1 - decay) * parameters
  void update(double decay);
  /// Exchanges the values of parameters and average; a second call undoes it.
  void swap();
  /// "average/<parameter>": the live tensors.
  NamedTensors state() const;

 private:
  std::vector<std::string> names_;
  std::vector<at::Tensor> parameters_, averages_;
};

/// The average in place of the parameters for as long as this lives; a null average changes
/// nothing.
class AveragedWeights {
 public:
  explicit AveragedWeights(WeightAverage* average) : average_(average) {
    if (average_ != nullptr) average_->swap();
  }
  ~AveragedWeights() {
    if (average_ != nullptr) average_->swap();
  }
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  WeightAverage* average_;
};

}  // namespace chordae
