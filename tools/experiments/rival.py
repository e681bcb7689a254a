#!/usr/bin/env python3
"""The segmenter beside its rival: a small multiscale vision transformer with a light dense decoder on its tokens.

rival.py ARRAYS [--minutes 8] [--validation 40] [--threads 2]

ARRAYS  training studies: `chordae synth --stream --studies 300 --seed 3 --set clips.rows=64 --set clips.columns=64
        --set clips.frames=12 --set clips.pixel_mm=2 --set clips.realism=0.7 --set clips.offset_mm=10 --out ARRAYS`

Both are plain PyTorch, see the same clips in the same order with the same loss and optimiser, and train for the same
processor time; the last ARRAYS validate. Prints parameters, clips seen, Dice of cavity and muscle, and the error of
the ejection fraction of raw sums over the stack.
"""
import argparse
import pathlib
import random
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from pytorchvideo.layers.attention import MultiScaleBlock
from torch import nn

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "reference"))
from heart_segmenter import CLASSES, Segmenter  # noqa: E402

# The phantom's labels (phantom/tissue.h) as the segmenter's classes.
TO_CLASS = np.array([0, 1, 2, 3, 4, 4, 5, 6])
CLIPS = 16


class Rival(nn.Module):
    """Patches of 2 x 4 x 4; stages of 64, 96 and 144 channels at 16, 8 and 4 tokens across, two blocks each, pooling
    attention; every stage is brought back to the finest grid, and the sum becomes pixels beside a plain convolution."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv3d(1, 64, (4, 7, 7), (2, 4, 4), (1, 3, 3))
        self.place = nn.Parameter(torch.zeros(1, 6 * 16 * 16, 64))
        self.stages = nn.ModuleList()
        width = 64
        for i, out in enumerate((64, 96, 144)):
            blocks = nn.ModuleList()
            for k in range(2):
                first = k == 0 and i > 0
                blocks.append(MultiScaleBlock(
                    dim=width, dim_out=out, num_heads=2 * (i + 1), mlp_ratio=3.0, qkv_bias=True, kernel_q=(3, 3, 3),
                    kernel_kv=(3, 3, 3), stride_q=(1, 2, 2) if first else (1, 1, 1),
                    stride_kv=(1, 4 // 2**i, 4 // 2**i), has_cls_embed=False, norm_layer=nn.LayerNorm))
                width = out
            self.stages.append(blocks)
        self.back = nn.ModuleList(nn.Linear(w, 64) for w in (64, 96, 144))
        self.near = nn.Conv2d(1, 16, 5, padding=2)
        self.mix = nn.Sequential(nn.Conv2d(24, 24, 3, padding=1), nn.SiLU(), nn.Conv2d(24, CLASSES, 1))
        self.to_pixels = nn.Linear(64, 2 * 16 * 8)

    def forward(self, clips):
        batch = clips.shape[0]
        x = self.patch(clips[:, None])
        grid = list(x.shape[2:])
        x = x.flatten(2).transpose(1, 2) + self.place
        total = 0
        for blocks, back in zip(self.stages, self.back):
            for block in blocks:
                x, grid = block(x, grid)
            coarse = back(x).transpose(1, 2).unflatten(2, list(grid)).flatten(1, 2)
            total = total + F.interpolate(coarse, (16, 16), mode="bilinear").unflatten(1, (64, 6))
        tokens = total.permute(0, 2, 3, 4, 1)  # (B, 6, 16, 16, 64)
        pixels = self.to_pixels(F.silu(tokens)).unflatten(-1, (2, 8, 16)).permute(0, 1, 4, 5, 6, 2, 3)
        pixels = F.pixel_shuffle(pixels.reshape(batch * 12, 8 * 16, 16, 16), 4)
        near = self.near(clips.reshape(-1, 1, 64, 64))
        return {"masks": self.mix(torch.cat([pixels, F.silu(near)], 1)).view(batch, 12, CLASSES, 64, 64)}


def study(folder, index):
    signal = np.load(folder / f"{index:06d}_signal.npy").astype(np.float32)
    labels = TO_CLASS[np.load(folder / f"{index:06d}_labels.npy")]
    signal -= signal.mean((1, 2, 3), keepdims=True)
    signal /= signal.std((1, 2, 3), keepdims=True) + 1e-6
    return torch.from_numpy(signal), torch.from_numpy(labels)


def loss_of(masks, labels):
    weight = torch.tensor([0.5, 1, 1, 0.8, 1, 1, 0.7])
    log_p = F.log_softmax(masks.float(), 2)
    p = log_p.exp()
    dice = 0
    for c in (1, 2):
        truth = (labels == c).float()
        overlap, both = (p[:, :, c] * truth).sum((2, 3)), (p[:, :, c] + truth).sum((2, 3))
        dice = dice + (1 - (2 * overlap + 20) / (both + 20)).mean() / 2
    return F.nll_loss(log_p.transpose(1, 2), labels, weight) + 0.5 * dice


def train(model, studies, minutes):
    torch.manual_seed(1), random.seed(1)
    optimiser = torch.optim.AdamW(model.parameters(), 0, weight_decay=0.02)
    rate = 3e-3 if isinstance(model, Segmenter) else 1e-3
    clips = [(i, s) for i, (signal, _) in enumerate(studies) for s in range(len(signal))]
    start, seen = time.process_time(), 0
    while (share := (time.process_time() - start) / (60 * minutes)) < 1:
        batch = random.sample(clips, CLIPS)
        x = torch.stack([studies[i][0][s] for i, s in batch])
        y = torch.stack([studies[i][1][s] for i, s in batch])
        turn, mirror, roll = random.randrange(4), random.random() < 0.5, random.randrange(12)
        x, y = (torch.rot90(t.roll(roll, 1), turn, (2, 3)) for t in (x, y))
        if mirror:
            x, y = x.flip(3), y.flip(3)
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, (seen + CLIPS) / 800) * 0.5 * (1 + np.cos(np.pi * share))
        with torch.autocast("cpu", torch.bfloat16):
            masks = model(x)["masks"]
        loss = loss_of(masks, y)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1)
        optimiser.step()
        seen += CLIPS
    return seen


@torch.no_grad()
def validate(model, studies):
    overlap, size, errors = np.zeros(2), np.zeros(2), []
    for signal, labels in studies:
        p = model(signal)["masks"].softmax(2)
        found = p.argmax(2)
        for i, c in enumerate((1, 2)):
            overlap[i] += 2 * ((found == c) & (labels == c)).sum().item()
            size[i] += ((found == c).sum() + (labels == c).sum()).item()
        ours, truth = p[:, :, 1].sum((0, 2, 3)), (labels == 1).sum((0, 2, 3)).float()
        errors.append(100 * ((1 - ours.min() / ours.max()) - (1 - truth.min() / truth.max())).item())
    return overlap / size, np.abs(errors).mean(), np.mean(errors)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("arrays", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=8, help="of processor time, each")
    parser.add_argument("--validation", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    count = len(list(options.arrays.glob("*_signal.npy")))
    studies = [study(options.arrays, i) for i in range(count)]
    training, validation = studies[: -options.validation], studies[-options.validation :]
    print("| network | parameters | clips seen | Dice, cavity, muscle | LVEF of raw sums: error, bias |\n| --- | --- | --- | --- | --- |", flush=True)
    for name, make in (("segmenter", lambda: Segmenter([24, 48, 80, 112])), ("multiscale transformer", Rival)):
        torch.manual_seed(2)
        model = make()
        if isinstance(model, Segmenter):
            for parameter in model.parameters():
                if parameter.dim() == 4:
                    nn.init.kaiming_normal_(parameter)
        seen = train(model, training, options.minutes)
        dice, error, bias = validate(model.eval(), validation)
        parameters = sum(p.numel() for p in model.parameters())
        print(f"| {name} | {parameters:,} | {seen} | {dice[0]:.3f}, {dice[1]:.3f} | {error:.1f}, {bias:+.1f} |", flush=True)


if __name__ == "__main__":
    main()
