chordae_test(unit phantom SOURCES
                                  unit/phantom/volume_curve_test.cpp)
chordae_test(property phantom SOURCES unit/phantom/population_test.cpp unit/phantom/conditions_test.cpp)
