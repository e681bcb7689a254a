#!/usr/bin/env python3
"""The cine slices of a Sunnybrook archive as pydicom reads them.

usage: sunnybrook_slices.py ARCHIVE.tar.gz

Prints JSON: the slices of the cine folder (told by its name, which the program under test does not look
at) ordered by InstanceNumber, as the scanner numbered them base to apex; per slice the position, the
trigger times and the SHA-256 of each frame's pixels; and how many scout files there are.
"""
import hashlib
import io
import json
import sys
import tarfile
import warnings

import numpy as np
import pydicom

warnings.simplefilter("ignore")
cine, scouts = [], 0
with tarfile.open(sys.argv[1]) as archive:
    for member in archive:
        if not member.isfile() or "/." in member.name:
            continue
        data = archive.extractfile(member).read()
        if "/scout/" in member.name:
            try:
                pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True)
                scouts += 1
            except pydicom.errors.InvalidDicomError:
                pass
        elif "/cine/" in member.name:
            cine.append(pydicom.dcmread(io.BytesIO(data)))
cine.sort(key=lambda ds: int(ds.InstanceNumber))
slices = []
for ds in cine:
    if not slices or slices[-1]["origin"] != [float(v) for v in ds.ImagePositionPatient]:
        slices.append({"origin": [float(v) for v in ds.ImagePositionPatient], "times": [], "frames": []})
    pixels = ds.pixel_array
    slices[-1]["times"].append(float(ds.TriggerTime))
    slices[-1]["frames"].append(hashlib.sha256(pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()).hexdigest())
json.dump({"pydicom": pydicom.__version__, "numpy": np.__version__, "scouts": scouts,
           "rows": int(cine[0].Rows), "columns": int(cine[0].Columns),
           "pixel_spacing": [float(v) for v in cine[0].PixelSpacing], "slices": slices}, sys.stdout)
