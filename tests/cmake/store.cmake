chordae_test(unit store SOURCES
  unit/store/embedding_store_test.cpp unit/store/pseudonym_test.cpp unit/store/study_store_test.cpp)
chordae_test(property store SOURCES property/store/crash_test.cpp property/store/study_file_test.cpp)
chordae_test(format store SOURCES format/store/store_format_test.cpp)
chordae_test(parity store SOURCES parity/store/store_parity_test.cpp)

# The native half of bench/store_vs_h5py.py.
add_executable(store_bench ${CMAKE_SOURCE_DIR}/bench/store_bench.cpp)
target_link_libraries(store_bench PRIVATE chordae_flags chordae_store)
