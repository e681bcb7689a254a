chordae_test(unit text
  SOURCES
    unit/text/added_tokens_test.cpp
    unit/text/basic_tokenizer_test.cpp
    unit/text/charset_test.cpp
    unit/text/cleaning_test.cpp
    unit/text/markup_test.cpp
    unit/text/report_reader_test.cpp
    unit/text/sections_test.cpp
    unit/text/sentences_test.cpp
    unit/text/token_rows_test.cpp
    unit/text/tokenizer_json_test.cpp
    unit/text/traced_text_test.cpp
    unit/text/utf8_test.cpp
    unit/text/vocabulary_trainer_test.cpp
    unit/text/wordpiece_test.cpp)
chordae_test(parity text
  SOURCES
    parity/text/pairs_test.cpp
    parity/text/trainer_test.cpp
    parity/text/wordpiece_test.cpp
  TIMEOUT 900)

# The native half of bench/tokenizer_vs_tokenizers.py.
add_executable(tokenizer_bench EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/tokenizer_bench.cpp)
target_link_libraries(tokenizer_bench PRIVATE chordae_flags chordae_text)

# How well sentences are split, and how fast.
add_executable(report_bench EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/report_bench.cpp)
target_link_libraries(report_bench PRIVATE chordae_flags chordae_text)
chordae_test(golden text SOURCES golden/text/sentences_test.cpp)

# The test sets themselves: format, names, no sentence in both halves.
add_test(NAME text_label_sets
         COMMAND ${CHORDAE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/reference/check_label_sets.py)
set_tests_properties(text_label_sets PROPERTIES LABELS unit)
