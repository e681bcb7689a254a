chordae_test(unit io_hdf5 SOURCES unit/io_hdf5/hdf5_test.cpp)
