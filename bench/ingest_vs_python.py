#!/usr/bin/env python3
"""Ingest beside a plain Python loop over the same files, in turn, as a ratio.

usage: bench/ingest_vs_python.py CHORDAE STUDY.tar.gz [STUDY.tar.gz ...] [--runs N]

The Python loop does less: it reads every instance with pydicom, sorts by series number, position and
time, and writes one gzip-compressed HDF5 dataset a slice with h5py. chordae also decides views, checks,
hashes and writes the catalogue. Both start from cold processes and write to a scratch folder.
"""
import argparse
import statistics
import subprocess
import sys
import tempfile
import time

LOOP = r'''
import io, sys, tarfile
import h5py, numpy as np, pydicom
for number, path in enumerate(sys.argv[2:]):
    slices = {}
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.isfile():
                continue
            try:
                d = pydicom.dcmread(io.BytesIO(archive.extractfile(member).read()))
            except pydicom.errors.InvalidDicomError:
                continue
            key = (int(d.SeriesNumber), tuple(round(float(v), 2) for v in d.ImagePositionPatient))
            slices.setdefault(key, []).append((float(d.get("TriggerTime", 0) or 0), int(d.InstanceNumber), d.pixel_array))
    with h5py.File(f"{sys.argv[1]}/{number}.h5", "w") as out:
        for i, key in enumerate(sorted(slices)):
            frames = [pixels for _, _, pixels in sorted(slices[key], key=lambda f: f[:2])]
            if len({f.shape for f in frames}) == 1:
                out.create_dataset(f"s{key[0]:02d}/slice_{i:03d}", data=np.stack(frames), compression="gzip")
'''


def timed(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chordae")
    parser.add_argument("studies", nargs="+")
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    ours, python = [], []
    for _ in range(arguments.runs + 1):  # the first run warms the file cache and is not counted
        with tempfile.TemporaryDirectory() as scratch:
            ours.append(timed([arguments.chordae, "ingest", *arguments.studies, "--store", f"{scratch}/s", "--quiet"]))
        with tempfile.TemporaryDirectory() as scratch:
            python.append(timed([sys.executable, "-c", LOOP, scratch, *arguments.studies]))
    ours, python = ours[1:], python[1:]
    count = len(arguments.studies)
    ratios = [p / o for p, o in zip(python, ours)]
    print(f"{count} studies, {arguments.runs} runs, seconds a study (median, minimum)")
    print(f"  chordae ingest      {statistics.median(ours) / count:7.3f}  {min(ours) / count:7.3f}")
    print(f"  pydicom + h5py gzip {statistics.median(python) / count:7.3f}  {min(python) / count:7.3f}")
    print(f"  ratio Python / chordae: median {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
