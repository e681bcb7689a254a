chordae_test(unit stats
  SOURCES
    unit/stats/checks_test.cpp)
chordae_test(parity stats
  SOURCES
    parity/stats/distributions_test.cpp)
