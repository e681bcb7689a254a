#!/usr/bin/env python3
"""Fills docs/model-card.md's measured parts from what a training and a check on real hearts left behind.

model_card.py RUN REAL CARD

RUN   the folder of `chordae train-default` (run/metrics.jsonl, run/config.toml, checked.csv, heart_segmenter.safetensors)
REAL  the folder of tools/reference/check_real_hearts.py (table.md)
CARD  docs/model-card.md: what lies between "<!-- NAME -->" and "<!-- end -->" is written anew; the curves go to
      pictures/training-curves.svg beside it
"""
import csv
import hashlib
import json
import pathlib
import re
import sys

import numpy as np

WIDTH, HEIGHT, MARGIN = 330, 190, 44
PANELS = [("train", "loss", "loss"), ("validation", "loss", "validation: cross-entropy"),
          ("validation", "dice_cavity", "validation: Dice of the cavity"), ("validation", "lvef_mae", "validation: LVEF error of raw sums, points")]


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


def panel(x, y, title, at):
    low, high = (0.0, max(y)) if min(y) >= 0 else (min(y), max(y))
    if title.startswith("validation: Dice"):
        low, high = 0.5, 1.0
    px = [MARGIN + (WIDTH - MARGIN - 10) * v / max(x) for v in x]
    py = [HEIGHT - 28 - (HEIGHT - 56) * (min(max(v, low), high) - low) / (high - low) for v in y]
    line = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(px, py))
    ox, oy = at
    text = 'font-family="sans-serif" font-size="11" fill="#333"'
    return (f'<g transform="translate({ox},{oy})"><text x="{MARGIN}" y="16" {text}>{title}</text>'
            f'<path d="M{MARGIN} 24V{HEIGHT - 28}H{WIDTH - 10}" fill="none" stroke="#999"/>'
            f'<text x="4" y="32" {text}>{high:.2g}</text><text x="4" y="{HEIGHT - 28}" {text}>{low:.2g}</text>'
            f'<text x="{WIDTH - 90}" y="{HEIGHT - 12}" {text}>{max(x)} updates</text>'
            f'<polyline points="{line}" fill="none" stroke="#0072b2" stroke-width="1.4"/></g>')


def curves(records, path):
    parts = []
    for i, (kind, key, title) in enumerate(PANELS):
        rows = [(r["update"], r[key]) for r in records if r["kind"] == kind and key in r]
        parts.append(panel(*zip(*rows), title, ((i % 2) * WIDTH, (i // 2) * HEIGHT)))
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="{2 * WIDTH}" height="{2 * HEIGHT}">'
                    f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n')


def synthetic(run):
    rows = list(csv.DictReader(open(run / "checked.csv")))
    out = ["| synthetic studies, never trained on | n | answered | LVEF: mean absolute error | bias | r | EDV, ESV: mean ratio | mass |",
           "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    groups = [("all", lambda r: True), ("20 frames", lambda r: r["frames"] != "2"), ("end-diastole and end-systole alone", lambda r: r["frames"] == "2")]
    groups += [(f"grade {g}", lambda r, g=g: r["grade"] == g) for g in "ABCD"]
    for name, wanted in groups:
        chosen = [r for r in rows if wanted(r)]
        answered = [r for r in chosen if r["lvef_percent_volumetric"]]
        if not answered:
            continue
        a = np.array([[float(r[k]) for k in ("lvef_percent", "lvef_percent_volumetric", "edv_ml", "edv_ml_found", "esv_ml", "esv_ml_found", "mass_g", "mass_g_found")] for r in answered])
        error = a[:, 1] - a[:, 0]
        r = np.corrcoef(a[:, 0], a[:, 1])[0, 1] if len(a) > 2 else float("nan")
        out.append(f"| {name} | {len(chosen)} | {len(answered)} | {abs(error).mean():.1f} | {error.mean():+.1f} | {r:.3f} | "
                   f"{(a[:, 3] / a[:, 2]).mean():.2f}, {(a[:, 5] / a[:, 4]).mean():.2f} | {(a[:, 7] / a[:, 6]).mean():.2f} |")
    worst = sorted((r for r in rows if r["lvef_percent_volumetric"]), key=lambda r: -abs(float(r["lvef_percent_volumetric"]) - float(r["lvef_percent"])))[:5]
    out += ["", "The five worst:", "", "| study | true LVEF | found | regression | EDV, ESV true | found | grade | frames | slices used |", "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    out += [f"| {r['study']} | {float(r['lvef_percent']):.0f} | {float(r['lvef_percent_volumetric']):.0f} | {float(r['lvef_percent_regression']):.0f} | "
            f"{float(r['edv_ml']):.0f}, {float(r['esv_ml']):.0f} | {float(r['edv_ml_found']):.0f}, {float(r['esv_ml_found']):.0f} | {r['grade']} | {r['frames']} | {r['slices_used']} of {r['slices']} |" for r in worst]
    withheld = [f"study {r['study']}: {r['withheld']}" for r in rows if r["withheld"]]
    out += ["", "Withheld: " + ("; ".join(withheld) if withheld else "none") + "."]
    return "\n".join(out)


def main():
    run, real, card = map(pathlib.Path, sys.argv[1:4])
    records = [json.loads(line) for line in open(run / "run" / "metrics.jsonl")]
    weights = run / "heart_segmenter.safetensors"
    with open(weights, "rb") as file:
        metadata = json.loads(file.read(int.from_bytes(file.read(8), "little")))["__metadata__"]
    last = [r for r in records if r["kind"] == "train"][-1]
    curves(records, card.parent / "pictures" / "training-curves.svg")
    facts = ["| | |", "| --- | --- |",
             f"| weights | {weights.stat().st_size / 1e6:.2f} MB, SHA-256 `{sha256(weights)}` |",
             f"| recipe | `configs/train/heart_segmenter.toml`, SHA-256 `{sha256('configs/train/heart_segmenter.toml')}` |",
             f"| run | {last['update']} updates, {last['seconds'] / 60:.0f} minutes of wall clock |",
             f"| network | {metadata['config']} |",
             f"| calibration | {metadata.get('calibration', 'none')[:400]} |"]
    text = card.read_text()
    for name, body in (("facts", "\n".join(facts)), ("synthetic", synthetic(run)), ("real", (real / "table.md").read_text().strip())):
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m: m.group(1) + body + "\n" + m.group(2), text, flags=re.S)
    card.write_text(text)


if __name__ == "__main__":
    main()
