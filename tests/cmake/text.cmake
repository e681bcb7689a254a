chordae_test(unit text
  SOURCES
    unit/text/charset_test.cpp
    unit/text/cleaning_test.cpp
    unit/text/markup_test.cpp
    unit/text/report_reader_test.cpp
    unit/text/sections_test.cpp
    unit/text/sentences_test.cpp
    unit/text/traced_text_test.cpp)

# How well sentences are split, and how fast: bench/report_bench.cpp.
add_executable(report_bench EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/report_bench.cpp)
target_link_libraries(report_bench PRIVATE chordae_flags chordae_text)
