#pragma once
// Writing SVG 1.1: elements, numbers and text that are always well-formed, the same on every
// machine and in every locale. Text comes from strangers' CSV files, so whatever it holds is
// harmless here.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace chordae::svg {

/// Two decimals at most, no exponent, no locale: 12.5 -> "12.5", -0.001 -> "0".
/// Errors  kNumeric unless finite and below 1e9 in magnitude (nothing else may reach a path)
std::string number(double value);

/// Text for element content and quoted attributes of XML and HTML. What XML 1.0 (clause 2.2)
/// forbids (control characters, broken UTF-8) and what reorders the text around it (bidirectional
/// controls) becomes U+FFFD.
std::string escape(std::string_view text);

/// One attribute: a name of ours and a value of anybody's (escaped), or a number.
struct Attribute {
  Attribute(std::string_view name_, std::string_view value_) : name(name_), value(escape(value_)) {}
  Attribute(std::string_view name_, const char* value_)
      : Attribute(name_, std::string_view(value_)) {}
  Attribute(std::string_view name_, double value_) : name(name_), value(number(value_)) {}
  std::string_view name;
  std::string value;
};
using Attributes = std::initializer_list<Attribute>;

/// Appends elements to a string.
class Writer {
 public:
  void open(std::string_view tag, Attributes attributes = {});
  void close(std::string_view tag);
  /// <tag .../>
  void leaf(std::string_view tag, Attributes attributes);
  /// <tag ...>text</tag>
  void text(std::string_view tag, Attributes attributes, std::string_view content);
  /// What another writer wrote.
  void append(std::string_view written) { out_ += written; }

  void line(double x1, double y1, double x2, double y2, std::string_view css_class);
  void rectangle(double x, double y, double width, double height, std::string_view css_class);
  /// Nothing if `d` is empty.
  void path(std::string_view d, std::string_view css_class);
  /// `anchor`: start, middle or end.
  void label(double x, double y, std::string_view content, std::string_view css_class,
             std::string_view anchor = "start");

  const std::string& str() const { return out_; }
  std::string take() { return std::move(out_); }

 private:
  void begin(std::string_view tag, Attributes attributes);
  std::string out_;
};

}  // namespace chordae::svg
