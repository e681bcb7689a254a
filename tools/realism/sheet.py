#!/usr/bin/env python3
"""A contact sheet of short-axis stacks: base, middle and apex down, four phases across, one block a study.

sheet.py OUT.png STACK [STACK ...]: each STACK a folder or .tar.gz of one study's DICOM files; the largest
cine stack of parallel slices in it is shown.
"""
import io
import pathlib
import sys
import tarfile

import numpy as np
import pydicom
from PIL import Image

SIDE = 112  # pixels of a tile
FIELD_MM = 170  # shown about the middle of what moves


def datasets(path):
    path = pathlib.Path(path)
    if path.is_dir():
        files = (f.read_bytes() for f in sorted(path.rglob("*")) if f.is_file())
    else:
        archive = tarfile.open(path)
        files = (archive.extractfile(m).read() for m in archive.getmembers() if m.isfile())
    for data in files:
        try:
            d = pydicom.dcmread(io.BytesIO(data))
        except pydicom.errors.InvalidDicomError:
            continue
        if "PixelData" in d and "ImageOrientationPatient" in d:
            yield d


def largest_stack(path):
    """(S, T, H, W) float array, base first as stored along the normal, and the pixel size in mm."""
    groups = {}
    for d in datasets(path):
        axes = np.array(d.ImageOrientationPatient, float)
        key = (int(d.get("SeriesNumber") or 0), d.Rows, d.Columns, tuple(np.round(axes, 2)))
        groups.setdefault(key, []).append(d)
    stacks = []
    for key, members in groups.items():
        normal = np.cross(key[3][:3], key[3][3:])
        places = {}
        for d in members:
            at = round(float(np.dot(normal, np.array(d.ImagePositionPatient, float))), 1)
            places.setdefault(at, []).append(d)
        frames = min(len(p) for p in places.values())
        if frames < 2 or len(places) < 3:
            continue
        stack = []
        for at in sorted(places):
            ordered = sorted(places[at], key=lambda d: (float(d.get("TriggerTime") or 0), int(d.InstanceNumber)))
            stack.append([d.pixel_array.astype("f4") * float(d.get("RescaleSlope", 1)) + float(d.get("RescaleIntercept", 0)) for d in ordered[:frames]])
        stacks.append((np.array(stack), float(members[0].PixelSpacing[0])))
    if not stacks:
        sys.exit(f"{path}: no cine stack of at least three parallel slices")
    return max(stacks, key=lambda s: s[0].size)


def middle_of_motion(stack):
    moving = np.abs(np.fft.fft(stack, axis=1)[:, 1]).mean(0) ** 2
    moving[moving < np.percentile(moving, 99)] = 0
    rows, columns = np.indices(moving.shape)
    return (rows * moving).sum() / moving.sum(), (columns * moving).sum() / moving.sum()


def block(path):
    stack, pixel_mm = largest_stack(path)
    slices, frames = stack.shape[:2]
    row, column = middle_of_motion(stack)
    half = FIELD_MM / pixel_mm / 2
    white = np.percentile(stack, 99.3)
    rows = []
    for level in (0.25, 0.5, 0.75):
        tiles = []
        for phase in (0, 0.2, 0.4, 0.7):
            frame = stack[round(level * (slices - 1)), int(phase * frames)]
            picture = Image.fromarray((np.clip(frame / white, 0, 1) * 255).astype("u1"))
            box = (column - half, row - half, column + half, row + half)
            tiles.append(np.asarray(picture.resize((SIDE, SIDE), Image.BICUBIC, box=tuple(np.clip(box, 0, frame.shape[0])))))
        rows.append(np.concatenate(tiles, 1))
    return np.concatenate(rows, 0)


def main():
    out, *paths = sys.argv[1:]
    blocks = [block(p) for p in paths]
    across = 2
    gap = 6
    height, width = blocks[0].shape
    sheet = Image.new("L", (across * (width + gap) - gap, -(-len(blocks) // across) * (height + gap) - gap), 255)
    for i, b in enumerate(blocks):
        sheet.paste(Image.fromarray(b), ((i % across) * (width + gap), (i // across) * (height + gap)))
    sheet.save(out, optimize=True)


if __name__ == "__main__":
    main()
