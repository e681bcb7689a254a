chordae_test(unit weights SOURCES unit/weights/safetensors_test.cpp)
chordae_test(format weights SOURCES format/weights/safetensors_hostile_test.cpp)
