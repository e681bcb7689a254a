chordae_test(unit eval
  SOURCES
    unit/eval/html_page_test.cpp
    unit/eval/report_test.cpp)
