#include "chordae/cli/manual.h"

#include <algorithm>
#include <cmath>

#include "chordae/base/strings.h"
#include "chordae/base/version.h"

namespace chordae {
namespace {

constexpr const char* kExitText[][2] = {
    {"0", "done"},
    {"1", "failed: reading, writing, memory"},
    {"2", "wrong arguments or configuration"},
    {"3", "the input data cannot be used"},
    {"4", "the model or its weights do not fit"},
    {"5", "finished, but more was skipped than allowed"},
    {"130", "stopped on request (Ctrl-C); the same command continues"},
};

struct Row {
  std::string left, right;
};

bool is_nested(const FieldState& f) { return f.path.find('.') != std::string::npos; }

std::string value_hint(const FieldState& f) {
  if (f.type == "true|false") return "";
  if (!f.info.value_name.empty()) return f.info.value_name;
  if (!f.info.choices.empty()) return join(f.info.choices, "|");
  if (f.type == "integer") return "N";
  if (f.type == "number") return "X";
  return f.type.starts_with("list") ? "A,B,..." : "TEXT";
}

std::string explain(const FieldState& f) {
  std::string text = f.info.help;
  std::vector<std::string> facts;
  const std::string unit = f.info.unit.empty() ? "" : " " + f.info.unit;
  if (std::isfinite(f.info.min) && std::isfinite(f.info.max)) {
    facts.push_back(cat(shortest(f.info.min), " to ", shortest(f.info.max), unit));
  } else if (std::isfinite(f.info.min)) {
    facts.push_back(cat("at least ", shortest(f.info.min), unit));
  } else if (!f.info.unit.empty()) {
    facts.push_back(f.info.unit);
  }
  if (f.info.required) {
    facts.push_back("required");
  } else if (f.type != "true|false" && f.value != "\"\"" && f.value != "[]") {
    facts.push_back("default " + f.value);
  }
  if (!facts.empty()) text += cat(" (", join(facts, "; "), ")");
  return text;
}

std::vector<FieldState> fields_of_command(Command& command) {
  return list_fields([&](FieldVisitor& v) { command.fields(v); });
}

std::vector<FieldState> global_fields() {
  static GlobalOptions global;
  return list_fields(fields_of(global));
}

std::string usage_line(Command& command) {
  std::string line = "chordae " + command.info().name;
  for (const auto& f : fields_of_command(command)) {
    if (is_nested(f) || !f.info.positional) continue;
    const bool list = f.type.starts_with("list");
    const std::string name = (f.info.value_name.empty() ? upper(f.info.name) : f.info.value_name) + (list ? "..." : "");
    line += f.info.required ? " " + name : " [" + name + "]";
  }
  return line + " [options]";
}

struct Sections {
  std::vector<Row> positionals, options, settings, common;
};

Sections sections_of(Command& command) {
  Sections s;
  for (const auto& f : fields_of_command(command)) {
    if (is_nested(f)) {
      s.settings.push_back({cat("--set ", f.path, "=", value_hint(f)), explain(f)});
    } else if (f.info.positional) {
      s.positionals.push_back({f.info.value_name.empty() ? upper(f.info.name) : f.info.value_name, explain(f)});
    } else {
      const std::string hint = value_hint(f);
      s.options.push_back({option_name(f.info.name) + (hint.empty() ? "" : " " + hint), explain(f)});
    }
  }
  for (const auto& f : global_fields()) {
    const std::string hint = value_hint(f);
    const std::string also = f.info.short_name.empty() ? "" : cat(", -", f.info.short_name);
    s.common.push_back({option_name(f.info.name) + also + (hint.empty() ? "" : " " + hint), explain(f)});
  }
  s.common.push_back({"--config FILE", "reads options from a TOML file (min_frames = 8 for --min-frames 8); the command line wins"});
  s.common.push_back({"--set KEY=VALUE", "changes one option by its name in such a file; may be repeated"});
  s.common.push_back({"--help", "shows this"});
  return s;
}

std::string wrap(const std::string& text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  for (const auto& word : split(text, ' ')) {
    if (word.empty()) continue;
    if (column > indent && column + 1 + word.size() > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += " ";
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string text_rows(const std::string& title, const std::vector<Row>& rows) {
  if (rows.empty()) return "";
  std::string out = "\n" + title + "\n";
  for (const auto& row : rows) {
    constexpr std::size_t kColumn = 30;
    std::string left = "  " + row.left;
    if (left.size() + 2 > kColumn) {
      out += left + "\n" + std::string(kColumn, ' ');
    } else {
      out += left + std::string(kColumn - left.size(), ' ');
    }
    out += wrap(row.right, kColumn, 100) + "\n";
  }
  return out;
}

std::string text_paragraphs(const std::string& text) {
  std::string out;
  std::size_t start = 0;
  while (start < text.size()) {
    auto end = text.find("\n\n", start);
    if (end == std::string::npos) end = text.size();
    std::string paragraph = text.substr(start, end - start);
    std::replace(paragraph.begin(), paragraph.end(), '\n', ' ');
    out += "\n" + wrap(paragraph, 0, 100) + "\n";
    start = end + 2;
  }
  return out;
}

std::string roff(std::string_view text) {
  std::string out;
  bool line_start = true;
  for (const char c : text) {
    if (c == '\\') out += "\\e";
    else if (c == '-') out += "\\-";
    else if (line_start && (c == '.' || c == '\'')) out += std::string("\\&") + c;
    else out += c;
    line_start = c == '\n';
  }
  return out;
}

std::string roff_rows(const std::string& title, const std::vector<Row>& rows) {
  if (rows.empty()) return "";
  std::string out = ".SH " + upper(title) + "\n";
  for (const auto& row : rows) out += cat(".TP\n.B ", roff(row.left), "\n", roff(row.right), "\n");
  return out;
}

std::string markdown_rows(const std::string& title, const std::vector<Row>& rows) {
  if (rows.empty()) return "";
  std::string out = cat("\n## ", title, "\n\n| | |\n|---|---|\n");
  for (const auto& row : rows) {
    std::string left = row.left, right = row.right;
    for (std::string* cell : {&left, &right}) {
      for (std::size_t at = 0; (at = cell->find('|', at)) != std::string::npos; at += 2) cell->insert(at, "\\");
    }
    out += cat("| `", left, "` | ", right, " |\n");
  }
  return out;
}

std::vector<Row> exit_rows() {
  std::vector<Row> rows;
  for (const auto& row : kExitText) rows.push_back({row[0], row[1]});
  return rows;
}

std::string roff_head(const std::string& name) {
  return cat(".TH ", upper(name), " 1 \"\" \"chordae ", version(), "\" \"chordae manual\"\n");
}

std::vector<std::string> option_words(Command& command) {
  std::vector<std::string> words;
  for (const auto& f : fields_of_command(command)) {
    if (!is_nested(f) && !f.info.positional) words.push_back(option_name(f.info.name));
  }
  for (const auto& f : global_fields()) words.push_back(option_name(f.info.name));
  for (const char* word : {"--config", "--set", "--help"}) words.push_back(word);
  return words;
}

}  // namespace

std::string option_name(const std::string& field_name) {
  std::string name = "--" + field_name;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string program_help(const Commands& commands) {
  std::string out = cat("chordae ", version(), " - cardiac MRI: from cine DICOM to embeddings and answers\n"
                        "Research software, not a medical device.\n\n"
                        "usage: chordae COMMAND [options]\n       chordae COMMAND --help\n");
  std::vector<Row> rows;
  for (const auto& command : commands) rows.push_back({command->info().name, command->info().summary});
  return out + text_rows("commands, in the order of the data", rows) + text_rows("exit status", exit_rows()) +
         "\nchordae --version prints the version.\n";
}

std::string command_help(Command& command) {
  const CommandInfo info = command.info();
  const Sections s = sections_of(command);
  std::string out = cat("chordae ", info.name, " - ", info.summary, "\n\nusage: ", usage_line(command), "\n");
  out += text_paragraphs(info.description);
  if (!info.examples.empty()) {
    out += "\nexamples\n";
    for (const auto& example : info.examples) out += cat("  ", example.line, "\n      ", example.what, "\n");
  }
  out += text_rows("arguments", s.positionals) + text_rows("options", s.options) +
         text_rows("settings", s.settings) + text_rows("common options", s.common);
  if (!info.output.empty()) out += "\noutput" + text_paragraphs(info.output);
  return out + text_rows("exit status", exit_rows());
}

std::string command_manual_markdown(Command& command) {
  const CommandInfo info = command.info();
  const Sections s = sections_of(command);
  std::string out = cat("# chordae ", info.name, "\n\n", info.summary, ".\n\n```\n", usage_line(command), "\n```\n\n",
                        info.description, "\n");
  if (!info.examples.empty()) {
    out += "\n## Examples\n\n";
    for (const auto& example : info.examples) out += cat("- `", example.line, "`  \n  ", example.what, "\n");
  }
  out += markdown_rows("Arguments", s.positionals) + markdown_rows("Options", s.options) +
         markdown_rows("Settings", s.settings) + markdown_rows("Common options", s.common);
  if (!info.output.empty()) out += cat("\n## Output\n\n", info.output, "\n");
  return out + markdown_rows("Exit status", exit_rows());
}

std::string command_manual_roff(Command& command) {
  const CommandInfo info = command.info();
  const Sections s = sections_of(command);
  std::string out = roff_head("chordae-" + info.name);
  out += cat(".SH NAME\nchordae\\-", roff(info.name), " \\- ", roff(info.summary), "\n.SH SYNOPSIS\n.B ",
             roff(usage_line(command)), "\n.SH DESCRIPTION\n");
  std::string description = roff(info.description);
  for (std::size_t at = 0; (at = description.find("\n\n", at)) != std::string::npos; at += 5) {
    description.replace(at, 2, "\n.PP\n");
  }
  out += description + "\n";
  out += roff_rows("Arguments", s.positionals) + roff_rows("Options", s.options) + roff_rows("Settings", s.settings) +
         roff_rows("Common options", s.common);
  if (!info.examples.empty()) {
    out += ".SH EXAMPLES\n";
    for (const auto& example : info.examples) out += cat(".TP\n.B ", roff(example.line), "\n", roff(example.what), "\n");
  }
  if (!info.output.empty()) out += cat(".SH OUTPUT\n", roff(info.output), "\n");
  return out + roff_rows("Exit status", exit_rows()) + ".SH SEE ALSO\n.BR chordae (1)\n";
}

std::string program_manual_roff(const Commands& commands) {
  std::vector<Row> rows;
  for (const auto& command : commands) rows.push_back({"chordae " + command->info().name, command->info().summary});
  return roff_head("chordae") +
         ".SH NAME\nchordae \\- cardiac MRI: from cine DICOM to embeddings and answers\n"
         ".SH SYNOPSIS\n.B chordae\nCOMMAND [options]\n"
         ".SH DESCRIPTION\nResearch software, not a medical device. Each command has a page of its own: "
         "chordae\\-COMMAND(1).\n" +
         roff_rows("Commands", rows) + roff_rows("Exit status", exit_rows());
}

std::string bash_completion(const Commands& commands) {
  std::string names, cases;
  for (const auto& command : commands) {
    const auto words = option_words(*command);
    names += (names.empty() ? "" : " ") + command->info().name;
    cases += cat("    ", command->info().name, ") words=\"", join(words, " "), "\" ;;\n");
  }
  return cat("# bash completion for chordae, written by: chordae docs --completion bash\n"
             "_chordae() {\n"
             "  local word=${COMP_WORDS[COMP_CWORD]} words=\"\"\n"
             "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
             "    COMPREPLY=($(compgen -W \"", names, " --help --version\" -- \"$word\"))\n"
             "    return\n"
             "  fi\n"
             "  case ${COMP_WORDS[1]} in\n", cases,
             "  esac\n"
             "  if [[ $word == -* ]]; then\n"
             "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
             "  else\n"
             "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
             "  fi\n"
             "}\n"
             "complete -o filenames -F _chordae chordae\n");
}

std::string zsh_completion(const Commands& commands) {
  std::string names, cases;
  for (const auto& command : commands) {
    std::string summary = command->info().summary;
    for (std::size_t at = 0; (at = summary.find_first_of("':", at)) != std::string::npos;) summary[at] = ' ';
    names += cat("    '", command->info().name, ":", summary, "'\n");
    cases += cat("    ", command->info().name, ") compadd -- ", join(option_words(*command), " "), "; _files ;;\n");
  }
  return cat("#compdef chordae\n# written by: chordae docs --completion zsh\n"
             "_chordae() {\n  local -a commands=(\n", names, "  )\n"
             "  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
             "  case $words[2] in\n", cases, "  esac\n}\n_chordae \"$@\"\n");
}

std::string fish_completion(const Commands& commands) {
  std::string out = "# fish completion for chordae, written by: chordae docs --completion fish\n";
  for (const auto& command : commands) {
    std::string summary = command->info().summary;
    std::replace(summary.begin(), summary.end(), '\'', ' ');
    out += cat("complete -c chordae -n __fish_use_subcommand -a ", command->info().name, " -d '", summary, "'\n");
    for (const auto& word : option_words(*command)) {
      out += cat("complete -c chordae -n '__fish_seen_subcommand_from ", command->info().name, "' -l ",
                 word.substr(2), "\n");
    }
  }
  return out;
}

}  // namespace chordae
