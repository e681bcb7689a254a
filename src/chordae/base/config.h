#pragma once
// Configuration as plain structs. A struct lists its fields once, in `void fields(FieldVisitor& v)`;
// that list drives TOML reading, `--set a.b=c`, command-line options, help, manual pages,
// validation, printing and the copy in stores and checkpoints.
//
//   struct TransformConfig {
//     std::string kind = "paper";
//     std::int64_t frames = 16;
//     void fields(FieldVisitor& v) {
//       v.field({.name = "kind", .help = "how a clip is prepared", .choices = {"paper", "physical"}}, kind);
//       v.field({.name = "frames", .help = "frames a clip", .min = 1, .max = 512}, frames);
//     }
//   };

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chordae {

struct FieldInfo {
  std::string name;
  std::string help;
  std::string unit = {};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
  // Command line only:
  bool positional = false;  ///< given without its name
  bool required = false;
  std::string value_name = {};  ///< FILE, DIR, N …
  std::string short_name = {};  ///< "v" for -v
};

/// What a struct's `fields` function talks to.
class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;
  virtual void field(const FieldInfo& info, bool& value) = 0;
  virtual void field(const FieldInfo& info, std::int64_t& value) = 0;
  virtual void field(const FieldInfo& info, double& value) = 0;
  virtual void field(const FieldInfo& info, std::string& value) = 0;
  virtual void field(const FieldInfo& info, std::vector<std::int64_t>& value) = 0;
  virtual void field(const FieldInfo& info, std::vector<double>& value) = 0;
  virtual void field(const FieldInfo& info, std::vector<std::string>& value) = 0;

  /// A nested struct: its fields are named `name.field`.
  template <class Config>
  void group(const std::string& name, Config& config) {
    enter(name);
    config.fields(*this);
    leave();
  }

 protected:
  virtual void enter(const std::string& name) = 0;
  virtual void leave() = 0;
};

/// Any struct with `fields`, with its type forgotten.
using Fields = std::function<void(FieldVisitor&)>;

template <class Config>
Fields fields_of(Config& config) {
  return [&config](FieldVisitor& v) { config.fields(v); };
}

/// One field, with its path and its present value as text. The value of a list is "[1, 2, 3]".
struct FieldState {
  std::string path;
  FieldInfo info;
  std::string type;  ///< "true|false", "integer", "number", "text", "list of …"
  std::string value;
};
std::vector<FieldState> list_fields(const Fields& fields);

/// Reads TOML text or a file into the struct. Errors kConfig: syntax (with line), unknown key (with a
/// suggestion), wrong type, value out of range or not among the choices. Absent keys keep their value.
void read_toml(const Fields& fields, std::string_view text, std::string_view origin);
void read_toml_file(const Fields& fields, const std::string& path);

/// Applies "a.b=c" as the command line's `--set` does. Errors kConfig as above.
void set_field(const Fields& fields, std::string_view assignment);

/// Range and choice checks of all fields; what the readers above do after reading.
void check_fields(const Fields& fields);

/// The whole struct as TOML, every key, in declaration order: reads back to the same values.
std::string to_toml(const Fields& fields);

/// The same as a JSON document in compact form, keys in declaration order (for hashes and headers).
std::string to_json(const Fields& fields);

}  // namespace chordae
