#!/usr/bin/env python3
"""The heart segmenter in plain torch.nn modules, run once; writes what our tests compare with.

heart_segmenter.py OUT: OUT/weights, data, expected, gradients (.safetensors), random weights.
"""
import pathlib
import sys

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

CLASSES = 7
HIDDEN = 48


def shift_frames(x, frames):
    v = x.unflatten(0, (-1, frames))
    q = x.shape[1] // 4
    before, after, same = v[:, :, :q], v[:, :, q : 2 * q], v[:, :, 2 * q :]
    return torch.cat([torch.roll(before, 1, 1), torch.roll(after, -1, 1), same], 2).flatten(0, 1)


class Block(nn.Module):
    def __init__(self, in_width, width):
        super().__init__()
        self.conv1 = nn.Conv2d(in_width, width, 3, padding=1, bias=False)
        self.norm1 = nn.GroupNorm(8, width)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm2 = nn.GroupNorm(8, width)
        self.skip = nn.Conv2d(in_width, width, 1, bias=False) if in_width != width else None

    def forward(self, x, frames):
        y = F.silu(self.norm1(self.conv1(x)))
        y = self.norm2(self.conv2(shift_frames(y, frames)))
        return F.silu(y + (x if self.skip is None else self.skip(x)))


class Segmenter(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.stem = nn.Conv2d(4, widths[0], 3, padding=1)
        self.encoder = nn.ModuleList(
            Block(widths[max(i - 1, 0)], w) for i, w in enumerate(widths)
        )
        self.decoder = nn.ModuleList(Block(widths[i + 1] + widths[i], widths[i]) for i in range(len(widths) - 1))
        self.head = nn.Conv2d(widths[0], 4 * CLASSES, 1)
        self.frame_hidden = nn.Linear(3 * widths[-1], HIDDEN)
        self.frame_head = nn.Linear(HIDDEN, 2)
        self.clip_hidden = nn.Linear(2 * widths[-1], HIDDEN)
        self.clip_head = nn.Linear(HIDDEN, 1)

    def forward(self, clips):
        batch, frames, rows, columns = clips.shape
        x = self.stem(F.pixel_unshuffle(clips.reshape(-1, 1, rows, columns), 2))
        scales = []
        for i, block in enumerate(self.encoder):
            x = block(x if i == 0 else F.max_pool2d(x, 2), frames)
            scales.append(x)
        features = x.mean((2, 3)).view(batch, frames, -1)
        for i in reversed(range(len(self.decoder))):
            x = self.decoder[i](torch.cat([F.interpolate(x, scale_factor=2), scales[i]], 1), frames)
        masks = F.pixel_shuffle(self.head(x), 2).view(batch, frames, CLASSES, rows, columns)
        mean, reach = features.mean(1, True), features.amax(1, True) - features.amin(1, True)
        moments = torch.cat([features - mean, mean.expand_as(features), reach.expand_as(features)], 2)
        frame = self.frame_head(F.silu(self.frame_hidden(moments)))
        lvef = self.clip_head(F.silu(self.clip_hidden(torch.cat([mean, reach], 2)[:, 0])))[:, 0]
        return {"masks": masks, "presence": frame[..., 0], "emptied": frame[..., 1], "lvef": lvef}


def main():
    out = pathlib.Path(sys.argv[1])
    torch.manual_seed(3)
    model = Segmenter([16, 24, 40])
    for parameter in model.parameters():
        nn.init.normal_(parameter, 0.02, 0.15)
    clips = torch.randn(2, 5, 32, 48)
    result = model(clips)
    weight = {name: torch.randn_like(value) for name, value in result.items()}
    loss = sum((result[name] * weight[name]).mean() for name in result)
    loss.backward()
    meta = {"torch": torch.__version__, "seed": "3"}
    save_file({k: v.detach().contiguous() for k, v in model.named_parameters()}, out / "weights.safetensors", meta)
    save_file({"clips": clips, **{f"weight.{k}": v for k, v in weight.items()}}, out / "data.safetensors", meta)
    save_file({k: v.detach().contiguous() for k, v in result.items()}, out / "expected.safetensors", meta)
    save_file({k: v.grad.contiguous() for k, v in model.named_parameters()}, out / "gradients.safetensors", meta)


if __name__ == "__main__":
    main()
