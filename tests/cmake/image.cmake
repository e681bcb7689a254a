chordae_test(unit image
  SOURCES unit/image/cine_test.cpp unit/image/geometry_test.cpp unit/image/measure_test.cpp)
chordae_test(property image SOURCES property/image/heart_finder_test.cpp)
chordae_test(parity image
  SOURCES parity/image/heart_finder_test.cpp parity/image/resample_test.cpp)
