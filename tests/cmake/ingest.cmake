find_package(ZLIB REQUIRED)
chordae_test(unit ingest
  SOURCES unit/ingest/description_words_test.cpp unit/ingest/judge_test.cpp unit/ingest/long_axis_test.cpp
  LINK ZLIB::ZLIB)
chordae_test(property ingest SOURCES property/ingest/grouping_test.cpp LINK ZLIB::ZLIB)
chordae_test(format ingest SOURCES format/ingest/bad_inputs_test.cpp LINK ZLIB::ZLIB)
chordae_test(golden ingest SOURCES golden/ingest/sunnybrook_test.cpp)
