#!/usr/bin/env python3
"""NIfTI files written and read by nibabel, for the reader's parity test.

nifti_cases.py OUT [FILE ...]: writes OUT/case<n>.nii(.gz) in every type, endianness and kind of
orientation, and OUT/cases.txt with what nibabel reads from them and from FILE: a line a file,
    path x y slices frames, 12 numbers of the LPS affine (columns), 8 probes "x y z t value".
"""
import pathlib
import sys

import nibabel as nib
import numpy as np

TYPES = ["u1", "i1", "i2", "u2", "i4", "f4", "f8"]


def rotation(rng):
    q, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    return q * np.sign(np.linalg.det(q))


def write_cases(out, rng):
    paths = []
    for n, (kind, endian) in enumerate((k, e) for k in TYPES for e in "<>"):
        shape = (7, 5, 3, 4) if n % 3 else (6, 4, 5)
        values = rng.integers(0, 120, shape).astype(kind)
        if kind[0] == "f":
            values = (values + rng.normal(size=shape)).astype(kind)
        affine = np.eye(4)
        affine[:3, :3] = rotation(rng) @ np.diag([1.4, 1.2, 8.5])
        affine[:3, 3] = rng.normal(0, 50, 3)
        image = nib.Nifti1Image(values.astype(endian + kind), affine, nib.Nifti1Header(endianness=endian))
        image.header.set_data_dtype(np.dtype(endian + kind))
        image.header.set_xyzt_units("mm", "msec")
        image.set_qform(affine, code=1)
        image.set_sform(affine if n % 2 else None, code=1 if n % 2 else 0)
        if kind == "i2":
            image.header.set_slope_inter(0.25, -7)
        paths.append(out / f"case{n}.nii{'.gz' if n % 4 == 0 else ''}")
        nib.save(image, paths[-1])
    return paths


def main():
    out, rng = pathlib.Path(sys.argv[1]), np.random.default_rng(11)
    with open(out / "cases.txt", "w") as text:
        for path in write_cases(out, rng) + [pathlib.Path(p) for p in sys.argv[2:]]:
            image = nib.load(path)
            values = image.get_fdata()
            values = values.reshape(*values.shape, *[1] * (4 - values.ndim))
            lps = np.diag([-1, -1, 1]) @ image.affine[:3]
            probes = []
            for _ in range(8):
                at = [int(rng.integers(s)) for s in values.shape]
                probes += [*at, repr(float(values[tuple(at)]))]
            print(path, *values.shape, *(repr(float(v)) for v in lps.T.ravel()), *probes, file=text)
    print("nibabel", nib.__version__, "numpy", np.__version__, "seed 11")


if __name__ == "__main__":
    main()
