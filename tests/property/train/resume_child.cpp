// The process that the kill test kills:  train_resume_child FOLDER LENGTH
// Trains the toy task in FOLDER, resuming what is there.

#include <exception>
#include <iostream>

#include "chordae/base/log.h"
#include "unit/train/toy_task.h"

int main(int argc, char** argv) {
  using namespace chordae;
  if (argc != 3) return 2;
  try {
    set_log_level(LogLevel::kWarning);
    at::set_num_threads(1);
    test::ToyTask task;
    TrainConfig config = test::toy_config(argv[2]);
    config.threads = 2;
    config.accumulate = 2;
    run_training(task, config, argv[1], true);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << e.what() << "\n";
    return 1;
  }
}
