chordae_test(unit stats
  SOURCES
    unit/stats/agreement_test.cpp
    unit/stats/checks_test.cpp
    unit/stats/comparisons_test.cpp)
chordae_test(parity stats
  SOURCES
    parity/stats/agreement_test.cpp
    parity/stats/comparisons_test.cpp
    parity/stats/distributions_test.cpp)
