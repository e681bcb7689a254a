chordae_test(unit io_nifti SOURCES unit/io_nifti/nifti_test.cpp)
chordae_test(format io_nifti SOURCES format/io_nifti/hostile_nifti_test.cpp)
chordae_test(parity io_nifti SOURCES parity/io_nifti/nibabel_test.cpp)
