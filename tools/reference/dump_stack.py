"""Writes a short-axis stack and its expert cavity masks in the plain format that the tests read.

    dump_stack.py sunnybrook <study.tar.gz> <contour folder> <out>
    dump_stack.py nifti <cine.nii.gz> <cavity.nii.gz> <out>

Format: text lines "slices frames rows columns", then for each slice "ox oy oz rx ry rz cx cy cz
row_mm column_mm thickness_mm gap_mm", then a line "data", then int16 pixels
(slice, frame, row, column) and uint8 masks (slice, row, column): 1 inside a contour of any phase.
"""

import gzip
import io
import re
import struct
import sys
import tarfile
from pathlib import Path

import numpy as np


def inside(polygon, rows, columns):
    """Even-odd rule on pixel centres."""
    y, x = np.mgrid[:rows, :columns].astype(float)
    out = np.zeros((rows, columns), bool)
    for (x0, y0), (x1, y1) in zip(polygon, np.roll(polygon, -1, axis=0)):
        if y0 == y1:
            continue
        out ^= ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return out


def read_sunnybrook(archive, contours):
    import pydicom

    images = []
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and "/cine/" in "/" + member.name:
                images.append(pydicom.dcmread(io.BytesIO(tar.extractfile(member).read())))
    images.sort(key=lambda d: int(d.InstanceNumber))
    frames = int(images[0].CardiacNumberOfImages)
    stack = np.stack([d.pixel_array for d in images]).astype(np.int16)
    stack = stack.reshape(-1, frames, *stack.shape[1:])
    masks = np.zeros((len(stack), *stack.shape[2:]), np.uint8)
    for path in Path(contours).glob("i-contours/*.txt"):
        number = int(re.search(r"IM-\d+-(\d+)-", path.name).group(1))
        masks[(number - 1) // frames] |= inside(np.loadtxt(path), *stack.shape[2:])
    geometry = []
    for d in images[::frames]:
        gap = d.get("SpacingBetweenSlices") or d.SliceThickness
        geometry.append([*d.ImagePositionPatient, *d.ImageOrientationPatient, *d.PixelSpacing,
                         d.SliceThickness, gap])
    return stack, masks, np.array(geometry, float)


def read_nifti(path):
    data = gzip.open(path).read()
    dims = struct.unpack_from("<8h", data, 40)
    kind = {2: "<u1", 4: "<i2", 8: "<i4", 16: "<f4", 64: "<f8", 256: "<i1", 512: "<u2"}
    spacing = struct.unpack_from("<8f", data, 76)
    start = int(struct.unpack_from("<f", data, 108)[0])
    shape = dims[1:1 + dims[0]]
    values = np.frombuffer(data, kind[struct.unpack_from("<h", data, 70)[0]], int(np.prod(shape)), start)
    return values.reshape(shape, order="F"), spacing


def read_two_frames(cine, cavity):
    values, spacing = read_nifti(cine)
    mask, _ = read_nifti(cavity)
    stack = values.transpose(2, 3, 1, 0).astype(np.int16)  # slice, frame, row, column
    mask = mask.reshape(*mask.shape, *([1] * (4 - mask.ndim))).transpose(2, 3, 1, 0)
    geometry = [[0, 0, i * spacing[3], 1, 0, 0, 0, 1, 0, spacing[2], spacing[1], spacing[3], spacing[3]]
                for i in range(len(stack))]
    return stack, (mask > 0).any(1).astype(np.uint8), np.array(geometry, float)


def main():
    kind, first, second, out = sys.argv[1:]
    stack, masks, geometry = {"sunnybrook": read_sunnybrook, "nifti": read_two_frames}[kind](first, second)
    with open(out, "wb") as f:
        f.write((" ".join(map(str, stack.shape)) + "\n").encode())
        for row in geometry:
            f.write((" ".join(repr(float(v)) for v in row) + "\n").encode())
        f.write(b"data\n")
        f.write(np.ascontiguousarray(stack, "<i2").tobytes())
        f.write(np.ascontiguousarray(masks).tobytes())


if __name__ == "__main__":
    main()
