chordae_test(unit nn SOURCES unit/nn/group_norm_test.cpp unit/nn/layers_test.cpp TORCH)
chordae_test(grad nn SOURCES grad/nn/layers_grad_test.cpp TORCH)
