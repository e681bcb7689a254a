"""Bilinear resampling by PyTorch, of float32 pictures given as files.

    resample.py <folder>

For every `<name>.txt` ("kind rows columns row_mm column_mm out_rows out_columns mm center_row
center_column") reads `<name>.in` and writes `<name>.out`. Kinds: zeros, border: grid_sample with
that padding; antialias: interpolate(antialias=True), which the grid must fit exactly.
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F


def axis(count, center, step, source):
    """Source positions of the result's pixels, as grid_sample wants them (align_corners)."""
    position = center + (torch.arange(count, dtype=torch.float64) - (count - 1) / 2) * step
    return position * 2 / (source - 1) - 1


def main():
    print("torch", torch.__version__)
    for header in sorted(Path(sys.argv[1]).glob("*.txt")):
        kind, *numbers = header.read_text().split()
        rows, columns, row_mm, column_mm, out_rows, out_columns, mm, cr, cc = map(float, numbers)
        rows, columns, out_rows, out_columns = map(int, (rows, columns, out_rows, out_columns))
        x = torch.from_numpy(np.fromfile(header.with_suffix(".in"), np.float32)).view(1, 1, rows, columns).double()
        if kind == "antialias":
            y = F.interpolate(x, (out_rows, out_columns), mode="bilinear", align_corners=False, antialias=True)
        else:
            h = axis(out_rows, cr, mm / row_mm, rows)
            w = axis(out_columns, cc, mm / column_mm, columns)
            grid = torch.stack(torch.meshgrid(h, w, indexing="ij")[::-1], -1)[None]
            y = F.grid_sample(x, grid, mode="bilinear", padding_mode=kind, align_corners=True)
        y.float().numpy().tofile(header.with_suffix(".out"))


if __name__ == "__main__":
    main()
