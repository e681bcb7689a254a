chordae_test(unit tensor SOURCES unit/tensor/tensor_test.cpp TORCH)
chordae_test(parity tensor SOURCES parity/tensor/safetensors_parity_test.cpp TORCH)
