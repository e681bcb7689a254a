#pragma once
// One opened table of an evaluation: its header after renaming, where its cases' ids are, and its
// cells as numbers with errors that name file, line and column but never the value.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chordae/base/files.h"
#include "chordae/io/csv/csv_reader.h"

namespace chordae {

class EvaluationFile {
 public:
  /// `map` holds COLUMN=NAME. Errors  kIo; kFormat: no header, two columns of one name; kUsage: map
  EvaluationFile(const std::string& path, std::string model, std::span<const std::string> map);

  const std::string& name() const { return name_; }    ///< of the file, without its folder
  const std::string& model() const { return model_; }  ///< empty: the truth
  const std::vector<std::string>& header() const { return header_; }
  std::span<const std::uint8_t> mapped() const { return mapped_; }  ///< which entries of `map` fit

  std::optional<std::size_t> try_column(std::string_view column) const;
  /// Long: a row a condition and case.
  bool is_long() const;
  void rename(std::size_t column, std::string name) { header_[column] = std::move(name); }

  /// The next row's cells, trimmed. Errors  kFormat: a row of another length
  bool next(std::vector<std::string_view>* cells);
  std::size_t line() const { return reader_.line(); }

  /// NaN where the cell is missing. Errors  kFormat: no number
  double number(std::string_view cell, std::size_t column) const;
  /// 0, 1 or eval::kUnknown. Errors  kFormat
  std::uint8_t label(std::string_view cell, std::size_t column) const;
  /// Errors  kFormat: outside [0, 1]
  double probability(std::string_view cell, std::size_t column) const;
  [[noreturn]] void fail(std::size_t column, std::string_view why) const;

 private:
  bool next_record(std::vector<std::string_view>* cells);

  MappedFile file_;
  std::string name_, model_;
  CsvReader reader_;
  std::vector<std::string> header_;
  std::vector<std::uint8_t> mapped_;
};

}  // namespace chordae
