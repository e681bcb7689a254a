#pragma once
// Help text, manual pages and shell completion, all from the commands' own lists.

#include <string>

#include "chordae/cli/command.h"

namespace chordae {

std::string program_help(const Commands& commands);
std::string command_help(Command& command);
std::string command_manual_markdown(Command& command);  ///< docs/cli/<name>.md
std::string command_manual_roff(Command& command);      ///< chordae-<name>.1
std::string program_manual_roff(const Commands& commands);
std::string bash_completion(const Commands& commands);
std::string zsh_completion(const Commands& commands);
std::string fish_completion(const Commands& commands);

/// "pixel_mm" -> "--pixel-mm"
std::string option_name(const std::string& field_name);

}  // namespace chordae
