#include "chordae/train/train_state.h"

#include <nlohmann/json.hpp>

#include "chordae/base/error.h"

namespace chordae {

// JSON numbers are written with as many digits as a double needs to come back the same.
std::string to_json(const TrainState& state) {
  nlohmann::ordered_json out;
  out["updates"] = state.updates;
  out["optimiser_steps"] = state.optimiser_steps;
  out["skipped_in_a_row"] = state.skipped_in_a_row;
  out["seconds"] = state.seconds;
  out["validations"] = state.validations;
  out["validated_at"] = state.validated_at;
  out["best"] = state.best ? nlohmann::ordered_json(*state.best) : nullptr;
  out["best_update"] = state.best_update;
  out["means"] = nlohmann::ordered_json::object();
  for (const auto& [name, mean] : state.means) out["means"][name] = {mean.sum, mean.count};
  out["task"] = state.task;
  return out.dump();
}

TrainState parse_train_state(const std::string& json) {
  try {
    const auto in = nlohmann::json::parse(json);
    TrainState state;
    in.at("updates").get_to(state.updates);
    in.at("optimiser_steps").get_to(state.optimiser_steps);
    in.at("skipped_in_a_row").get_to(state.skipped_in_a_row);
    in.at("seconds").get_to(state.seconds);
    in.at("validations").get_to(state.validations);
    in.at("validated_at").get_to(state.validated_at);
    if (!in.at("best").is_null()) state.best = in.at("best").get<double>();
    in.at("best_update").get_to(state.best_update);
    for (const auto& [name, mean] : in.at("means").items())
      state.means[name] = {mean.at(0).get<double>(), mean.at(1).get<std::int64_t>()};
    in.at("task").get_to(state.task);
    return state;
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorCode::kFormat, "the checkpoint's state is not what this program writes");
  }
}

}  // namespace chordae
