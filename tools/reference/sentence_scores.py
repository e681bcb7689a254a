#!/usr/bin/env python3
"""Scores split sentences against hand-split ones: boundaries and whole sentences, even and odd items apart.

usage: tools/reference/sentence_scores.py HAND.json SPLIT.jsonl [--show even]

HAND.json: [{"text", "sentences"}]; SPLIT.jsonl: a list of sentences a line, in the same order (bench/report_bench).
A boundary is the end of a sentence, counted in the text's characters other than blanks. The rules are
tuned on even items (from 0) only, so --show shows only those.
"""
import argparse
import json


def ends(text, sentences):
    """Ends in non-blank characters of `text`; sentences are found in order."""
    solid = "".join(text.split())
    at, out = 0, []
    for sentence in sentences:
        words = "".join(sentence.split())
        found = solid.find(words, at)
        if found < 0:
            continue
        at = found + len(words)
        out.append((found, at))
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("hand")
    parser.add_argument("split")
    parser.add_argument("--show", choices=["even"])
    options = parser.parse_args()
    hand = json.load(open(options.hand))
    split = [json.loads(line) for line in open(options.split)]
    assert len(hand) == len(split), (len(hand), len(split))
    for half, name in enumerate(["even", "odd"]):
        true = found = both = exact = reports = items = 0
        for number in range(half, len(hand), 2):
            text, wanted, got = hand[number]["text"], hand[number]["sentences"], split[number]
            a, b = ends(text, wanted), ends(text, got)
            true, found = true + len(a), found + len(b)
            both += len({end for _, end in a} & {end for _, end in b})
            exact += len(set(a) & set(b))
            reports += wanted == got
            items += 1
            if options.show == name and wanted != got:
                print(f"--- {number}: {text!r}")
                for sentence in wanted:
                    if sentence not in got:
                        print("   missing:", sentence)
                for sentence in got:
                    if sentence not in wanted:
                        print("   extra:  ", sentence)
        print(f"{name}: boundaries precision {both / found:.4f} recall {both / true:.4f}; sentences exact "
              f"{exact} of {true} ({exact / true:.4f}); reports exact {reports} of {items}")


if __name__ == "__main__":
    main()
