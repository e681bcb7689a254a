#include "chordae/cli/program.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>

#include "chordae/base/cancel.h"
#include "chordae/base/error.h"
#include "chordae/base/log.h"
#include "chordae/base/strings.h"
#include "chordae/base/version.h"
#include "chordae/cli/command.h"
#include "chordae/cli/manual.h"

namespace chordae {

void GlobalOptions::fields(FieldVisitor& v) {
  v.field({.name = "json", .help = "one JSON document on stdout instead of a table"}, json);
  v.field({.name = "quiet", .help = "no log and no progress; errors only", .short_name = "q"}, quiet);
  v.field({.name = "verbose", .help = "tells more, file names included", .short_name = "v"}, verbose);
  v.field({.name = "force", .help = "replaces existing output"}, force);
  v.field({.name = "threads", .help = "processor threads, 0 = all", .min = 0, .max = 1024}, threads);
  v.field({.name = "seed", .help = "seed of everything that is drawn at random", .min = 0}, seed);
}

namespace {

/// Registers the top-level fields of a struct with CLI11. What was given on the command line is
/// applied after --config and --set, so that the command line wins: values are collected as text.
class OptionCollector : public FieldVisitor {
 public:
  explicit OptionCollector(CLI::App& app) : app_(app) {}

  struct Given {
    std::string name;
    CLI::Option* option = nullptr;
  };
  std::vector<Given> given;
  std::vector<std::string> names;

  void field(const FieldInfo& info, bool&) override { add(info, false, true); }
  void field(const FieldInfo& info, std::int64_t&) override { add(info, false, false); }
  void field(const FieldInfo& info, double&) override { add(info, false, false); }
  void field(const FieldInfo& info, std::string&) override { add(info, false, false); }
  void field(const FieldInfo& info, std::vector<std::int64_t>&) override { add(info, true, false); }
  void field(const FieldInfo& info, std::vector<double>&) override { add(info, true, false); }
  void field(const FieldInfo& info, std::vector<std::string>&) override { add(info, true, false); }

 protected:
  void enter(const std::string&) override { ++depth_; }
  void leave() override { --depth_; }

 private:
  void add(const FieldInfo& info, bool is_list, bool is_flag) {
    if (depth_ > 0) return;
    std::string name = info.positional ? info.name : option_name(info.name);
    if (!info.short_name.empty()) name += ",-" + info.short_name;
    // A list of positionals takes all words; a list option is repeated, or has commas.
    CLI::Option* option = is_flag                       ? app_.add_flag(name, info.help)
                          : is_list && info.positional ? app_.add_option(name, words_)
                                                        : app_.add_option(name, info.help);
    if (is_list && !info.positional) option->expected(1)->take_all();
    given.push_back({info.name, option});
    if (!info.positional) names.push_back(option_name(info.name));
  }
  CLI::App& app_;
  std::vector<std::string> words_;  // what CLI11 knows a list by; read through `results()`
  int depth_ = 0;
};

/// Applies one value (or list) given on the command line to a field of the same name.
class GivenApplier : public FieldVisitor {
 public:
  GivenApplier(std::string name, std::vector<std::string> values) : name_(std::move(name)), values_(std::move(values)) {}
  void field(const FieldInfo&, bool&) override {}
  void field(const FieldInfo&, std::int64_t&) override {}
  void field(const FieldInfo&, double&) override {}
  void field(const FieldInfo& info, std::string& v) override { if (is(info)) v = values_.back(); }
  void field(const FieldInfo&, std::vector<std::int64_t>&) override {}
  void field(const FieldInfo&, std::vector<double>&) override {}
  void field(const FieldInfo& info, std::vector<std::string>& v) override { if (is(info) && info.choices.empty()) v = values_; }

 protected:
  void enter(const std::string&) override { ++depth_; }
  void leave() override { --depth_; }

 private:
  bool is(const FieldInfo& info) const { return depth_ == 0 && info.name == name_; }
  std::string name_;
  std::vector<std::string> values_;
  int depth_ = 0;
};

void apply_given(const OptionCollector& options, const Fields& fields) {
  for (const auto& given : options.given) {
    if (given.option->count() == 0) continue;
    const auto values = given.option->results();
    GivenApplier applier(given.name, values);
    fields(applier);  // paths as they are, whatever commas or quotes they have
    bool is_text = false;
    for (const auto& f : list_fields(fields)) {
      if (f.path == given.name) is_text = f.type == "text" || (f.type == "list of texts" && f.info.choices.empty());
    }
    if (!is_text) {
      try {
        set_field(fields, cat(given.name, "=", join(values, ",")));
      } catch (const Error& e) {
        throw Error(ErrorCode::kUsage, option_name(given.name) + e.message().substr(given.name.size()));
      }
    }
  }
  check_fields(fields);
}

void check_required(const Fields& fields) {
  for (const auto& f : list_fields(fields)) {
    if (!f.info.required || f.path.find('.') != std::string::npos) continue;
    if (f.value != "\"\"" && f.value != "[]") continue;
    throw Error(ErrorCode::kUsage, cat(f.info.positional ? upper(f.info.value_name.empty() ? f.info.name : f.info.value_name)
                                                         : option_name(f.info.name),
                                       " is missing: ", f.info.help));
  }
}

int run_command(Command& command, int argc, const char* const* argv) {
  CLI::App app;
  app.set_help_flag("");
  bool help = false;
  std::string config_path;
  std::vector<std::string> settings;
  GlobalOptions global;
  app.add_flag("--help,-h", help);
  app.add_option("--config", config_path);
  app.add_option("--set", settings)->expected(1)->take_all();
  OptionCollector own(app), common(app);
  const Fields command_fields = [&](FieldVisitor& v) { command.fields(v); };
  command.fields(own);
  global.fields(common);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    std::string text = e.what();
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&e) != nullptr) {
      text = cat(text.substr(0, text.find(':')), " needs a value");
    }
    std::vector<std::string> names = own.names;
    names.insert(names.end(), common.names.begin(), common.names.end());
    names.insert(names.end(), {"--config", "--set", "--help"});
    for (int i = 1; i < argc; ++i) {
      const std::string word = argv[i];
      const std::string name = word.substr(0, word.find('='));
      if (!name.starts_with("--") || std::find(names.begin(), names.end(), name) != names.end()) continue;
      const auto suggestion = try_suggest(name, names);
      text = cat("unknown option ", printable(name), suggestion ? cat("; did you mean ", *suggestion, "?") : "");
    }
    throw Error(ErrorCode::kUsage, cat(text, "\nchordae ", command.info().name, " --help lists the options"));
  }
  if (help) {
    const std::string text = command_help(command);
    std::fwrite(text.data(), 1, text.size(), stdout);
    return 0;
  }
  const Fields all_fields = [&](FieldVisitor& v) {
    command.fields(v);
    global.fields(v);
  };
  if (!config_path.empty()) read_toml_file(all_fields, config_path);
  for (const auto& setting : settings) set_field(command_fields, setting);
  apply_given(own, command_fields);
  apply_given(common, fields_of(global));
  check_required(command_fields);
  set_log_level(global.quiet ? LogLevel::kError : global.verbose ? LogLevel::kDebug : LogLevel::kInfo);
  return command.run(global);
}

int run_checked(int argc, const char* const* argv) {
  const Commands commands = make_commands();
  const std::string first = argc > 1 ? argv[1] : "--help";
  if (first == "--help" || first == "-h" || first == "help") {
    const std::string text = program_help(commands);
    std::fwrite(text.data(), 1, text.size(), argc > 1 ? stdout : stderr);
    return argc > 1 ? 0 : 2;
  }
  if (first == "--version") {
    std::printf("chordae %s\n", std::string(version()).c_str());
    return 0;
  }
  std::vector<std::string> names;
  for (const auto& command : commands) {
    names.push_back(command->info().name);
    if (names.back() == first) return run_command(*command, argc - 1, argv + 1);
  }
  const auto suggestion = try_suggest(first, names);
  throw Error(ErrorCode::kUsage, cat("there is no command \"", printable(first), "\"",
                                     suggestion ? cat("; did you mean \"", *suggestion, "\"?") : std::string(),
                                     "\nchordae --help lists the commands"));
}

}  // namespace

int run_program(int argc, const char* const* argv) {
  install_cancellation();
  int status = 1;
  try {
    status = run_checked(argc, argv);
  } catch (const Error& e) {
    log_error(e.what());
    status = exit_status(e.code());
  } catch (const std::bad_alloc&) {
    log_error("out of memory: use fewer --threads");
  } catch (const std::exception& e) {
    // Foreign exceptions should have been translated at the edge of their room.
    const std::string text = e.what();
    log_error(cat("internal: ", text.substr(0, text.find("\nException raised from"))));
  }
  if (std::fflush(stdout) != 0 && status == 0) {
    log_error("cannot write the result to stdout");
    status = 1;
  }
  return status;
}

}  // namespace chordae
