chordae_test(parity phantom SOURCES parity/phantom/bloch_test.cpp)
