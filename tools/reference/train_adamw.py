#!/usr/bin/env python3
"""Ten steps of torch.optim.AdamW with what stands around it, for tests/parity/train.

usage: train_adamw.py OUT.safetensors [float32|float64]

Random weights and gradients (unit normal, growing and shrinking over the steps so that clipping sets
in and ends); two groups with their own rate and decay, clip_grad_norm_, SequentialLR of LinearLR and
CosineAnnealingLR, and swa_utils' moving average. Per step: "step.K/grad/NAME" in, "step.K/weight/NAME"
out, and norms and rates; at the end the moments and the average.
"""
import sys

import torch
from safetensors.torch import save_file
from torch.nn.utils import clip_grad_norm_
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR
from torch.optim.swa_utils import get_ema_multi_avg_fn

STEPS, WARMUP, SEED, CLIP, AVERAGE = 10, 4, 20, 30.0, 0.9
SHAPES = {"conv.weight": (8, 4, 3, 3), "conv.bias": (8,), "linear.weight": (33, 17), "scalar": ()}


def main():
    out_path, dtype = sys.argv[1], getattr(torch, sys.argv[2] if len(sys.argv) > 2 else "float32")
    generator = torch.Generator().manual_seed(SEED)

    def draw(shape):
        return torch.randn(shape, generator=generator, dtype=torch.float64).to(dtype)

    weights = {name: torch.nn.Parameter(draw(shape)) for name, shape in SHAPES.items()}
    out = {f"start/{name}": w.detach().clone() for name, w in weights.items()}
    average = {name: w.detach().clone() for name, w in weights.items()}
    plain = [w for name, w in weights.items() if not name.startswith("linear.") and not name.endswith("bias")]
    optimiser = torch.optim.AdamW(
        [{"params": plain}, {"params": [weights["conv.bias"]], "weight_decay": 0.0},
         {"params": [weights["linear.weight"]], "lr": 0.1 * 3e-2}],
        lr=3e-2, betas=(0.9, 0.98), eps=1e-6, weight_decay=0.05)
    schedule = SequentialLR(
        optimiser,
        [LinearLR(optimiser, start_factor=1 / WARMUP, total_iters=WARMUP - 1),
         CosineAnnealingLR(optimiser, T_max=STEPS - WARMUP)], milestones=[WARMUP])
    update_average = get_ema_multi_avg_fn(AVERAGE)
    norms, rates = [], []
    for step in range(STEPS):
        for name, w in weights.items():
            w.grad = draw(w.shape) * (0.2 + step % 4)
            out[f"step.{step}/grad/{name}"] = w.grad.clone()
        norms.append(clip_grad_norm_(list(weights.values()), CLIP).double())
        rates.append(optimiser.param_groups[0]["lr"])
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            update_average(list(average.values()), list(weights.values()), None)
        for name, w in weights.items():
            out[f"step.{step}/weight/{name}"] = w.detach().clone()
    for name, w in weights.items():
        out[f"moment1/{name}"] = optimiser.state[w]["exp_avg"]
        out[f"moment2/{name}"] = optimiser.state[w]["exp_avg_sq"]
        out[f"average/{name}"] = average[name]
    out["norms"] = torch.stack(norms)
    out["rates"] = torch.tensor(rates, dtype=torch.float64)
    out = {name: t.clone().contiguous() for name, t in out.items()}
    save_file(out, out_path, metadata={"torch": torch.__version__, "seed": str(SEED)})


if __name__ == "__main__":
    main()
