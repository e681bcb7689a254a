chordae_test(unit store SOURCES
  unit/store/embedding_store_test.cpp unit/store/pseudonym_test.cpp unit/store/study_store_test.cpp)
chordae_test(property store SOURCES property/store/crash_test.cpp property/store/study_file_test.cpp)
chordae_test(format store SOURCES format/store/store_format_test.cpp)
