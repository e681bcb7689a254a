#pragma once
// A function marked so is compiled for newer processors too and chosen when the program starts.
// Without fused operations (-ffp-contract=off) its results are the same to the bit.

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CHORDAE_PROCESSOR_CLONES \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default"), flatten))
#else
#define CHORDAE_PROCESSOR_CLONES
#endif
