#!/usr/bin/env python3
"""The numbers that `chordae selftest` expects of its encoder, computed by pytorchvideo.

usage: tools/reference/selftest_numbers.py CHORDAE

Takes the seeded weights of mvit_tiny from the program (seed 20), an input made by the formula that
src/chordae/pipeline/selftest.cpp states, and prints the first eight numbers of the embedding for
kReference there. Stamped below each run with the versions used.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

import mvit_original  # first: it puts the torchvision stub on the path
import pytorchvideo
import safetensors.torch
import torch

root = pathlib.Path(__file__).resolve().parent.parent.parent
config = mvit_original.read_config(root / "configs" / "models" / "mvit_tiny.toml")
with tempfile.TemporaryDirectory() as scratch:
    weights = f"{scratch}/w.safetensors"
    subprocess.run([sys.argv[1], "weights", "--new", "mvit_tiny", "--seed", "20", "--out", weights],
                   check=True, stdout=subprocess.DEVNULL)
    tower = mvit_original.Tower(config)
    tower.load_state_dict(safetensors.torch.load_file(weights), strict=True)
frames, size = config["mvit"]["frames"], config["mvit"]["crop_size"]
t, h, w = np.meshgrid(np.arange(frames), np.arange(size), np.arange(size), indexing="ij")
clip = ((7 * t + 3 * h + 5 * w + t * h * w) % 97).astype(np.float32) / np.float32(97) - np.float32(0.5)
with torch.no_grad():
    _, embedding = tower.eval()(torch.from_numpy(clip).expand(1, 3, -1, -1, -1).contiguous())
print(", ".join(f"{v:.7f}" for v in embedding[0, :8].tolist()))
print(f"torch {torch.__version__}, pytorchvideo {pytorchvideo.__version__}", file=sys.stderr)
