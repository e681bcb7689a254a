"""The paper's stored frame, then its validation transform by pytorchvideo's own functions.

    transform_paper.py <folder>

For every `<name>.txt` in the folder ("frames rows columns stored_side stored_crop short_side
crop n"; stored_side 0 leaves the stored frame out) reads `<name>.u16`
(uint16, T x H x W) and writes `<name>.f32` (3 x n x crop x crop float32), and `<name>.frames` (the
frame numbers). The order is that of the reference system: scale every frame's short side by nearest
neighbour and crop its centre (the stored frame); subsample, normalise, scale the short side, crop the
centre, divide by 255. CenterCrop follows torchvision's definition, written out here because
torchvision is not installed; so does the nearest neighbour OpenCV's, with which it is compared
where OpenCV can be imported.
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


try:
    import cv2
except ImportError:
    cv2 = None


def nearest(pixels, rows, columns):
    """cv2.resize's INTER_NEAREST on the last two axes: floor(i / (result / source)), in doubles."""
    def places(result, source):
        return np.minimum(np.floor(np.arange(result) * (1 / (result / source))).astype(int),
                          source - 1)

    h, w = pixels.shape[-2:]
    scaled = pixels[:, places(rows, h)][:, :, places(columns, w)]
    if cv2 is not None:
        for mine, frame in zip(scaled, pixels):
            theirs = cv2.resize(frame, (columns, rows), interpolation=cv2.INTER_NEAREST)
            assert np.array_equal(mine, theirs), f"OpenCV differs: {h} x {w} to {rows} x {columns}"
    return scaled


def stored_frames(pixels, side, crop):
    h, w = pixels.shape[-2:]
    rows, columns = (int(side * h / w), side) if w < h else (side, int(side * w / h))
    top, left = int(round((rows - crop) / 2.)), int(round((columns - crop) / 2.))
    return nearest(pixels, rows, columns)[:, top:top + crop, left:left + crop]


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
    print("torch", torch.__version__, "opencv", cv2.__version__ if cv2 else "absent")
    for header in sorted(Path(sys.argv[1]).glob("*.txt")):
        t, h, w, side, stored_crop, short_side, crop, n = map(int, header.read_text().split())
        pixels = np.fromfile(header.with_suffix(".u16"), "<u2").reshape(t, h, w)
        if side > 0:
            pixels = stored_frames(pixels, side, stored_crop)
        x = torch.from_numpy(pixels.astype(np.float32)).expand(3, -1, -1, -1)
        x = functional.uniform_temporal_subsample(x, n)
        mean, sd = (torch.tensor([v] * 3).view(3, 1, 1, 1) for v in (0.45, 0.225))
        x = (x - mean) / sd
        x = center_crop(functional.short_side_scale(x, short_side), crop) / 255.0
        x.numpy().tofile(header.with_suffix(".f32"))
        frames = functional.uniform_temporal_subsample(torch.arange(t).view(t, 1, 1), n)
        header.with_suffix(".frames").write_text(" ".join(map(str, frames.flatten().tolist())))


if __name__ == "__main__":
    main()
