chordae_test(unit stats
  SOURCES
    unit/stats/agreement_test.cpp
    unit/stats/bootstrap_test.cpp
    unit/stats/calibration_test.cpp
    unit/stats/checks_test.cpp
    unit/stats/comparisons_test.cpp
    unit/stats/delong_test.cpp
    unit/stats/discrimination_test.cpp
    unit/stats/embeddings_test.cpp
    unit/stats/retrieval_test.cpp)
chordae_test(parity stats
  SOURCES
    parity/stats/agreement_test.cpp
    parity/stats/bootstrap_test.cpp
    parity/stats/calibration_test.cpp
    parity/stats/comparisons_test.cpp
    parity/stats/delong_test.cpp
    parity/stats/discrimination_test.cpp
    parity/stats/distributions_test.cpp
    parity/stats/embeddings_test.cpp
    parity/stats/linear_probe_test.cpp
    parity/stats/proportions_test.cpp
    parity/stats/released_calibration_test.cpp
    parity/stats/released_tables_test.cpp
    parity/stats/retrieval_test.cpp
    parity/stats/tsne_test.cpp)

# The native half of bench/stats_vs_python.py.
add_executable(stats_bench EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/bench/stats_bench.cpp)
target_link_libraries(stats_bench PRIVATE chordae_flags chordae_stats)

# How often intervals hold the truth: docs/stats/coverage.md.
add_executable(stats_coverage EXCLUDE_FROM_ALL ${CMAKE_SOURCE_DIR}/tools/experiments/coverage.cpp)
target_link_libraries(stats_coverage PRIVATE chordae_flags chordae_stats)
