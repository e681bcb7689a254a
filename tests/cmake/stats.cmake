chordae_test(unit stats
  SOURCES
    unit/stats/bootstrap_test.cpp
    unit/stats/calibration_test.cpp
    unit/stats/checks_test.cpp)
chordae_test(parity stats
  SOURCES
    parity/stats/bootstrap_test.cpp
    parity/stats/calibration_test.cpp
    parity/stats/distributions_test.cpp)
