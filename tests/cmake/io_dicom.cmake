find_package(ZLIB REQUIRED)
chordae_test(unit io_dicom SOURCES unit/io_dicom/read_dicom_test.cpp unit/io_dicom/scrub_test.cpp LINK ZLIB::ZLIB)
chordae_test(format io_dicom SOURCES format/io_dicom/hostile_dicom_test.cpp LINK ZLIB::ZLIB)
chordae_test(parity io_dicom SOURCES parity/io_dicom/pydicom_test.cpp)
