chordae_test(unit phantom SOURCES unit/phantom/body_test.cpp unit/phantom/heart_test.cpp unit/phantom/pictures_test.cpp
                                  unit/phantom/scanner_acquire_test.cpp
                                  unit/phantom/scanner_band_limit_test.cpp
                                  unit/phantom/scanner_contrast_test.cpp
                                  unit/phantom/scanner_protocol_test.cpp
                                  unit/phantom/volume_curve_test.cpp)
chordae_test(property phantom SOURCES unit/phantom/population_test.cpp unit/phantom/conditions_test.cpp)
chordae_test(parity phantom SOURCES parity/phantom/bloch_test.cpp)
