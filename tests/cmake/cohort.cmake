chordae_test(unit cohort SOURCES unit/io_dicom/write_test.cpp unit/cohort/report_test.cpp DEPENDS io_dicom)
