chordae_test(unit pipeline SOURCES unit/pipeline/embed_test.cpp TORCH)
