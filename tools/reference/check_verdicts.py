#!/usr/bin/env python3
"""Compares what ingest made of a synthetic cohort with the cohort's own series.csv.

check_verdicts.py COHORT STORE: view of every series, order of slices (base first), order of frames, and
that each stored frame is the pixels of the file it should be. Needs the store's pseudonym.key. Prints a
table; exit status 1 if anything differs.
"""
import collections
import csv
import hashlib
import hmac
import pathlib
import sys

import h5py
import numpy as np
import pydicom

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def study_key(secret, uid):
    number = int.from_bytes(hmac.new(secret, b"study:" + uid.encode(), hashlib.sha256).digest(), "big") >> 156
    return "".join(CROCKFORD[(number >> (5 * k)) & 31] for k in reversed(range(20)))


def frames_of(cohort, plane):
    """The plane's pixels as the files hold them, in the order in which they were taken."""
    first, step = int(plane["first_instance"]), int(plane["instance_step"])
    files = [cohort / plane["folder"] / f"{first + t * step:04d}.dcm" for t in range(int(plane["frames"]))]
    return np.stack([pydicom.dcmread(f).pixel_array for f in files])


def main():
    cohort, store = map(pathlib.Path, sys.argv[1:3])
    secret = bytes.fromhex((store / "pseudonym.key").read_text().strip())
    studies = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(cohort / "series.csv", newline="") as table:
        for row in csv.DictReader(table):
            studies[row["study_uid"]][row["kind"] + (" " + row["view"] if row["view"] else "")].append(row)
    counts, faults = collections.Counter(), []
    for uid, series in studies.items():
        key = study_key(secret, uid)
        with h5py.File(store / "studies" / key[:2] / f"{key}.h5") as study:
            accepted = [s for s in study.values() if s.attrs["accepted"]]
            views = collections.Counter(s.attrs["view"].decode() for s in accepted)
            for name, planes in series.items():
                kind, view = planes[0]["kind"], planes[0]["view"]
                counts[name, "series"] += 1
                if kind != "cine":
                    continue
                found = [s for s in accepted if s.attrs["view"].decode() == view]
                if len(found) != 1:
                    faults.append(f"{key}: {len(found)} series taken for {view}")
                    continue
                counts[name, "view right"] += 1
                stored = [found[0][k][:] for k in sorted(found[0]) if k.startswith("slice_")]
                truth = [frames_of(cohort, p) for p in sorted(planes, key=lambda p: int(p["slice"]))]
                if len(stored) != len(truth):
                    faults.append(f"{key} {view}: {len(stored)} slices, {len(truth)} were taken")
                    continue
                places = [next((i for i, t in enumerate(truth) if np.array_equal(np.sort(s, 0), np.sort(t, 0))), -1) for s in stored]
                counts[name, "slices in order"] += places == list(range(len(truth)))
                if places != list(range(len(truth))):
                    faults.append(f"{key} {view}: slices in the order {places}")
                same = sum(i >= 0 and np.array_equal(s, truth[i]) for i, s in zip(places, stored))
                counts[name, "frames in order"] += same == len(truth)
                if same != len(truth):
                    faults.append(f"{key} {view}: {len(truth) - same} slices with frames in another order")
            for view in ("SAX", "2CH", "3CH", "4CH"):
                if views[view] > 1:
                    faults.append(f"{key}: {views[view]} series taken for {view}")
            counts["other", "series put aside"] += views["other"]
            counts["other", "series refused"] += len(study) - len(accepted)
    for (name, what), number in sorted(counts.items()):
        print(f"{name:20} {what:20} {number}")
    print(f"{len(studies)} studies, {len(faults)} faults")
    print("\n".join(sorted(set(faults))[:40]))
    sys.exit(1 if faults or not studies else 0)


if __name__ == "__main__":
    main()
