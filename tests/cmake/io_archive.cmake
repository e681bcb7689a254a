chordae_test(unit io_archive SOURCES unit/io_archive/input_files_test.cpp)
