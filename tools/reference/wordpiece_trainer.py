#!/usr/bin/env python3
"""What WordPieceTrainer of Hugging Face `tokenizers` learns from counted words: tests/data/text/trainer.json.

The library numbers its first ## pieces at random, which decides between equally frequent pairs. So the words are made to
have no such pairs among the first merges, and the pieces are only written if several runs agree on their order.
"""
import importlib.metadata
import json
import pathlib
import random

from tokenizers import Tokenizer, models, pre_tokenizers, trainers

OUT = pathlib.Path(__file__).resolve().parents[2] / "tests/data/text/trainer.json"
SEED, SIZE, RUNS = 3, 120, 6
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def learn(words):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator((f"{w} " * n for w, n in words.items()), trainers.WordPieceTrainer(vocab_size=SIZE, special_tokens=SPECIALS, show_progress=False))
    return sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().get)


def main():
    rng = random.Random(SEED)
    words = {"".join(rng.choice("aeiéσ心") for _ in range(rng.randrange(1, 7))): rng.randrange(1, 3000) for _ in range(300)}
    runs = [learn(words) for _ in range(RUNS)]
    first = len(SPECIALS) + 6 + 6
    merges = [r[first:] for r in runs]
    agreed = next((k for k in range(SIZE - first) if len({m[k] for m in merges}) > 1), SIZE - first)
    made_by = {"script": "wordpiece_trainer.py", "seed": SEED, "versions": {"tokenizers": importlib.metadata.version("tokenizers")}}
    OUT.write_text(json.dumps({"made_by": made_by, "words": words, "alphabet": sorted(runs[0][:first][len(SPECIALS):]), "merges": merges[0][:agreed]}, ensure_ascii=False) + "\n")
    print(f"{agreed} merges without a tie")


if __name__ == "__main__":
    main()
