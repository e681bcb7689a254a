chordae_test(parity models SOURCES parity/models/mvit_parity_test.cpp TORCH TIMEOUT 600)
