#include "chordae/base/config.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

// toml++ asserts of hostile text ("[*") what its next lines refuse.
#define TOML_ASSERT(expression) static_assert(true)
#include <toml++/toml.h>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"
#include "chordae/base/toml_guard.h"

namespace chordae {
namespace {

template <class T>
struct TypeName;
template <> struct TypeName<bool> { static constexpr const char* value = "true|false"; };
template <> struct TypeName<std::int64_t> { static constexpr const char* value = "integer"; };
template <> struct TypeName<double> { static constexpr const char* value = "number"; };
template <> struct TypeName<std::string> { static constexpr const char* value = "text"; };
template <> struct TypeName<std::vector<std::int64_t>> { static constexpr const char* value = "list of integers"; };
template <> struct TypeName<std::vector<double>> { static constexpr const char* value = "list of numbers"; };
template <> struct TypeName<std::vector<std::string>> { static constexpr const char* value = "list of texts"; };

/// A visitor that is one generic function `visit(path, info, value)`.
template <class Derived>
class PathVisitor : public FieldVisitor {
 public:
  void field(const FieldInfo& info, bool& v) override { call(info, v); }
  void field(const FieldInfo& info, std::int64_t& v) override { call(info, v); }
  void field(const FieldInfo& info, double& v) override { call(info, v); }
  void field(const FieldInfo& info, std::string& v) override { call(info, v); }
  void field(const FieldInfo& info, std::vector<std::int64_t>& v) override { call(info, v); }
  void field(const FieldInfo& info, std::vector<double>& v) override { call(info, v); }
  void field(const FieldInfo& info, std::vector<std::string>& v) override { call(info, v); }

 protected:
  void enter(const std::string& name) override { prefix_.push_back(name); }
  void leave() override { prefix_.pop_back(); }

 private:
  template <class T>
  void call(const FieldInfo& info, T& value) {
    std::string path = join(prefix_, ".");
    if (!path.empty()) path += ".";
    static_cast<Derived*>(this)->visit(path + info.name, info, value);
  }
  std::vector<std::string> prefix_;
};

// Stray bytes that are no UTF-8, say from a command line, become U+FFFD.
template <class Json>
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// A JSON text is a TOML text but for DEL, which TOML wants escaped.
std::string quote(const std::string& text) {
  std::string out;
  for (const char c : dump(nlohmann::json(text))) {
    if (c == '\x7f') {
      out += "\\u007f";
    } else {
      out += c;
    }
  }
  return out;
}

std::string number_text(double v) {
  if (std::isnan(v)) return "nan";
  if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
  std::string text = shortest(v);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string value_text(bool v) { return v ? "true" : "false"; }
std::string value_text(std::int64_t v) { return std::to_string(v); }
std::string value_text(double v) { return number_text(v); }
std::string value_text(const std::string& v) { return quote(v); }
template <class T>
std::string value_text(const std::vector<T>& list) {
  std::string out = "[";
  for (std::size_t i = 0; i < list.size(); ++i) out += (i > 0 ? ", " : "") + value_text(list[i]);
  return out + "]";
}

Error config_error(const std::string& path, const std::string& problem) {
  return Error(ErrorCode::kConfig, cat(path, ": ", problem));
}

void check_number(const std::string& path, const FieldInfo& info, double value) {
  if (!(value >= info.min && value <= info.max)) {
    const std::string unit = info.unit.empty() ? "" : " " + info.unit;
    throw config_error(path, cat(shortest(value), unit, " is out of range: ", shortest(info.min), " to ",
                                 shortest(info.max), unit));
  }
}

void check_value(const std::string&, const FieldInfo&, bool) {}
void check_value(const std::string& path, const FieldInfo& info, std::int64_t v) {
  check_number(path, info, static_cast<double>(v));
}
void check_value(const std::string& path, const FieldInfo& info, double v) { check_number(path, info, v); }
void check_value(const std::string& path, const FieldInfo& info, const std::string& v) {
  if (info.choices.empty() || std::ranges::find(info.choices, v) != info.choices.end()) return;
  const auto suggestion = try_suggest(v, info.choices);
  std::vector<std::string> choices = info.choices;
  std::erase(choices, "");  // "nothing chosen"
  throw config_error(path, cat("\"", printable(v), "\" is not one of ", join(choices, ", "),
                               suggestion ? cat("; did you mean \"", *suggestion, "\"?") : std::string()));
}
template <class T>
void check_value(const std::string& path, const FieldInfo& info, const std::vector<T>& list) {
  for (const auto& v : list) check_value(path, info, v);
}

class Lister : public PathVisitor<Lister> {
 public:
  std::vector<FieldState> states;
  template <class T>
  void visit(const std::string& path, const FieldInfo& info, T& value) {
    states.push_back({path, info, TypeName<T>::value, value_text(value)});
  }
};

class Checker : public PathVisitor<Checker> {
 public:
  template <class T>
  void visit(const std::string& path, const FieldInfo& info, T& value) {
    check_value(path, info, value);
  }
};

bool read_node(const toml::node& node, bool& v) {
  const auto value = node.value_exact<bool>();
  if (value) v = *value;
  return value.has_value();
}
bool read_node(const toml::node& node, std::int64_t& v) {
  const auto value = node.value_exact<std::int64_t>();
  if (value) v = *value;
  return value.has_value();
}
bool read_node(const toml::node& node, double& v) {
  const auto value = node.is_number() ? node.value<double>() : std::nullopt;
  if (value) v = *value;
  return value.has_value();  // an integer of more than 53 bits has none
}
bool read_node(const toml::node& node, std::string& v) {
  const auto value = node.value_exact<std::string>();
  if (value) v = *value;
  return value.has_value();
}
template <class T>
bool read_node(const toml::node& node, std::vector<T>& list) {
  const toml::array* array = node.as_array();
  if (array == nullptr) return false;
  std::vector<T> out;
  for (const auto& element : *array) {
    T value{};
    if (!read_node(element, value)) return false;
    out.push_back(value);
  }
  list = std::move(out);
  return true;
}

class TomlReader : public PathVisitor<TomlReader> {
 public:
  TomlReader(const toml::table& table, std::string_view origin) : table_(table), origin_(origin) {}
  std::vector<std::string> known;

  template <class T>
  void visit(const std::string& path, const FieldInfo&, T& value) {
    known.push_back(path);
    const toml::node* node = table_.at_path(path).node();
    if (node == nullptr) return;
    if (!read_node(*node, value)) {
      throw config_error(path, cat("must be ", TypeName<T>::value, " (", origin_, ", line ",
                                   node->source().begin.line, ")"));
    }
  }

  void check_unknown(const toml::table& table, const std::string& prefix) const {
    for (const auto& [key, node] : table) {
      const std::string path = prefix + std::string(key.str());
      if (std::ranges::find(known, path) != known.end()) continue;
      const bool is_group = std::ranges::any_of(known, [&](const auto& k) { return k.starts_with(path + "."); });
      if (is_group && node.is_table()) {
        check_unknown(*node.as_table(), path + ".");
        continue;
      }
      const auto suggestion = try_suggest(path, known);
      throw Error(ErrorCode::kConfig,
                  cat("unknown key \"", printable(path), "\" (", origin_, ", line ", node.source().begin.line, ")",
                      suggestion ? cat("; did you mean \"", *suggestion, "\"?") : std::string()));
    }
  }

 private:
  const toml::table& table_;
  std::string_view origin_;
};

bool parse_text(std::string_view text, bool& v) {
  const std::string word = lower(trim(text));
  v = word == "true" || word == "yes" || word == "on" || word == "1";
  return v || word == "false" || word == "no" || word == "off" || word == "0";
}
bool parse_text(std::string_view text, std::int64_t& v) {
  const auto value = try_parse_int(text);
  if (value) v = *value;
  return value.has_value();
}
bool parse_text(std::string_view text, double& v) {
  const auto value = try_parse_double(text);
  if (value) v = *value;
  return value.has_value();
}
bool parse_text(std::string_view text, std::string& v) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  v = text;
  return true;
}
template <class T>
bool parse_text(std::string_view text, std::vector<T>& list) {
  text = trim(text);
  if (text.size() >= 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  std::vector<T> out;
  if (!trim(text).empty()) {
    for (const auto& part : split(text, ',')) {
      T value{};
      if (!parse_text(trim(part), value)) return false;
      out.push_back(value);
    }
  }
  list = std::move(out);
  return true;
}

class Setter : public PathVisitor<Setter> {
 public:
  Setter(std::string path, std::string_view text) : path_(std::move(path)), text_(text) {}
  bool found = false;
  std::vector<std::string> known;

  template <class T>
  void visit(const std::string& path, const FieldInfo& info, T& value) {
    known.push_back(path);
    if (path != path_) return;
    found = true;
    T parsed{};
    if (!parse_text(text_, parsed)) {
      throw config_error(path, cat("\"", printable(text_), "\" must be ", TypeName<T>::value));
    }
    check_value(path, info, parsed);
    value = parsed;
  }

 private:
  std::string path_;
  std::string_view text_;
};

class JsonWriter : public PathVisitor<JsonWriter> {
 public:
  nlohmann::ordered_json document = nlohmann::ordered_json::object();
  template <class T>
  void visit(const std::string& path, const FieldInfo&, T& value) {
    nlohmann::ordered_json* at = &document;
    for (const auto& part : split(path, '.')) at = &(*at)[part];
    *at = value;
  }
};

}  // namespace

std::vector<FieldState> list_fields(const Fields& fields) {
  Lister lister;
  fields(lister);
  return lister.states;
}

void read_toml(const Fields& fields, std::string_view text, std::string_view origin) {
  check_toml(text, origin);
  toml::table table;
  try {
    table = toml::parse(text, origin);
  } catch (const toml::parse_error& e) {
    throw Error(ErrorCode::kConfig, cat(origin, ", line ", e.source().begin.line, ": ", e.description()));
  }
  TomlReader reader(table, origin);
  fields(reader);
  reader.check_unknown(table, "");
  check_fields(fields);
}

void read_toml_file(const Fields& fields, const std::string& path) {
  read_toml(fields, read_text_file(path, std::uintmax_t{1} << 24), path);
}

void set_field(const Fields& fields, std::string_view assignment) {
  const auto equals = assignment.find('=');
  if (equals == std::string_view::npos) {
    throw Error(ErrorCode::kConfig, cat("--set ", printable(assignment), ": write it as key=value"));
  }
  const std::string path(trim(assignment.substr(0, equals)));
  Setter setter(path, assignment.substr(equals + 1));
  fields(setter);
  if (setter.found) return;
  const auto suggestion = try_suggest(path, setter.known);
  throw Error(ErrorCode::kConfig, cat("unknown key \"", printable(path), "\"",
                                      suggestion ? cat("; did you mean \"", *suggestion, "\"?") : std::string()));
}

void check_fields(const Fields& fields) {
  Checker checker;
  fields(checker);
}

std::string to_toml(const Fields& fields) {
  // Keys of a table must stand before the next table's header: group by table, keep first-seen order.
  std::vector<std::pair<std::string, std::string>> tables;
  for (const auto& state : list_fields(fields)) {
    const auto dot = state.path.rfind('.');
    const std::string table = dot == std::string::npos ? "" : state.path.substr(0, dot);
    auto at = std::ranges::find(tables, table, &std::pair<std::string, std::string>::first);
    if (at == tables.end()) at = tables.insert(table.empty() ? tables.begin() : tables.end(), {table, ""});
    std::string comment = state.info.unit.empty() ? "" : "  # " + state.info.unit;
    at->second += cat(state.info.name, " = ", state.value, comment, "\n");
  }
  std::string out;
  for (const auto& [table, lines] : tables) {
    if (!table.empty()) out += cat(out.empty() ? "" : "\n", "[", table, "]\n");
    out += lines;
  }
  return out;
}

std::string to_json(const Fields& fields) {
  JsonWriter writer;
  fields(writer);
  return dump(writer.document);
}

}  // namespace chordae
