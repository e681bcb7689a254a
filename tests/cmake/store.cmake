chordae_test(unit store SOURCES unit/store/pseudonym_test.cpp)
