chordae_test(unit io_csv SOURCES unit/io_csv/csv_test.cpp)
