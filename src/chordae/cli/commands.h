#pragma once
// Where each subcommand's file hands itself over to registry.cpp.

#include <memory>

#include "chordae/cli/command.h"

namespace chordae {

std::unique_ptr<Command> make_synth_command();
std::unique_ptr<Command> make_ingest_command();
std::unique_ptr<Command> make_inspect_command();
std::unique_ptr<Command> make_weights_command();
std::unique_ptr<Command> make_embed_command();
std::unique_ptr<Command> make_predict_command();
std::unique_ptr<Command> make_evaluate_command();
std::unique_ptr<Command> make_train_default_command();
std::unique_ptr<Command> make_selftest_command();
std::unique_ptr<Command> make_docs_command();

}  // namespace chordae
