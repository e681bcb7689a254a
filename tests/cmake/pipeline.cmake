chordae_test(unit pipeline SOURCES unit/pipeline/calibration_test.cpp unit/pipeline/embed_test.cpp
             unit/pipeline/finetune_test.cpp unit/pipeline/table_number_test.cpp unit/pipeline/volumetry_test.cpp TORCH)
chordae_test(property pipeline SOURCES property/pipeline/long_axis_views_test.cpp
             property/pipeline/stack_volumes_test.cpp property/pipeline/volumetry_masks_test.cpp DEPENDS phantom TORCH)
chordae_test(golden pipeline SOURCES golden/pipeline/bad_input_test.cpp golden/pipeline/predict_test.cpp
             DEPENDS phantom io_csv TORCH TIMEOUT 900)
add_dependencies(pipeline_golden_test chordae)  # runs the program itself
