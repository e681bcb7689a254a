"""The paper's validation transform by pytorchvideo's own functions, on clips given as files.

    transform_paper.py <folder>

For every `<name>.txt` in the folder ("frames rows columns short_side crop n") reads `<name>.u16`
(uint16, T x H x W) and writes `<name>.f32` (3 x n x crop x crop float32), and `<name>.frames` (the
frame numbers). The order is that of the reference system: subsample, normalise, scale the short
side, crop the centre, divide by 255. CenterCrop follows torchvision's definition, written out here
because torchvision is not installed.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import torch

# Loaded by file: the package's __init__ wants torchvision.
root = importlib.util.find_spec("pytorchvideo").submodule_search_locations[0]
spec = importlib.util.spec_from_file_location("functional", Path(root) / "transforms/functional.py")
functional = importlib.util.module_from_spec(spec)
spec.loader.exec_module(functional)


def center_crop(x, size):
    h, w = x.shape[-2:]
    if h < size or w < size:
        left, top = max(0, (size - w) // 2), max(0, (size - h) // 2)
        right, bottom = max(0, (size - w + 1) // 2), max(0, (size - h + 1) // 2)
        x = torch.nn.functional.pad(x, (left, right, top, bottom))
        h, w = x.shape[-2:]
    top, left = int(round((h - size) / 2.0)), int(round((w - size) / 2.0))
    return x[..., top:top + size, left:left + size]


def main():
    print("torch", torch.__version__)
    for header in sorted(Path(sys.argv[1]).glob("*.txt")):
        t, h, w, short_side, crop, n = map(int, header.read_text().split())
        pixels = np.fromfile(header.with_suffix(".u16"), "<u2").reshape(t, h, w)
        x = torch.from_numpy(pixels.astype(np.float32)).expand(3, t, h, w)
        x = functional.uniform_temporal_subsample(x, n)
        mean, sd = (torch.tensor([v] * 3).view(3, 1, 1, 1) for v in (0.45, 0.225))
        x = (x - mean) / sd
        x = center_crop(functional.short_side_scale(x, short_side), crop) / 255.0
        x.numpy().tofile(header.with_suffix(".f32"))
        frames = functional.uniform_temporal_subsample(torch.arange(t).view(t, 1, 1), n)
        header.with_suffix(".frames").write_text(" ".join(map(str, frames.flatten().tolist())))


if __name__ == "__main__":
    main()
