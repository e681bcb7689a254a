chordae_test(unit models SOURCES unit/models/mvit_config_test.cpp unit/models/video_encoder_test.cpp TORCH)
chordae_test(parity models SOURCES parity/models/mvit_parity_test.cpp
                                    parity/models/heart_segmenter_parity_test.cpp TORCH TIMEOUT 900)
