chordae_test(parity image SOURCES parity/image/heart_finder_test.cpp)
