chordae_test(unit base SOURCES unit/base/base_test.cpp unit/base/config_test.cpp)
