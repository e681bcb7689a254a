#include "chordae/cli/commands.h"

namespace chordae {

Commands make_commands() {
  Commands commands;
  commands.push_back(make_synth_command());
  commands.push_back(make_ingest_command());
  commands.push_back(make_inspect_command());
  commands.push_back(make_weights_command());
  commands.push_back(make_embed_command());
  commands.push_back(make_predict_command());
  commands.push_back(make_evaluate_command());
  commands.push_back(make_train_default_command());
  commands.push_back(make_selftest_command());
  commands.push_back(make_docs_command());
  return commands;
}

}  // namespace chordae
