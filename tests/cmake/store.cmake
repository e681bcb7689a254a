chordae_test(unit store SOURCES unit/store/pseudonym_test.cpp unit/store/study_store_test.cpp)
chordae_test(property store SOURCES property/store/study_file_test.cpp)
