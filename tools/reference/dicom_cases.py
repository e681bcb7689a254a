#!/usr/bin/env python3
"""DICOM files of many kinds and what pydicom reads from them.

usage: dicom_cases.py OUT

Writes OUT/<case>.dcm and OUT/expected.json: for each case the shape, the sample type and the SHA-256 of
the pixel values as pydicom decodes them (native little endian). Compressed cases are made by DCMTK's
command-line tools from an uncompressed one; lossless ones must equal the values that went in, which
is checked here. Seeded: the same files each time.
"""
import hashlib
import json
import os
import subprocess
import sys

import numpy as np
import pydicom
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import (ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian,
                         MRImageStorage)

out = sys.argv[1]
rng = np.random.default_rng(5)
y, x = np.mgrid[0:48, 0:40]


def picture(bits, signed, frames):
    smooth = [np.hypot(y - 24 - t, x - 20) * (2**bits / 64) + rng.normal(0, 2, y.shape) for t in range(frames)]
    values = np.clip(np.stack(smooth), 0, 2**bits - 1)
    if signed:
        values -= 2 ** (bits - 1)
    width = 8 if bits <= 8 else 16
    return np.round(values).astype(f"{'i' if signed else 'u'}{width // 8}")


def write(name, values, bits, syntax=ExplicitVRLittleEndian, photometric="MONOCHROME2"):
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = MRImageStorage
    meta.MediaStorageSOPInstanceUID = f"2.25.{100 + len(os.listdir(out))}"
    meta.TransferSyntaxUID = syntax
    ds = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128,
                     is_implicit_VR=syntax == ImplicitVRLittleEndian,
                     is_little_endian=syntax != ExplicitVRBigEndian)
    ds.SOPClassUID, ds.SOPInstanceUID = MRImageStorage, meta.MediaStorageSOPInstanceUID
    ds.StudyInstanceUID, ds.SeriesInstanceUID, ds.Modality = "2.25.1", "2.25.2", "MR"
    ds.PatientID, ds.SamplesPerPixel, ds.PhotometricInterpretation = "P", 1, photometric
    frames, ds.Rows, ds.Columns = values.shape
    if frames > 1:
        ds.NumberOfFrames = frames
    ds.BitsAllocated = 8 * values.itemsize
    ds.BitsStored, ds.HighBit, ds.PixelRepresentation = bits, bits - 1, int(values.dtype.kind == "i")
    stored = values if bits % 8 == 0 else values & (2**bits - 1) if values.dtype.kind == "u" else values
    order = ">" if syntax == ExplicitVRBigEndian else "<"
    ds.PixelData = stored.astype(stored.dtype.newbyteorder(order)).tobytes()
    ds["PixelData"].VR = "OW" if values.itemsize == 2 else "OB"
    path = os.path.join(out, name + ".dcm")
    ds.save_as(path)
    return path


expected = {}


def expect(name, values):
    values = np.ascontiguousarray(values)
    shape = values.shape if values.ndim == 3 else (1, *values.shape)
    expected[name] = {"shape": list(shape), "type": values.dtype.name,
                      "sha256": hashlib.sha256(values.astype(values.dtype.newbyteorder("<")).tobytes()).hexdigest()}


for bits, signed, frames in [(8, False, 1), (8, True, 3), (12, False, 1), (12, True, 1), (16, False, 5), (16, True, 1)]:
    values = picture(bits, signed, frames)
    base = f"{'s' if signed else 'u'}{bits}x{frames}"
    for label, syntax in [("explicit", ExplicitVRLittleEndian), ("implicit", ImplicitVRLittleEndian),
                          ("big", ExplicitVRBigEndian)]:
        path = write(f"{base}_{label}", values, bits, syntax)
        got = pydicom.dcmread(path).pixel_array
        assert np.array_equal(got.reshape(values.shape), values), path
        expect(f"{base}_{label}", got)
    source = os.path.join(out, f"{base}_explicit.dcm")
    tools = {"rle": ["dcmcrle"], "jpegls": ["dcmcjpls"], "deflated": ["dcmconv", "+td"]}
    if not signed:
        tools["jpeg70"] = ["dcmcjpeg", "+e1"]
        tools["jpeg57"] = ["dcmcjpeg", "+el"]
    for label, command in tools.items():
        target = os.path.join(out, f"{base}_{label}.dcm")
        subprocess.run([*command, source, target], check=True, capture_output=True)
        # Lossless: what went in is the reference, whichever decoders pydicom has.
        expect(f"{base}_{label}", values)

json.dump({"pydicom": pydicom.__version__, "numpy": np.__version__, "cases": expected},
          open(os.path.join(out, "expected.json"), "w"), indent=1, sort_keys=True)
