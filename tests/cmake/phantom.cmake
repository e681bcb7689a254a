chordae_test(unit phantom SOURCES unit/phantom/body_test.cpp unit/phantom/heart_test.cpp
                                  unit/phantom/scanner_test.cpp
                                  unit/phantom/volume_curve_test.cpp)
