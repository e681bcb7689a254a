#!/usr/bin/env python3
"""Seconds of chordae's BERT tokenizer beside Hugging Face `tokenizers`, one thread each, in one run.

  bench/tokenizer_vs_tokenizers.py build/tests/tokenizer_bench [VOCAB.txt [MEGABYTES]]

Report-like sentences, made here. VOCAB.txt: BERT's, by default that of the shared data, else the small one of the tests. Best
of three each, in turns; theirs is encode_batch (and encode_batch_fast, which leaves out offsets). Both must give the same ids.
"""
import hashlib
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
import tokenizers  # noqa: E402
from tokenizers.implementations import BertWordPieceTokenizer  # noqa: E402

SEED, REPEATS = 5, 3
ROOT = pathlib.Path(__file__).resolve().parents[1]
SHARED = pathlib.Path(os.environ.get("CHORDAE_DATA", ROOT.parent / "shared/data")) / "text/bert-base-uncased-vocab.txt"
PARTS = ["left ventricle", "right ventricle", "left atrium", "aortic valve", "mitral valve", "interventricular septum", "pericardium", "lateral wall"]
SAYS = ["is normal in size and function", "is mildly dilated ({} mL/m2)", "shows no late gadolinium enhancement", "measures {}.{} mm at end-diastole", "is severely thickened, {} mm",
        "shows subendocardial hyperenhancement involving {}-{}% of the wall thickness", "cannot be excluded", "demonstrates asymmetric hypertrophy; consistent with HCM"]
ENDS = ["LVEF is {} %.", "No thrombus, mass or effusion.", "Compared with {}/{}, unchanged.", "Findings discussed with the referring physician.", "Breath-hold balanced SSFP cine imaging, 1.5 T."]


def make_texts(megabytes):
    rng, texts, size = random.Random(SEED), [], 0
    number = lambda text: "".join(str(rng.randrange(3, 190)) if part == "\0" else part for part in text.replace("{}", "\1\0\1").split("\1"))
    while size < megabytes * 1e6:
        sentences = [f"The {rng.choice(PARTS)} {rng.choice(SAYS)}." for _ in range(rng.randrange(1, 4))] + [rng.choice(ENDS)]
        texts.append(number(" ".join(sentences)))
        size += len(texts[-1]) + 1
    return texts, size / 1e6


def hash_of(rows):
    hashed = hashlib.sha256()
    for ids in rows:
        hashed.update(struct.pack(f"<{len(ids)}i", *ids))
    return hashed.hexdigest()


def main():
    vocabulary = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else SHARED
    texts, megabytes = make_texts(float(sys.argv[3]) if len(sys.argv) > 3 else 4)
    small = ROOT / "tests/data/text/uncased.json"
    path = vocabulary if vocabulary.exists() else small
    theirs = tokenizers.Tokenizer.from_file(str(small)) if path == small else BertWordPieceTokenizer(str(path))
    kinds = {"encode_batch": theirs.encode_batch}
    if hasattr(theirs, "encode_batch_fast"):
        kinds["encode_batch_fast"] = theirs.encode_batch_fast
    elif hasattr(theirs, "_tokenizer"):
        kinds["encode_batch_fast"] = theirs._tokenizer.encode_batch_fast
    seconds, ours = {name: 1e9 for name in kinds}, 1e9
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "texts"
        file.write_text("\n".join(texts) + "\n")
        for _ in range(REPEATS):
            for name, encode in kinds.items():
                start = time.perf_counter()
                rows = encode(texts, add_special_tokens=False)
                seconds[name] = min(seconds[name], time.perf_counter() - start)
            out = subprocess.run([sys.argv[1], path, file, "1", "1"], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
            ours = min(ours, float(out[0]))
    if hash_of(row.ids for row in rows) != out[2]:
        raise SystemExit("the ids differ: no times")
    print(f"{megabytes:.1f} MB, {len(texts)} texts, {out[1]} tokens, identical ids; tokenizers {tokenizers.__version__}, one thread\n")
    print("| | seconds | MB/s | times as fast |\n| --- | --- | --- | --- |")
    for name, value in seconds.items():
        print(f"| tokenizers, {name} | {value:.3f} | {megabytes / value:.2f} | 1 |")
    fastest = min(seconds.values())
    print(f"| chordae | {ours:.3f} | {megabytes / ours:.1f} | {seconds['encode_batch'] / ours:.1f} ({fastest / ours:.1f} of the faster) |")


if __name__ == "__main__":
    main()
