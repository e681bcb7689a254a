chordae_test(golden cli SOURCES golden/cli/program_test.cpp golden/cli/bad_input_test.cpp golden/cli/evaluate_test.cpp TIMEOUT 600)
chordae_test(chain cli SOURCES chain/chain_test.cpp TIMEOUT 900)
# They run the program itself.
add_dependencies(cli_golden_test chordae chordae_manual)
add_dependencies(cli_chain_test chordae chordae_manual)
