#include "chordae/base/config.h"

#include <cstdlib>

#include "fuzz.h"

namespace {

struct Inner {
  double rate = 0;
  std::vector<std::int64_t> sizes;
  void fields(chordae::FieldVisitor& v) {
    v.field({.name = "rate", .help = "", .min = 0, .max = 1}, rate);
    v.field({.name = "sizes", .help = "", .min = 1}, sizes);
  }
};

struct Outer {
  std::string kind = "a";
  std::string name;
  bool on = false;
  std::vector<double> weights;
  Inner inner;
  void fields(chordae::FieldVisitor& v) {
    v.field({.name = "kind", .help = "", .choices = {"a", "b"}}, kind);
    v.field({.name = "name", .help = ""}, name);
    v.field({.name = "on", .help = ""}, on);
    v.field({.name = "weights", .help = ""}, weights);
    v.group("inner", inner);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return chordae::fuzz::accept_errors([&] {
    Outer config;
    const auto fields = chordae::fields_of(config);
    chordae::read_toml(fields, std::string_view(reinterpret_cast<const char*>(data), size),
                       "input");
    // What was accepted must read back as it was.
    const std::string written = chordae::to_toml(fields);
    Outer again;
    try {
      chordae::read_toml(chordae::fields_of(again), written, "written");
    } catch (const chordae::Error&) {
      std::abort();
    }
    if (chordae::to_toml(chordae::fields_of(again)) != written) std::abort();
  });
}
