chordae_test(unit data SOURCES unit/data/clip_source_test.cpp unit/data/segmenter_clip_test.cpp
                              unit/data/transform_test.cpp TORCH)
chordae_test(parity data SOURCES parity/data/transform_test.cpp TORCH)
