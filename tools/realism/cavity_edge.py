#!/usr/bin/env python3
"""Signal across the border of the left ventricular cavity, as a reader drew it or as the phantom has it.

usage: tools/realism/cavity_edge.py SUNNYBROOK [ARRAYS]

SUNNYBROOK  SCD0000x01.tar.gz with contours/, and two-frame/ (cine and cavity as NIfTI)
ARRAYS      what `synth --stream --out` wrote, 1.37 mm pixels

Prints the mean signal by distance from the border (mm, inside negative), 1 = blood in the middle, 0 = the darkest of
the wall, at end-diastole and end-systole. What readers count to the cavity and looks like wall is trabeculae.
"""
import glob
import io
import pathlib
import re
import sys
import tarfile
import warnings

import nibabel
import numpy as np
import pydicom

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
from check_real_hearts import FULL, inside_polygon  # noqa: E402

BINS = np.arange(-14, 10)
SHOWN = slice(3, 20)


def distances(mask, mm):
    """Signed distance of each pixel from the border about a mask, and where the mask lies."""
    ys, xs = np.nonzero(mask)
    window = slice(max(ys.min() - 10, 0), ys.max() + 11), slice(max(xs.min() - 10, 0), xs.max() + 11)
    m = mask[window]
    border = [(y + 0.5, x) for y, x in zip(*np.nonzero(m[1:] != m[:-1]))]
    border += [(y, x + 0.5) for y, x in zip(*np.nonzero(m[:, 1:] != m[:, :-1]))]
    border = np.array(border)
    y, x = np.mgrid[: m.shape[0], : m.shape[1]]
    d = mm * np.sqrt(((y[..., None] - border[:, 0]) ** 2 + (x[..., None] - border[:, 1]) ** 2).min(-1))
    return np.where(m, -d, d), window


def profile(image, mask, mm):
    if mask.sum() * mm * mm < 80:
        return None
    d, window = distances(mask, mm)
    v = image[window].astype(float)
    blood = np.median(v[d < 0.6 * d.min()])
    ring = [v[(d >= b) & (d < b + 1)] for b in BINS]
    means = np.array([r.mean() if r.size > 4 else np.nan for r in ring])
    wall = np.nanmin(means[14:20])
    return (means - wall) / (blood - wall) if blood > wall else None


def show(name, profiles):
    profiles = [p for p in profiles if p is not None]
    if profiles:
        mean = np.nanmean(profiles, 0)[SHOWN]
        print(f"{name:24s} {len(profiles):4d} " + " ".join(f"{v:5.2f}" for v in mean))


def main():
    warnings.simplefilter("ignore")
    data = pathlib.Path(sys.argv[1])
    print(f"{'mm':24s}    n " + " ".join(f"{b + 0.5:5.1f}" for b in BINS[SHOWN]))
    for file in sorted((data / "two-frame").glob("*_cine.nii.gz")):
        cine = np.asarray(nibabel.load(file).dataobj)
        mask = np.asarray(nibabel.load(str(file).replace("_cine", "_cavity")).dataobj) > 0
        for t, name in ((0, "ED"), (1, "ES")):
            show(f"{file.name[:-12]} {name}",
                 [profile(cine[:, :, s, t], mask[:, :, s, t], 1.3672) for s in range(1, cine.shape[2] - 1)])
    for name, contours in FULL.items():
        pictures, by_phase = {}, {}
        with tarfile.open(data / f"{name}.tar.gz") as tar:
            for member in tar:
                if member.isfile() and "/cine/" in member.name:
                    ds = pydicom.dcmread(io.BytesIO(tar.extractfile(member).read()))
                    pictures[int(ds.InstanceNumber)] = ds
        for file in sorted((data / "contours" / contours / "i-contours").glob("*.txt")):
            number = int(re.search(r"-(\d{4})-icontour", file.name).group(1))
            ds = pictures[number]
            mask = inside_polygon(np.loadtxt(file), ds.Rows, ds.Columns)
            by_phase.setdefault((number - 1) % 20, []).append(profile(ds.pixel_array, mask, float(ds.PixelSpacing[0])))
        for phase, profiles in sorted(by_phase.items()):
            show(f"{name} phase {phase}", profiles)
    if len(sys.argv) > 2:
        groups = {}
        for file in sorted(glob.glob(f"{sys.argv[2]}/*_signal.npy")):
            cine, mask = np.load(file), np.load(file.replace("signal", "labels")) == 1
            volume = mask.sum((0, 2, 3))
            es = int(volume.argmin())
            kind = "LVEF over 50 %" if volume[es] < 0.5 * volume.max() else "LVEF under 50 %"
            for s in range(cine.shape[0]):
                if mask[s, 0].sum() >= 0.35 * mask[:, 0].sum((1, 2)).max():
                    for name, t in (("ED", 0), ("ES", es)):
                        groups.setdefault(f"synthetic, {kind} {name}", []).append(profile(cine[s, t], mask[s, t], 1.37))
        for name, profiles in sorted(groups.items()):
            show(name, profiles)


if __name__ == "__main__":
    main()
