#!/usr/bin/env python3
"""Reads a synthetic cohort with pydicom and checks what a hospital's archive would rely on.

check_cohort.py COHORT FRAMES: prints one line a fault; exit status 1 if there is any.
"""
import csv
import pathlib
import sys

import numpy as np
import pydicom

root, frames = pathlib.Path(sys.argv[1]), int(sys.argv[2])
faults, instances = [], set()


def check(condition, text):
    if not condition:
        faults.append(text)


def check_series(folder, truth, frame_of_reference):
    data = [pydicom.dcmread(f) for f in sorted(folder.glob("*.dcm"))]
    name, first = folder.name, data[0]
    for d in data:
        check(d.SOPInstanceUID not in instances, f"{name}: an instance UID twice")
        instances.add(d.SOPInstanceUID)
        check(d.SeriesInstanceUID == first.SeriesInstanceUID, f"{name}: two series in one folder")
        check(d.StudyInstanceUID == truth["study_uid"], f"{name}: not the study of truth.csv")
        check(d.PatientID == truth["patient_id"], f"{name}: not the patient of truth.csv")
        check(str(d.PatientName).startswith("SYNTHETIC^"), f"{name}: a name that isn't marked")
        check("synthetic" in d.ImageComments, f"{name}: not marked as synthetic")
        check(d.FrameOfReferenceUID == frame_of_reference, f"{name}: another frame of reference")
        axes = np.array(d.ImageOrientationPatient, float).reshape(2, 3)
        check(np.allclose(axes @ axes.T, np.eye(2), atol=1e-9), f"{name}: directions aren't orthonormal")
        check(d.pixel_array.max() > 0, f"{name}: an empty picture")
    check([int(d.InstanceNumber) for d in data] == list(range(1, len(data) + 1)), f"{name}: instance numbers")
    if first.ScanOptions != "CG":
        return
    cycle = 60000 / float(truth["heart_rate_bpm"])
    check(len(data) % frames == 0, f"{name}: a slice lacks frames")
    for start in range(0, len(data), frames):
        one = data[start : start + frames]
        check(len({tuple(d.ImagePositionPatient) for d in one}) == 1, f"{name}: a slice that moves")
        times = np.array([float(d.TriggerTime) for d in one])
        check(np.allclose(times, np.arange(frames) * cycle / frames, atol=1e-6), f"{name}: trigger times")
    axes = np.array(first.ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(axes[0], axes[1])
    places = np.array([d.ImagePositionPatient for d in data[::frames]], float)
    if len(places) > 1:
        steps = np.diff(places, axis=0)
        along = steps @ normal
        check(np.allclose(np.abs(along), float(first.SpacingBetweenSlices), atol=1e-6), f"{name}: spacing")
        check(np.allclose(steps, along[:, None] * normal, atol=1e-6), f"{name}: slices shift sideways")

with open(root / "truth.csv", newline="") as table:
    studies = list(csv.DictReader(table))
for truth in studies:
    folders = sorted(f for f in (root / truth["folder"]).iterdir())
    first = pydicom.dcmread(next(iter(sorted(folders[0].glob("*.dcm")))))
    for folder in folders:
        check_series(folder, truth, first.FrameOfReferenceUID)
    ef = 100 * (float(truth["edv_ml"]) - float(truth["esv_ml"])) / float(truth["edv_ml"])
    check(abs(ef - float(truth["lvef_percent"])) < 1e-9, "truth.csv: LVEF isn't that of its volumes")
print("\n".join(sorted(set(faults))))
print(f"{len(studies)} studies, {len(instances)} instances, {len(faults)} faults; pydicom {pydicom.__version__}")
sys.exit(1 if faults or not instances else 0)
