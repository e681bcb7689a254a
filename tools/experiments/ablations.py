#!/usr/bin/env python3
"""What each part of the recipe is worth: short trainings that leave one out, side by side.

ablations.py CHORDAE OUT [--updates 800] [--studies 60] [--real SUNNYBROOK]

Every variant has the recipe's seed, so it sees the same hearts in the same order. Prints a table: errors on synthetic
studies that none was trained on, and on real ones if they are given. A variant that is there already isn't trained again.
"""
import argparse
import csv
import pathlib
import re
import subprocess
import sys

import numpy as np

RECIPE = "configs/train/heart_segmenter.toml"
VARIANTS = {
    "the recipe": [],
    "without atria and outflow": ["task.outflow=false"],
    "without randomised intensities": ["task.stream.realism=1"],
    "without few frames": ["task.few_frames_share=0"],
    "without long-axis views": ["task.long_axis_share=0"],
    "without the area's loss": ["task.area_weight=0"],
    "masks only": ["task.lvef_weight=0", "task.frame_weight=0"],
    "regression only": ["task.mask_weight=0", "task.dice_weight=0", "task.area_weight=0"],
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chordae"), parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--updates", type=int, default=800), parser.add_argument("--studies", type=int, default=60)
    parser.add_argument("--real", type=pathlib.Path)
    options = parser.parse_args()
    print("| | synthetic: answered | LVEF by masks: error, bias, r | by regression: error, bias, r | EDV, ESV ratio | real: masks, regression |\n"
          "| --- | --- | --- | --- | --- | --- |", flush=True)
    for name, changes in VARIANTS.items():
        folder = options.out / re.sub(r"\W+", "-", name)
        if not (folder / "checked.csv").exists():
            sets = [f"train.length={options.updates}u", f"calibration_studies={options.studies}", *changes]
            subprocess.run([options.chordae, "train-default", "--config", RECIPE, "--out", folder, "-q",
                            *(a for s in sets for a in ("--set", s))], check=True, stdout=subprocess.DEVNULL)
        rows = list(csv.DictReader(open(folder / "checked.csv")))
        answered = [r for r in rows if r["lvef_percent_volumetric"]]
        number = lambda key: np.array([float(r[key]) for r in answered])

        def errors(key):
            off = number(key) - number("lvef_percent")
            return f"{abs(off).mean():.1f}, {off.mean():+.1f}, {np.corrcoef(number(key), number('lvef_percent'))[0, 1]:.2f}"

        cells = [name, f"{len(answered)} of {len(rows)}"]
        cells += [errors("lvef_percent_volumetric"), errors("lvef_percent_regression"),
                  f"{(number('edv_ml_found') / number('edv_ml')).mean():.2f}, {(number('esv_ml_found') / number('esv_ml')).mean():.2f}"] if len(answered) > 2 else [""] * 3
        if options.real:
            table = subprocess.run([sys.executable, "tools/reference/check_real_hearts.py", options.real, options.chordae, folder / "real",
                                    "--weights", folder / "heart_segmenter.safetensors"], capture_output=True, text=True).stdout
            cells.append("; ".join(line for line in table.splitlines() if line.startswith(("full cine", "two frames, these"))))
        else:
            cells.append("")
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
