chordae_test(unit pipeline SOURCES unit/pipeline/embed_test.cpp unit/pipeline/volumetry_test.cpp TORCH)
chordae_test(property pipeline SOURCES property/pipeline/stack_volumes_test.cpp DEPENDS phantom TORCH)
