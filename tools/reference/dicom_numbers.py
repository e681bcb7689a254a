#!/usr/bin/env python3
"""Prints what pydicom reads in one DICOM file, as JSON, for comparison with what was written."""
import json
import sys

import pydicom


def plain(value):
    if isinstance(value, pydicom.multival.MultiValue):
        return [plain(v) for v in value]
    if isinstance(value, (pydicom.valuerep.DSfloat, float)):
        return float(value)
    if isinstance(value, int):
        return int(value)
    return "" if value is None else str(value)


data = pydicom.dcmread(sys.argv[1])  # not forced: a damaged header is an error
result = {e.keyword: plain(e.value) for e in data if e.VR != "SQ" and e.keyword and e.keyword != "PixelData"}
result["TransferSyntaxUID"] = str(data.file_meta.TransferSyntaxUID)
result["MetaInstance"] = str(data.file_meta.MediaStorageSOPInstanceUID)
result["pixels"] = data.pixel_array.astype(int).tolist()
result["version"] = pydicom.__version__
json.dump(result, sys.stdout)
