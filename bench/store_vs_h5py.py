#!/usr/bin/env python3
"""Seconds and size of one study in chordae's store beside h5py with gzip level 4, in one run.

  bench/store_vs_h5py.py build/dev/tests/store_bench [PIXELS.raw]

12 slices x 20 frames x 256 x 256, 16 bit; one thread; both flush to disk. Without PIXELS (uint16,
of that shape) a stand-in for a cine is made: smooth tissue that moves, Rician noise, 12 bits.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import h5py
import numpy as np

SHAPE = (12, 20, 256, 256)
REPEATS = 5


def stand_in():
    rng = np.random.default_rng(1)
    y, x = np.mgrid[-1:1:256j, -1:1:256j]
    study = np.empty(SHAPE, np.uint16)
    for s in range(SHAPE[0]):
        for t in range(SHAPE[1]):
            r = 0.25 + 0.05 * np.cos(2 * np.pi * t / SHAPE[1]) - 0.01 * s
            d = np.hypot(x, y)
            body = 300 * (np.hypot(x, 1.3 * y) < 0.9)
            heart = 900 / (1 + np.exp((d - r) / 0.02)) + body
            noise = rng.normal(0, 25, (2, 256, 256))
            study[s, t] = np.clip(np.hypot(heart + noise[0], noise[1]), 0, 4095)
    return study


def median_seconds(body):
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        body()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def h5py_times(study, path):
    def write():
        with h5py.File(path, "w") as f:
            for s in range(SHAPE[0]):
                f.create_dataset(f"slice_{s:03d}", data=study[s], compression="gzip", compression_opts=4)
        with open(path, "rb") as f:
            os.fsync(f.fileno())

    def read():
        with h5py.File(path) as f:
            for s in range(SHAPE[0]):
                assert f[f"slice_{s:03d}"][()].shape == SHAPE[1:]

    return median_seconds(write), median_seconds(read), path.stat().st_size


def main():
    study = np.fromfile(sys.argv[2], np.uint16).reshape(SHAPE) if len(sys.argv) > 2 else stand_in()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "pixels.raw"
        study.tofile(raw)
        theirs = h5py_times(study, Path(folder) / "h5py.h5")
        output = Path(folder) / "chordae.h5"
        run = subprocess.run([sys.argv[1], raw, *map(str, SHAPE), str(REPEATS), output],
                             capture_output=True, text=True, check=True)
        ours = [float(word) for word in run.stdout.split()]
        with h5py.File(output) as f:  # and h5py agrees about the pixels
            assert all((f["s01"][f"slice_{s:03d}"][()] == study[s]).all() for s in range(SHAPE[0]))
    print(f"{'':8}{'write s':>10}{'read s':>10}{'MiB':>10}   (raw {study.nbytes / 2**20:.1f} MiB)")
    for name, row in (("h5py", theirs), ("chordae", ours)):
        print(f"{name:8}{row[0]:10.3f}{row[1]:10.3f}{row[2] / 2**20:10.2f}")
    print(f"{'ratio':8}" + "".join(f"{a / b:10.2f}" for a, b in zip(theirs, ours)))


if __name__ == "__main__":
    main()
