#pragma once
// What `train-default --finetune` tells: the rows that were left out, every fit against the reader
// out of fold, which was kept and why.

#include "chordae/cli/json.h"
#include "chordae/pipeline/finetune.h"

namespace chordae {

void print_finetuned(const FinetuneResult& result);
Json finetuned_json(const FinetuneResult& result);

}  // namespace chordae
