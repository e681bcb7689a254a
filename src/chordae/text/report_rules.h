#pragma once
// The editable tables behind report reading, one TOML file each in data/text (installed to
// share/chordae/text): what is boilerplate, what is a heading, what is an abbreviation, what
// language a text is in.

#include <filesystem>
#include <string>
#include <vector>

#include "chordae/base/config.h"

namespace chordae {

using WordList = std::vector<std::string>;

struct CleaningConfig {
  WordList remove_lines, remove_blocks, remove_phrases;
  void fields(FieldVisitor& v) {
    v.field({.name = "remove_lines", .help = "patterns of lines that go"}, remove_lines);
    v.field({.name = "remove_blocks", .help = "patterns of lines that begin a signature"},
            remove_blocks);
    v.field({.name = "remove_phrases", .help = "patterns of stretches that go"}, remove_phrases);
  }
};

struct SectionConfig {
  WordList indication, history, technique, comparison, findings, impression, addendum, original;
  void fields(FieldVisitor& v) {
    v.field({.name = "indication", .help = "headings of the question asked"}, indication);
    v.field({.name = "history", .help = "headings of what was known"}, history);
    v.field({.name = "technique", .help = "headings of how it was scanned"}, technique);
    v.field({.name = "comparison", .help = "headings of earlier studies"}, comparison);
    v.field({.name = "findings", .help = "headings of what is seen"}, findings);
    v.field({.name = "impression", .help = "headings of what it means"}, impression);
    v.field({.name = "addendum", .help = "headings of what was added later"}, addendum);
    v.field({.name = "original", .help = "headings that end an addendum"}, original);
  }
};

struct AbbreviationConfig {
  WordList never_ends, ends_before_capital, before_number, classifiers, before_initial;
  void fields(FieldVisitor& v) {
    v.field({.name = "never_ends", .help = "never the end of a sentence"}, never_ends);
    v.field({.name = "ends_before_capital", .help = "an end before a capital"},
            ends_before_capital);
    v.field({.name = "before_number", .help = "no end before a number"}, before_number);
    v.field({.name = "classifiers", .help = "words that a letter or number completes"},
            classifiers);
    v.field({.name = "before_initial", .help = "words before a person's initial"}, before_initial);
  }
};

struct LanguageConfig {
  WordList english, german, french, spanish, italian, portuguese, dutch;
  void fields(FieldVisitor& v) {
    v.field({.name = "english", .help = "frequent words"}, english);
    v.field({.name = "german", .help = "frequent words"}, german);
    v.field({.name = "french", .help = "frequent words"}, french);
    v.field({.name = "spanish", .help = "frequent words"}, spanish);
    v.field({.name = "italian", .help = "frequent words"}, italian);
    v.field({.name = "portuguese", .help = "frequent words"}, portuguese);
    v.field({.name = "dutch", .help = "frequent words"}, dutch);
  }
};

struct ReportRules {
  CleaningConfig cleaning;
  SectionConfig sections;
  AbbreviationConfig abbreviations;
  LanguageConfig languages;
};

/// Reads cleaning.toml, sections.toml, abbreviations.toml and languages.toml.
/// Errors   Error{kIo} a file is missing; Error{kConfig} as read_toml
ReportRules load_report_rules(const std::filesystem::path& folder);

/// The folder of tables: $CHORDAE_TEXT_RULES, or what came with this program.
/// Errors   Error{kConfig} none was found
std::filesystem::path find_report_rules();

}  // namespace chordae
