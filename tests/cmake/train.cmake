chordae_test(unit train SOURCES unit/train/duration_test.cpp unit/train/metrics_test.cpp
             unit/train/optimiser_test.cpp TORCH)
chordae_test(property train
  SOURCES property/train/heart_task_test.cpp property/train/numbers_test.cpp property/train/resume_test.cpp
          property/train/trainer_test.cpp TORCH)
chordae_test(parity train SOURCES parity/train/adamw_test.cpp TORCH)
chordae_test(overfit train SOURCES overfit/train/overfit_test.cpp TORCH)

# What the kill test kills.
add_executable(train_resume_child property/train/resume_child.cpp)
target_include_directories(train_resume_child PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
target_link_libraries(train_resume_child PRIVATE chordae_flags chordae_train)
chordae_reuse_torch_pch(train_resume_child)
add_dependencies(train_property_test train_resume_child)
target_compile_definitions(train_property_test PRIVATE
  CHORDAE_RESUME_CHILD="$<TARGET_FILE:train_resume_child>")
