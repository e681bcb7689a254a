// Times the tokenizer on the texts that tokenizer_vs_tokenizers.py has written, one a line, and
// prints a hash of all ids so that the script can see that both did the same: SECONDS TOKENS HASH
// (best of REPEATS).
//   tokenizer_bench TOKENIZER TEXTS REPEATS THREADS
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/sha256.h"
#include "chordae/base/strings.h"
#include "chordae/text/tokenizer_json.h"

using namespace chordae;

int main(int argc, char** argv) try {
  if (argc != 5) return 2;
  const Tokenizer tokenizer = read_tokenizer(argv[1], NormalizerOptions::uncased());
  std::vector<std::string> texts = split(read_text_file(argv[2]), '\n');
  if (!texts.empty() && texts.back().empty()) texts.pop_back();
  double best = 1e300;
  std::vector<std::vector<TokenId>> ids;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    const auto start = std::chrono::steady_clock::now();
    ids = tokenizer.encode_batch(texts, std::atoi(argv[4]));
    best = std::min(
        best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::size_t tokens = 0;
  Sha256 hash;
  for (const auto& row : ids) {
    tokens += row.size();
    hash.update(std::as_bytes(std::span(row)));
  }
  std::printf("%.6f %zu %s\n", best, tokens, hex(hash.finish()).c_str());
  return 0;
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return exit_status(error.code());
}
