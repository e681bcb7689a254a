#include "chordae/cli/program.h"

int main(int argc, char** argv) { return chordae::run_program(argc, argv); }
