#!/usr/bin/env python3
"""Hard lines and what Hugging Face `tokenizers` makes of them, for tests/parity/text.

  wordpiece_lines.py OUT LINES [VOCAB.txt]

OUT/lines: each line's length (32 bits, little-endian) and bytes, which need not be UTF-8. For each set of options
OUT/NAME.json, the library's own tokenizer.json, and OUT/NAME.hashes for the last lines: 4 bytes each of SHA-256 of a line's
normalised words, one a line, and of its ids (32 bits, little-endian). OUT/pairs.json: truncation, pairs and padding. The
first set covers all lines. Without VOCAB.txt a small vocabulary of the lines' frequent pieces is made.
Committed: `wordpiece_lines.py tests/data/text 2200`.
"""
import collections
import hashlib
import importlib.metadata
import json
import pathlib
import random
import struct
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

SEED = 7
SPECIALS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
PHRASES = """No LV thrombus, mass or effusion.|LVEF is 55-60 % (biplane), EDV 182 mL, 98 mL/m2.|Severe aortic stenosis; s/p TAVR (26-mm).|
Mildly dilated left atrium, non-compaction can't be excluded|Größe des linken Ventrikels: normal|Función sistólica conservada|fraction d'éjection à 35 %|
左室射血分数 62%。|심근 섬유화 없음|左心室の収縮は正常です|Нет выпота в перикарде|Καρδιακή Σ ΟΔΥΣΣΕΥΣ|تضيق الصمام الأبرھي|हृदय की मांसपेशी|หัวใจห้องล่างซ้าย|
İstanbul IĞDIR ı|ﬁbrosis Ⅳ ™ Å K|🫀❤️‍🔥 5 µg/kg ½|[CLS] [MASK]ed [SEP][SEP] [UNK] x[PAD]|naïve coöperation Cafe\u0301|don't; e.g. "x" `y` ~z^ $5 <b>|Tiếng Việt: tim người""".replace("\n", "").split("|")
BLOCKS = [(0, 0x250), (0x250, 0x370), (0x300, 0x370), (0x370, 0x530), (0x590, 0x780), (0x900, 0xE80), (0xE80, 0x1200), (0x1780, 0x1800), (0x1AB0, 0x1C80),
          (0x1DC0, 0x2100), (0x2000, 0x2070), (0x2100, 0x2C00), (0x2E00, 0x3100), (0x3100, 0x3400), (0x4E00, 0x9FFF), (0xA640, 0xABFF), (0xAC00, 0xD7FF),
          (0xE000, 0xE100), (0xF900, 0x10000), (0x10A00, 0x11D00), (0x16F00, 0x17000), (0x1D100, 0x1D250), (0x1E000, 0x1EA00), (0x1F000, 0x1FB00),
          (0x20000, 0x20100), (0x2F800, 0x2FA20), (0xE0000, 0xE0200), (0x10FFF0, 0x110000)]
# Marks of several classes that accent stripping keeps, others that it removes, and what may stand between.
MARKS = [chr(c) for c in (0x302E, 0x302F, 0x1D165, 0x1D16D, 0x1D172, 0x8D4, 0x1B44, 0x11446, 0x1E94A, 0x1E949, 0x300, 0x327, 0x345, 0x93C, 0x941, 0x94D, 0x1, 0x200D, 0xFFFD, 0x61)]
LONG = ["a", "É", "ß", "中", "İ", "x\u0301", "\U0001D165", "심"]


def scalar(rng, low, high):
    while True:
        c = rng.randrange(low, min(high, 0x110000))
        if not 0xD800 <= c < 0xE000:
            return chr(c)


def hard_line(rng):
    kind = rng.choice([0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 7, 7, 8, 8])
    if kind == 0:
        return " ".join(rng.choice(PHRASES) for _ in range(rng.randrange(1, 4)))
    if kind == 1:
        low, high = rng.choice(BLOCKS)
        return "".join(scalar(rng, low, high) for _ in range(rng.randrange(1, 16)))
    if kind == 2:
        return "".join(scalar(rng, *rng.choice(BLOCKS)) for _ in range(rng.randrange(1, 16)))
    if kind == 3:
        return "".join(scalar(rng, 0, 0x110000) for _ in range(rng.randrange(1, 10)))
    if kind == 4:
        return "b" + "".join(rng.choice(MARKS) for _ in range(rng.randrange(2, 12)))
    if kind == 5:  # near the limit of 100 characters a word
        return rng.choice(LONG) * rng.randrange(97, 104) + rng.choice(["", " ", ".", "\u0301"])
    if kind == 6:  # a phrase with something foreign inside
        text = rng.choice(PHRASES)
        at = rng.randrange(len(text) + 1)
        return text[:at] + scalar(rng, *rng.choice(BLOCKS)) + rng.choice(SPECIALS + ["", "\t", "ab", " [ef]", "écho", "<x>"]) + text[at:]
    if kind == 7:  # broken UTF-8: bytes dropped, changed or added
        raw = bytearray(rng.choice(PHRASES).encode())
        for _ in range(rng.randrange(1, 5)):
            at = rng.randrange(len(raw))
            raw[at:at + rng.randrange(2)] = bytes(rng.choice([rng.randrange(256), 0xED, 0xA0, 0xF4, 0xE0, 0xF0, 0xC0, 0x80]) for _ in range(rng.randrange(3)))
        return bytes(raw)
    return "".join(rng.choice([" ", "  ", "\t", "\u00a0", "\u3000", "a", "A", "É", "##", "##s", "[ef]", "[EF]", "Écho", "ECHO", "echo", "<x>", "<X>", "_", "-", "mri ", " MRI", "[MASK]", "1", "\u0301"])
                   for _ in range(rng.randrange(1, 12)))


def hard_lines(count, sweep):
    rng, lines = random.Random(SEED), []
    if sweep:  # every scalar value once
        every = [chr(c) for c in range(0x110000) if not 0xD800 <= c < 0xE000]
        lines = ["a".join(every[k:k + 32]) for k in range(0, len(every), 32)]
    lines += [hard_line(rng) for _ in range(count - len(lines))]
    return [line if isinstance(line, bytes) else line.encode() for line in lines]


def text_of(raw):
    return raw.decode("utf-8", "replace")


def make_tokenizer(pieces, clean=True, cjk=True, strip=None, lowercase=True, added=()):
    tokenizer = Tokenizer(models.WordPiece({p: k for k, p in enumerate(pieces)}, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = normalizers.BertNormalizer(clean, cjk, strip, lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(SPECIALS)
    tokenizer.add_tokens(list(added))
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[(t, tokenizer.token_to_id(t)) for t in ("[CLS]", "[SEP]")])
    return tokenizer


def frequent_pieces(lines):
    """Not learnt by the library: its trainer numbers pieces at random."""
    tokenizer, counts = make_tokenizer(SPECIALS), collections.Counter()
    for line in lines:
        for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text_of(line))):
            starts = range(min(len(word), 6))
            counts.update("##" * (k > 0) + word[k:k + size] for k in starts for size in (1, 2, 3, 6) if k + size <= len(word))
    return SPECIALS + [piece for piece, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:300]]


def short_hash(raw):
    return hashlib.sha256(raw).digest()[:4]


def write_hashes(path, tokenizer, lines):
    tokenizer.save(str(path.with_suffix(".json")), pretty=False)
    encoded = tokenizer.encode_batch([text_of(line) for line in lines], add_special_tokens=False)
    with open(path.with_suffix(".hashes"), "wb") as out:
        for line, encoding in zip(lines, encoded):
            words = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(text_of(line)))
            out.write(short_hash("".join(w + "\n" for w, _ in words).encode())
                      + short_hash(struct.pack(f"<{len(encoding.ids)}I", *encoding.ids)))


def write_pairs(path, tokenizer, count):
    rng, cases = random.Random(SEED + 1), []
    while len(cases) < count:
        first = " ".join(rng.choice(PHRASES) for _ in range(rng.randrange(0, 3)))
        second = rng.choice([None, " ".join(rng.choice(PHRASES) for _ in range(rng.randrange(0, 3)))])
        pad = rng.choice([0, 16, 64])  # never below max_length: there the library leaves rows of unequal length
        case = dict(first=first, second=second, max_length=rng.randrange(3, min(pad or 60, 60)), strategy=rng.choice(["longest_first", "only_first", "only_second"]),
                    special=rng.random() < 0.7, pad=pad, multiple_of=rng.choice([0, 8]))
        tokenizer.enable_truncation(case["max_length"], strategy=case["strategy"])
        tokenizer.enable_padding(length=case["pad"] or None, pad_to_multiple_of=case["multiple_of"] or None, pad_token="[PAD]", pad_id=tokenizer.token_to_id("[PAD]"))
        try:
            got = tokenizer.encode(first, second, add_special_tokens=case["special"])
            case.update(ids=got.ids, type_ids=got.type_ids, mask=got.attention_mask)
        except BaseException as error:  # the library refuses, or panics
            case["refused"] = type(error).__name__
        cases.append(case)
    tokenizer.no_truncation()
    tokenizer.no_padding()
    made_by = {"script": "wordpiece_lines.py", "seed": SEED, "versions": {"tokenizers": importlib.metadata.version("tokenizers")}}
    path.write_text(json.dumps({"made_by": made_by, "cases": cases}, ensure_ascii=False, separators=(",", ":")) + "\n")


def main():
    out, count = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    sweep = count >= 50000
    lines = hard_lines(count, sweep)
    pieces = pathlib.Path(sys.argv[3]).read_text().splitlines() if len(sys.argv) > 3 else frequent_pieces(lines)
    (out / "lines").write_bytes(b"".join(struct.pack("<I", len(line)) + line for line in lines))
    added = [AddedToken("[EF]", special=True, normalized=False), AddedToken("Écho", normalized=True, single_word=True), AddedToken("<x>", lstrip=True),
             AddedToken("MRI", normalized=False, rstrip=True), AddedToken("##", lstrip=True, rstrip=True), AddedToken("<X", normalized=False, single_word=True)]
    some = lines[-(count // 8 if sweep else count // 4):]
    sets = [("uncased", {}, lines), ("cased", dict(lowercase=False), lines if sweep else some), ("accents", dict(strip=False), some), ("cased_stripped", dict(strip=True, lowercase=False), some),
            ("unclean", dict(clean=False), some), ("no_cjk", dict(cjk=False), some), ("added", dict(added=added), some)]
    for name, options, chosen in sets:
        tokenizer = make_tokenizer(pieces, **options)
        write_hashes(out / name, tokenizer, chosen)
        if name == "uncased":
            write_pairs(out / "pairs.json", tokenizer, 3000 if sweep else 80)
    print(f"tokenizers {importlib.metadata.version('tokenizers')}, seed {SEED}, {len(lines)} lines, {len(pieces)} pieces")


if __name__ == "__main__":
    main()
