chordae_test(unit cohort SOURCES unit/io_dicom/write_test.cpp unit/cohort/report_test.cpp DEPENDS io_dicom)
chordae_test(property cohort SOURCES property/cohort/synth_test.cpp)
chordae_test(golden cohort SOURCES golden/cohort/validity_test.cpp)
chordae_test(parity cohort SOURCES parity/cohort/pydicom_test.cpp)
