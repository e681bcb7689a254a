#!/usr/bin/env python3
"""Writes tests/data/text/charset.json: bytes, spoilt text and HTML beside what Python makes of them.

usage: tools/reference/text_charset.py > tests/data/text/charset.json
"""
import html
import html.entities
import json
import platform
import random
import sys

SEED = 7
WORDS = ("The left ventricle is normal in size", "LVEF 55 %", "T1 1012 ms at 1.5 T", "no effusion", "mild regurgitation")
LATIN = ("m²", "37 °C", "± 3", "Müller", "Béatrice", "µg/kg", "½", "3 × 4 cm", "«normal»", "Ångström")
CP1252 = ("“D-shaped”", "patient’s", "55–60 %", "—", "€", "…", "•", "Žižka")
WIDE = ("≤ 12 mm", "≥ 60", "≈", "Δ", "心臓", "→")


def encode_cases(rng):
    def text(*pools):
        parts = [rng.choice(WORDS) for _ in range(4)] + [rng.choice(pool) for pool in pools for _ in range(2)]
        rng.shuffle(parts)
        return ". ".join(parts) + ".\n"

    for _ in range(12):
        yield "UTF-8", text(LATIN, CP1252, WIDE), "utf-8"
        yield "UTF-8", text(LATIN, CP1252), "utf-8-sig"
        yield "ISO-8859-1", text(LATIN), "latin-1"
        yield "Windows-1252", text(LATIN, CP1252), "cp1252"
        yield "UTF-16LE", text(LATIN, CP1252), "utf-16-le"
        yield "UTF-16BE", text(LATIN, CP1252), "utf-16-be"
        yield "UTF-16LE", "\ufeff" + text(LATIN, WIDE, ("𝑇1", "😀")), "utf-16-le"
        yield "UTF-16BE", "\ufeff" + text(LATIN, WIDE), "utf-16-be"


def sloppy_1252(data):
    """Windows-1252 as browsers have it: the five unassigned bytes are themselves."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in data)


def main():
    rng = random.Random(SEED)
    cases = [{"encoding": name, "bytes": text.encode(codec).hex(), "text": text.lstrip("\ufeff")}
             for name, text, codec in encode_cases(rng)]
    mojibake = []
    for pool in (LATIN, CP1252, WIDE[:4] + WIDE[5:]):
        for piece in pool:
            for times in (1, 2):
                text = f"{rng.choice(WORDS)}, {piece}, {rng.choice(WORDS)}."
                spoilt = text
                for _ in range(times):
                    spoilt = sloppy_1252(spoilt.encode("utf-8"))
                if spoilt != text:
                    mojibake.append({"text": text, "spoilt": spoilt})
    honest = ["Normal.", "m² and 37 °C", "MANHÃ »", "Â", "SÃO PAULO", "â", "±", "cœur dilaté", "Ã and Â°", "naïve – yes", "心臓"]
    snippets = [f"a &{name}; b" for name in html.entities.name2codepoint]
    snippets += ["&#233;", "&#xE9;", "&#XE9;", "&#146;", "&#8804; 12", "&amp;lt;", "55 &#37;", "no & none"]
    json.dump({"origin": f"tools/reference/text_charset.py, Python {platform.python_version()}, seed {SEED}",
               "cases": cases, "mojibake": mojibake, "honest": honest,
               "html": [{"html": text, "text": html.unescape(text)} for text in snippets]},
              fp=sys.stdout, indent=0, ensure_ascii=True)
    print()


if __name__ == "__main__":
    main()
