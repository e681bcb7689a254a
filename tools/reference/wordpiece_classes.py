#!/usr/bin/env python3
"""Writes src/chordae/text/unicode_tables.cpp: what Hugging Face `tokenizers` does with every code point.

  wordpiece_classes.py [OUT.cpp]

Its classes come from several Rust crates of different Unicode versions and agree with no single edition of the
Unicode tables, so each is asked for by running the library on every scalar value. No randomness. About a minute.
"""
import importlib.metadata
import pathlib
import sys
import unicodedata

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers

OUT = pathlib.Path(__file__).resolve().parents[2] / "src/chordae/text/unicode_tables.cpp"
SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xAC00 + 11172)
FLAGS = ["clean_drop", "clean_space", "cjk", "mark", "ordered", "decomposes", "lowers", "space", "punctuation", "word"]
BIT = {name: 1 << k for k, name in enumerate(FLAGS)}


def bert(**on):
    steps = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return normalizers.BertNormalizer(**{**steps, **on}).normalize_str


def is_ordered(s, nfd):
    """Whether NFD moves it past a mark of the first class (1) or the last (240)."""
    return any(nfd(s + mark) != s + mark or nfd(mark + s) != mark + s for mark in ("\u0334", "\u0345"))


def combining_order(c, nfd, probes):
    """The canonical combining class, from where NFD puts `c` among marks of known class."""
    own = [k for k, mark in probes if mark == c]
    if own:
        return own[0]
    below = [k for k, mark in probes if nfd(c + mark) == mark + c]   # moved in front of c: smaller class
    above = [k for k, mark in probes if nfd(mark + c) == c + mark]
    between = [k for k, _ in probes if k > max(below, default=0) and k < min(above, default=255)]
    if len(between) > 1:
        raise SystemExit(f"U+{ord(c):04X}: combining class is one of {between}")
    return between[0] if between else max(below, default=0) + 1


def lower_runs(pairs):
    runs = []
    for c, d in pairs:
        if runs and d - c == runs[-1][2]:
            first, last, delta, step = runs[-1]
            if c - last == step or (first == last and c - last in (1, 2)):
                runs[-1] = (first, c, delta, c - last)
                continue
        runs.append((c, c, d - c, 1))
    return runs


def rows(items):
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line)
            line = "   "
        line += " " + item + ","
    return "\n".join(lines + [line])


def main():
    clean, cjk, strip, lower = bert(clean_text=True), bert(handle_chinese_chars=True), bert(strip_accents=True), bert(lowercase=True)
    nfd, split = normalizers.NFD().normalize_str, pre_tokenizers.BertPreTokenizer().pre_tokenize_str
    single = Tokenizer(models.WordLevel({"?": 0}, unk_token="?"))
    single.add_tokens([AddedToken("[T]", single_word=True, normalized=False)])
    whole = single.token_to_id("[T]")
    # Python's table names one mark of each class; only those that the library orders as well can probe.
    probes = sorted({unicodedata.combining(chr(c)): chr(c) for c in SCALARS
                     if unicodedata.combining(chr(c)) and is_ordered(chr(c), nfd)}.items())

    flags, decomposed, lowered, orders = {}, [], [], []
    for c in SCALARS:
        s, f = chr(c), 0
        cleaned = clean(s)
        assert cleaned in ("", " ", s)
        f |= BIT["clean_drop"] if cleaned == "" else BIT["clean_space"] if cleaned == " " else 0
        f |= BIT["cjk"] if cjk(s) != s else 0
        assert cjk(s) in (s, f" {s} ")
        parts = nfd(s)
        if parts != s:
            f |= BIT["decomposes"]
            assert len(parts) <= 4
            if c not in HANGUL:
                decomposed.append((c, parts))
        elif strip(s) == "":
            f |= BIT["mark"]
        if parts == s and is_ordered(s, nfd):
            f |= BIT["ordered"]
            if not f & BIT["mark"]:
                orders.append((c, combining_order(s, nfd, probes)))
        if lower(s) != s:
            f |= BIT["lowers"]
            if c != 0x130:  # the only one that becomes two: i, combining dot above
                lowered.append((c, ord(lower(s))))
        words = [text for text, _ in split(f"a{s}b")]
        f |= {1: 0, 2: BIT["space"], 3: BIT["punctuation"]}[len(words)]
        f |= 0 if whole in single.encode(s + "[T]").ids else BIT["word"]
        flags[c] = f
    for c in SCALARS:  # the parts explain the whole
        kept = "".join(p for p in nfd(chr(c)) if not flags[ord(p)] & BIT["mark"])
        assert strip(chr(c)) == kept, hex(c)

    ranges = []
    for c in SCALARS:
        if ranges and ranges[-1][1] == c - 1 and ranges[-1][2] == flags[c]:
            ranges[-1][1] = c
        elif flags[c]:
            ranges.append([c, c, flags[c]])
    text = f"""// Made by tools/reference/{pathlib.Path(__file__).name}: the behaviour of tokenizers {importlib.metadata.version("tokenizers")} on all
// {len(SCALARS)} scalar values. Do not edit.
#include "chordae/text/unicode_tables.h"

namespace chordae::unicode_tables {{
// clang-format off
const FlagRange kFlagRanges[] = {{
{rows(f"{{0x{a:X}, 0x{b:X}, 0x{f:X}}}" for a, b, f in ranges)}
}};
const Decomposition kDecompositions[] = {{
{rows(f"{{0x{c:X}, {{" + ", ".join(f"0x{ord(p):X}" for p in parts) + "}}" for c, parts in decomposed)}
}};
const LowerRun kLowerRuns[] = {{
{rows(f"{{0x{a:X}, 0x{b:X}, {d}, {s}}}" for a, b, d, s in lower_runs(lowered))}
}};
const CombiningClass kCombiningClasses[] = {{
{rows(f"{{0x{c:X}, {k}}}" for c, k in orders)}
}};
// clang-format on
const std::size_t kFlagRangeCount = std::size(kFlagRanges);
const std::size_t kDecompositionCount = std::size(kDecompositions);
const std::size_t kLowerRunCount = std::size(kLowerRuns);
const std::size_t kCombiningClassCount = std::size(kCombiningClasses);
}}  // namespace chordae::unicode_tables
"""
    (pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else OUT).write_text(text)
    print(f"{len(ranges)} ranges, {len(decomposed)} decompositions, {len(lower_runs(lowered))} runs of lower case, {len(orders)} orders")


if __name__ == "__main__":
    main()
