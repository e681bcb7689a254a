chordae_test(unit phantom SOURCES unit/phantom/scanner_acquire_test.cpp
             unit/phantom/scanner_band_limit_test.cpp unit/phantom/scanner_contrast_test.cpp
             unit/phantom/scanner_protocol_test.cpp unit/phantom/scanner_velocity_test.cpp)
chordae_test(parity phantom SOURCES parity/phantom/bloch_test.cpp)
