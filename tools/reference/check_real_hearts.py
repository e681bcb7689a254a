#!/usr/bin/env python3
"""What `chordae predict` says of the eleven real hearts beside readers' contours, by libraries that are not ours.

check_real_hearts.py SUNNYBROOK CHORDAE OUT [predict options ...]

SUNNYBROOK holds SCD0000x01.tar.gz, contours/ and two-frame/. Writes OUT/<subject>.nii.gz (masks), OUT/<subject>.png
(outlines) and OUT/table.md: LVEF and volumes, and Dice of the cavity slice by slice at end-diastole and end-systole.
"""
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile

import nibabel
import numpy
import pydicom

FULL = {"SCD0000101": "SC-HF-I-1", "SCD0000201": "SC-HF-I-2", "SCD0000301": "SC-HF-I-4"}


def dice(a, b):
    total = a.sum() + b.sum()
    return 2 * (a & b).sum() / total if total else float("nan")


def inside_polygon(points, rows, columns):
    """Pixel centres within a closed line of (x, y), by the parity of crossings."""
    y, x = numpy.mgrid[0:rows, 0:columns].astype(float)
    odd = numpy.zeros((rows, columns), bool)
    for (x0, y0), (x1, y1) in zip(points, numpy.roll(points, -1, 0)):
        if y0 != y1:
            odd ^= ((y0 > y) != (y1 > y)) & (x < x0 + (y - y0) / (y1 - y0) * (x1 - x0))
    return odd


def predict(chordae, study, out, options):
    """The answer as JSON, and masks (x, y, slice, frame)."""
    masks = out.with_suffix("").with_suffix(".nii.gz")
    run = subprocess.run(
        [chordae, "predict", study, "--json", "-q", "--force", "--masks", masks, "--picture", out, *options],
        capture_output=True, text=True)
    answer = json.loads(run.stdout)["studies"][0]
    return answer, nibabel.load(masks) if masks.exists() and "lvef_percent_volumetric" in answer else None


def contoured(archive, folder):
    """{(position along the normal, phase): mask (rows, columns)} and volumes in mL at ED and ES by discs."""
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and "/cine/" in member.name:
                ds = pydicom.dcmread(io.BytesIO(tar.extractfile(member).read()), stop_before_pixels=True)
                files[int(ds.InstanceNumber)] = ds
    masks = {}
    for file in sorted((folder / "i-contours").glob("*.txt")):
        number = int(re.search(r"-(\d{4})-icontour", file.name).group(1))
        ds = files[number]
        row, column = (numpy.array(ds.ImageOrientationPatient[i : i + 3], float) for i in (0, 3))
        z = float(numpy.cross(row, column) @ numpy.array(ds.ImagePositionPatient, float))
        inside = inside_polygon(numpy.loadtxt(file), ds.Rows, ds.Columns)
        masks[round(z, 1), (number - 1) % 20] = (inside, number, ds)
    return masks


def full_study(data, name, chordae, out, options):
    answer, image = predict(chordae, data / f"{name}.tar.gz", out / f"{name}.png", options)
    truth = contoured(data / f"{name}.tar.gz", data / "contours" / FULL[name])
    phases = sorted({p for _, p in truth}, key=lambda p: -sum(m[0].sum() for (z, q), m in truth.items() if q == p))
    ed = phases[0]
    gaps = numpy.diff(sorted({z for z, _ in truth}))
    ds = next(iter(truth.values()))[2]
    ml = numpy.median(gaps) * float(ds.PixelSpacing[0]) ** 2 / 1000
    edv = ml * sum(m[0].sum() for (z, p), m in truth.items() if p == ed)
    es_phases = [p for p in phases if p != ed]
    esv = ml * sum(m[0].sum() for (z, p), m in truth.items() if p in es_phases)
    rows = []
    if image is not None:
        found = numpy.asarray(image.dataobj) == 1
        affine = image.affine
        normal = numpy.cross(*(numpy.array(ds.ImageOrientationPatient[i : i + 3], float) for i in (0, 3)))
        for s in range(found.shape[2]):
            at = affine[:3, 3] + s * affine[:3, 2]
            z = float(normal @ (at * [-1, -1, 1]))  # RAS to LPS
            row = {"slice": s + 1}
            for label, wanted in (("ED", [ed]), ("ES", es_phases)):
                near = [k for k in truth if k[1] in wanted and abs(k[0] - z) < 2]
                phase = near[0][1] if near else wanted[0]
                mask = truth[near[0]][0] if near else None
                ours = found[:, :, s, phase].T
                row[label] = f"{dice(ours, mask):.2f}" if mask is not None else ("-" if ours.sum() == 0 else f"only ours, {ours.sum()} px")
            rows.append(row)
    return answer, edv, esv, 100 * (edv - esv) / edv, rows


def two_frame(data, name, chordae, out, options):
    cine = data / "two-frame" / f"{name}_cine.nii.gz"
    answer, image = predict(chordae, cine, out / f"{name}.png", options)
    cavity = nibabel.load(data / "two-frame" / f"{name}_cavity.nii.gz")
    truth = numpy.asarray(cavity.dataobj) > 0
    ml = float(numpy.prod(cavity.header.get_zooms()[:3])) / 1000
    volumes = truth.sum((0, 1, 2)) * ml
    rows = []
    if image is not None:
        found = numpy.asarray(image.dataobj) == 1
        for s in range(truth.shape[2]):
            rows.append({"slice": s + 1, **{k: f"{dice(found[:, :, s, i], truth[:, :, s, i]):.2f}" for i, k in enumerate(("ED", "ES"))}})
    return answer, volumes[0], volumes[1], rows


def agreement(name, pairs):
    a = numpy.array(pairs, float)
    if len(a) < 3:
        return f"{name}: {len(a)} answered"
    error = a[:, 1] - a[:, 0]
    return (f"{name}: n {len(a)}, mean absolute error {abs(error).mean():.1f}, bias {error.mean():+.1f}, "
            f"r {numpy.corrcoef(a.T)[0, 1]:.3f}")


def main():
    data, chordae, out, options = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), sys.argv[4:]
    out.mkdir(parents=True, exist_ok=True)
    lines = ["| subject | reader's LVEF | ours | interval | EDV, ESV reader | EDV, ESV ours | grade, concerns | slices |", "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    details, pairs_full, pairs_two, pairs_masks, ratios = [], [], [], [], []
    labels = {r["case"]: r for r in csv.DictReader(open(data / "two-frame" / "labels.csv"))}
    for name in [*FULL, *labels]:
        if name in FULL:
            answer, edv, esv, lvef, rows = full_study(data, name, chordae, out, options)
            said = f"{lvef:.1f}"
        else:
            answer, edv, esv, rows = two_frame(data, name, chordae, out, options)
            lvef = float(labels[name]["lvef_percent_all_contours"])
            own = 100 * (edv - esv) / edv
            said = f"{lvef:.1f} (these slices {own:.1f})"
        ours = answer.get("lvef_percent_volumetric")
        if ours is None:
            lines.append(f"| {name} | {said} | withheld: {answer.get('withheld')} | | | | | |")
            continue
        (pairs_full if name in FULL else pairs_two).append((lvef, ours))
        if name not in FULL:
            pairs_masks.append((own, ours))
        if "edv_ml" in answer:
            ratios.append((answer["edv_ml"] / edv, answer["esv_ml"] / esv))
        interval = answer.get("lvef_interval")
        lines.append(
            f"| {name} | {said} | {ours:.1f} (regression {answer['lvef_percent_regression']:.0f}) | "
            f"{'' if not interval else ' to '.join(f'{v:.0f}' for v in interval)} | {edv:.0f}, {esv:.0f} | "
            f"{answer.get('edv_ml', float('nan')):.0f}, {answer.get('esv_ml', float('nan')):.0f} | "
            f"{answer['grade']} {'; '.join(answer['concerns'])} | {answer['slices_used']} of {answer['slices']} |")
        if rows:
            details += [f"\n{name}, Dice of the cavity by slice\n", "| | " + " | ".join(str(r["slice"]) for r in rows) + " |",
                        "| --- |" + " --- |" * len(rows)]
            details += [f"| {k} | " + " | ".join(r[k] for r in rows) + " |" for k in ("ED", "ES")]
    lines += ["", agreement("full cine", pairs_full), agreement("two frames, all contours", pairs_two),
              agreement("two frames, these slices", pairs_masks), agreement("all eleven (these slices)", pairs_full + pairs_masks),
              agreement("all eleven (all contours)", pairs_full + pairs_two)]
    if ratios:
        r = numpy.array(ratios)
        lines.append(f"EDV ours / reader: mean {r[:, 0].mean():.2f}; ESV: mean {r[:, 1].mean():.2f}")
    (out / "table.md").write_text("\n".join(lines + details) + "\n")
    print("\n".join(lines + details))


if __name__ == "__main__":
    main()
