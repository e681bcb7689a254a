#pragma once
// A table on stdout: aligned columns for people.

#include <string>
#include <vector>

namespace chordae {

class Table {
 public:
  /// A name that begins with '>' is aligned right.
  explicit Table(std::vector<std::string> columns);
  void add(std::vector<std::string> row);
  std::string text() const;

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// Writes to stdout. Errors kIo.
void print(const std::string& text);

}  // namespace chordae
