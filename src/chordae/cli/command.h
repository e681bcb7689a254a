#pragma once
// A subcommand: what it is called and does, its options as one field list, and `run`. One file a
// subcommand; registry.cpp lists them. Parsing, help, manual pages and completion all come from here.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "chordae/base/config.h"

namespace chordae {

/// Options that every subcommand has.
struct GlobalOptions {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  bool force = false;
  std::int64_t threads = 0;
  std::int64_t seed = 1;
  void fields(FieldVisitor& v);
};

struct Example {
  std::string line;  ///< as typed
  std::string what;  ///< what it does
};

struct CommandInfo {
  std::string name;
  std::string summary;      ///< one line, no full stop
  std::string description;  ///< paragraphs separated by an empty line
  std::vector<Example> examples;
  std::string output;  ///< what stdout carries
};

class Command {
 public:
  virtual ~Command() = default;
  virtual CommandInfo info() const = 0;
  /// Top-level fields are options (`pixel_mm` is `--pixel-mm`) or positionals; fields of groups are
  /// settings (`--set group.name=value`, or a TOML file through --config).
  virtual void fields(FieldVisitor& v) = 0;
  /// Result on stdout. Returns the exit status; throws Error.
  virtual int run(const GlobalOptions& global) = 0;
};

using Commands = std::vector<std::unique_ptr<Command>>;

/// All subcommands in the order of the data flow.
Commands make_commands();

}  // namespace chordae
