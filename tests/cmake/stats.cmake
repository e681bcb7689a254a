chordae_test(unit stats
  SOURCES
    unit/stats/checks_test.cpp
    unit/stats/embeddings_test.cpp
    unit/stats/retrieval_test.cpp)
chordae_test(parity stats
  SOURCES
    parity/stats/distributions_test.cpp
    parity/stats/embeddings_test.cpp
    parity/stats/linear_probe_test.cpp
    parity/stats/retrieval_test.cpp
    parity/stats/tsne_test.cpp)
