#!/usr/bin/env python3
"""`chordae embed` beside pytorchvideo's MViT-B 16x4 over as many clips, in turn, as a ratio.

usage: bench/embed_vs_pytorchvideo.py CHORDAE STORE [--runs N] [--threads N]

The Python side only runs the network, on clips that lie in memory; chordae also reads the store,
transforms and writes. Neither side's start and model loading are counted.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tools" / "reference"))
import mvit_original  # noqa: E402
import torch  # noqa: E402


def ours(arguments, precision):
    with tempfile.TemporaryDirectory() as scratch:
        result = subprocess.run(
            [arguments.chordae, "embed", "--store", arguments.store, "--model", "mvit_b_16x4", "--random-init",
             "--out", f"{scratch}/e.h5", "--precision", precision, "--threads", str(arguments.threads), "--json", "-q"],
            check=True, capture_output=True, text=True)
    document = json.loads(result.stdout)
    return document["clips_per_second"], document["clips"]


def original(tower, clips, precision):
    clip = torch.randn(1, 3, 16, 224, 224)
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
        tower(clip)
        start = time.perf_counter()
        for _ in range(clips):
            tower(clip)
        return clips / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chordae")
    parser.add_argument("store")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    root = pathlib.Path(__file__).resolve().parent.parent
    tower = mvit_original.Tower(mvit_original.read_config(root / "configs" / "models" / "mvit_b_16x4.toml")).eval()
    print(f"MViT-B 16x4, {arguments.threads} threads, {arguments.runs} runs, clips a second (median)")
    for precision in ("fp32", "bf16"):
        pairs = []
        for _ in range(arguments.runs):
            mine, clips = ours(arguments, precision)
            pairs.append((mine, original(tower, clips, precision)))
        ratios = [a / b for a, b in pairs]
        print(f"  {precision}  chordae embed {statistics.median(p[0] for p in pairs):6.2f}   pytorchvideo "
              f"{statistics.median(p[1] for p in pairs):6.2f}   ratio {statistics.median(ratios):.2f} "
              f"(from {min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
