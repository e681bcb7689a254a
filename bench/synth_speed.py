#!/usr/bin/env python3
"""How fast synthetic hearts come: training clips a second, and seconds a study written as DICOM.

usage: bench/synth_speed.py [BUILD]     the median of three runs each, all processor threads
"""
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build")
program = str(build / "chordae")


def timed(*options):
    with tempfile.TemporaryDirectory() as scratch:
        start = time.monotonic()
        subprocess.run([program, "synth", "--quiet", *options, "--out", f"{scratch}/c"], check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - start


def clips_per_second():
    command = [program, "synth", "--stream", "--bench", "--studies", "40", "--set", "clips.slices=1", "--json", "--quiet"]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["clips_per_second"]


def median(measure):
    return statistics.median(measure() for _ in range(3))


print(f"training clips of 16 x 96 x 96, one a heart      {median(clips_per_second):6.1f} a second")
clinical = ("--studies", "1", "--sax-slices", "12", "--frames", "25", "--matrix", "256", "--pixel-mm", "1.4", "--scout=false")
print(f"12 slices and 3 views, 25 frames, 256 x 256      {median(lambda: timed(*clinical)):6.2f} s a study")
demo = ("--studies", "4", "--sax-slices", "4", "--frames", "16", "--matrix", "96", "--pixel-mm", "3", "--scout=false")
print(f"4 slices and 3 views, 16 frames, 96 x 96         {median(lambda: timed(*demo)) / 4:6.2f} s a study")
