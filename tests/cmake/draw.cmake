chordae_test(parity draw SOURCES parity/draw/pictures_test.cpp)
