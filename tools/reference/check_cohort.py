#!/usr/bin/env python3
"""Reads a synthetic cohort with pydicom and checks what a hospital's archive would rely on.

check_cohort.py COHORT: prints one line a fault; exit status 1 if there is any.
"""
import collections
import csv
import math
import pathlib
import sys

import numpy as np
import pydicom

root = pathlib.Path(sys.argv[1])
faults, instances = [], set()


def check(condition, text):
    if not condition:
        faults.append(text)


def check_instance(d, name, truth, frame_of_reference):
    check(d.SOPInstanceUID not in instances, f"{name}: an instance UID twice")
    instances.add(d.SOPInstanceUID)
    check(d.StudyInstanceUID == truth["study_uid"], f"{name}: not the study of truth.csv")
    check(d.AccessionNumber == truth["accession_number"], f"{name}: not the accession of truth.csv")
    check(d.PatientID == truth["patient_id"], f"{name}: not the patient of truth.csv")
    check(d.PatientSex == truth["sex"], f"{name}: not the sex of truth.csv")
    check(d.ManufacturerModelName == truth["vendor"], f"{name}: not the scanner of truth.csv")
    check(float(d.MagneticFieldStrength) == float(truth["field_strength_t"]), f"{name}: field strength")
    check(str(d.PatientName).startswith("SYNTHETIC^"), f"{name}: a name that isn't marked")
    check("synthetic" in d.ImageComments, f"{name}: not marked as synthetic")
    check(d.FrameOfReferenceUID == frame_of_reference, f"{name}: another frame of reference")
    axes = np.array(d.ImageOrientationPatient, float).reshape(2, 3)
    check(np.allclose(axes @ axes.T, np.eye(2), atol=1e-9), f"{name}: directions aren't orthonormal")
    pixels = d.pixel_array
    check(pixels.max() > 0, f"{name}: an empty picture")
    signed = d.PixelRepresentation == 1
    check(pixels.dtype == (np.int16 if signed else np.uint16), f"{name}: pixel type")
    check(pixels.max() < 2 ** (d.BitsStored - signed) and d.HighBit == d.BitsStored - 1, f"{name}: bits")


def check_beat(name, one, cycle):
    """One slice over the beat: it stays where it is, and its times are even."""
    times = np.sort([float(d.TriggerTime) for d in one])
    check(len(one) == one[0].CardiacNumberOfImages, f"{name}: a slice lacks frames")
    check(np.allclose(np.diff(times), cycle / len(one), atol=1.01), f"{name}: trigger times")
    check(0 <= times[0] < cycle / len(one), f"{name}: the first trigger time")
    check(len({tuple(d.ImagePositionPatient) for d in one}) == 1, f"{name}: a slice that moves")
    check(abs(60000 / cycle - float(one[0].HeartRate)) < 1, f"{name}: heart rate")
    moved = np.std([d.pixel_array.astype(float) for d in one], axis=0)
    check(moved.max() > 0, f"{name}: nothing moves")


def check_series(folder, truth, frame_of_reference):
    data = [pydicom.dcmread(f) for f in sorted(folder.glob("*.dcm"))]
    name, first = folder.name, data[0]
    for d in data:
        check_instance(d, name, truth, frame_of_reference)
        check(d.SeriesInstanceUID == first.SeriesInstanceUID, f"{name}: two series in one folder")
    check([int(d.InstanceNumber) for d in data] == list(range(1, len(data) + 1)), f"{name}: instance numbers")
    places = collections.defaultdict(list)
    for d in data:
        places[tuple(float(x) for x in d.ImageOrientationPatient), round(float(d.SliceLocation), 3)].append(d)
    if first.get("ScanOptions") == "CG":
        for one in places.values():
            check_beat(name, one, 60000 / float(truth["heart_rate_bpm"]))
    if "SpacingBetweenSlices" not in first or len(places) < 2:
        return
    axes = np.array(first.ImageOrientationPatient, float).reshape(2, 3)
    normal = np.cross(axes[0], axes[1])
    middle = np.array([one[0].ImagePositionPatient for _, one in sorted(places.items(), key=lambda p: p[0][1])], float)
    steps = np.diff(middle, axis=0)
    along = steps @ normal
    check(np.allclose(np.abs(along), float(first.SpacingBetweenSlices), atol=1e-6), f"{name}: spacing")
    check(np.allclose(steps, along[:, None] * normal, atol=1e-6), f"{name}: slices shift sideways")


def check_truth(truth):
    """Cells that follow from other cells."""
    number = {k: float(v) for k, v in truth.items() if v.replace(".", "", 1).replace("-", "", 1).replace("e", "", 1).isdigit()}
    ef = 100 * (number["edv_ml"] - number["esv_ml"]) / number["edv_ml"]
    check(abs(ef - number["lvef_percent"]) < 1e-9, "truth.csv: LVEF isn't that of its volumes")
    surface = math.sqrt(number["height_cm"] * number["weight_kg"] / 3600)
    check(abs(surface - number["body_surface_m2"]) < 1e-9, "truth.csv: body surface")
    walls = [float(truth[f"wall_mm_{s}"]) for s in range(1, 18)]
    check(abs(max(walls) - number["thickest_wall_mm"]) < 1e-9, "truth.csv: thickest wall")
    # Limits of normal as the reference values say them, for labels that are one number (mean + 2 SD).
    decades = (number["age_years"] - 50) / 10
    female = truth["sex"] == "F"
    limits = {
        "Left.Ventricular.Dilation": (number["edv_ml"] / surface, 99 - 2.5 * decades if female else 113 - 3 * decades),
        "Right.Ventricular.Dilation": (number["rv_edv_ml"] / surface, 105 - 3 * decades if female else 125 - 3.5 * decades),
        "Left.Atrial.Dilation": (number["la_max_ml"] / surface, 56 if female else 55),
        "Left.Ventricular.Hypertrophy": (max(walls), 11 if female else 12),
        "Right.Ventricular.Hypertrophy": (number["rv_wall_mm"], 5),
    }
    for label, (value, limit) in limits.items():
        check((value >= limit) == (truth[label] == "1"), f"truth.csv: {label} at {value:.2f}, limit {limit:.2f}")
    labels = [k for k in truth if k + ".severity" in truth]
    check(truth["PureNormal"] == "0" or all(truth[k] == "0" for k in labels), "truth.csv: normal, and yet labelled")
    for k in labels:
        check((truth[k + ".severity"] != "") == (truth[k] == "1"), f"truth.csv: severity of {k}")


with open(root / "truth.csv", newline="") as table:
    studies = list(csv.DictReader(table))
with open(root / "reports.csv", newline="") as table:
    reports = {r["study_uid"]: r for r in csv.DictReader(table)}
first_of, split_of = {}, {}
for truth in studies:
    folders = sorted(f for f in (root / truth["folder"]).iterdir())
    reference = pydicom.dcmread(next(iter(sorted(folders[0].glob("*.dcm"))))).FrameOfReferenceUID
    for folder in folders:
        check_series(folder, truth, reference)
    check_truth(truth)
    report = reports[truth["study_uid"]]
    check(report["text"] == (root / "reports" / (truth["folder"] + ".txt")).read_text(), "reports.csv: another text")
    check(report["accession_number"] == truth["accession_number"], "reports.csv: another accession number")
    check(truth["repeat_of"] == first_of.get(truth["patient_id"], ""), "truth.csv: repeat_of")
    first_of.setdefault(truth["patient_id"], truth["study_uid"])
    check(split_of.setdefault(truth["patient_id"], truth["split"]) == truth["split"], "truth.csv: a patient in two splits")
print("\n".join(sorted(set(faults))))
print(f"{len(studies)} studies, {len(instances)} instances, {len(faults)} faults; pydicom {pydicom.__version__}")
sys.exit(1 if faults or not instances else 0)
