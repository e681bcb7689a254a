chordae_test(unit train SOURCES unit/train/duration_test.cpp unit/train/optimiser_test.cpp TORCH)
chordae_test(overfit train SOURCES overfit/train/overfit_test.cpp TORCH)
