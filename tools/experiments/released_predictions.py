#!/usr/bin/env python3
"""The authors' released predictions as tables for `chordae evaluate`.

released_predictions.py REFERENCE_PREDICTIONS OUT

Writes conditions_contrastive.csv and conditions_kinetics.csv (condition,id,label,probability: each condition is a test
set of its own, so an id is a condition's row) and lvef_truth.csv, lvef_contrastive.csv, lvef_kinetics.csv. Then:

chordae evaluate OUT/conditions_contrastive.csv --compare OUT/conditions_kinetics.csv --out conditions
chordae evaluate OUT/lvef_contrastive.csv --truth OUT/lvef_truth.csv --compare OUT/lvef_kinetics.csv --out lvef
"""
import csv
import pathlib
import sys


def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    rows = list(csv.DictReader((source / "diagnosis_35_internal.csv").open()))
    for model in ("contrastive", "kinetics"):
        with (out / f"conditions_{model}.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["condition", "id", "label", "probability"])
            for r in rows:
                label = r[f"label_{model}"]
                label = str(int(float(label))) if label else ""
                table.writerow([r["condition"], f"{r['condition']}:{r['row']}", label, r[f"prob_{model}"]])
    rows = list(csv.DictReader((source / "lvef_kaggle.csv").open()))
    for name, column in (("truth", "label"), ("contrastive", "pred_contrastive"), ("kinetics", "pred_kinetics")):
        with (out / f"lvef_{name}.csv").open("w", newline="") as file:
            table = csv.writer(file)
            table.writerow(["row", "lvef_percent"])
            table.writerows([r["row"], r[column]] for r in rows)


if __name__ == "__main__":
    main()
