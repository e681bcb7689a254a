"""Runs pytorchvideo's MViT once and writes what our tests compare with, as safetensors files:

  weights.safetensors    random weights (metadata: versions, seed, tensor order)
  data.safetensors       clips, target
  expected.safetensors   block.N (the tokens after each), features, embedding, loss
  gradients.safetensors  d loss / d parameter                              with --gradients
  exact.safetensors      the same in float64                               with --exact
  sgd.safetensors        weights after ten steps, and the losses on the way  with --steps
  adamw.safetensors
"""

import argparse
import importlib.metadata
import pathlib

import torch
from safetensors.torch import save_file

import mvit_original


def loss_of(embedding, target):
    return ((embedding - target) ** 2).mean()


def gradients_of(tower):
    out = {name: p.grad.clone(memory_format=torch.contiguous_format) for name, p in tower.named_parameters()}
    tower.zero_grad()
    return out


def run_steps(config, weights, data, kind, steps):
    tower = mvit_original.Tower(config).eval()
    tower.load_state_dict(weights)
    if kind == "sgd":
        optimiser = torch.optim.SGD(tower.parameters(), lr=0.05, momentum=0.9)
    else:
        optimiser = torch.optim.AdamW(tower.parameters(), lr=1e-3, weight_decay=0.01)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = loss_of(tower(data["clips"])[1], data["target"])
        loss.backward()
        optimiser.step()
        losses.append(loss.detach())
    return dict(tower.state_dict(), losses=torch.stack(losses))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config", required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--gradients", action="store_true")
    parser.add_argument("--tanh-gelu", action="store_true", help="a planted fault: the approximate GELU")
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--steps", type=int, default=0)
    args = parser.parse_args()

    config = mvit_original.read_config(args.config)
    tower = mvit_original.Tower(config).eval()
    mvit_original.randomise(tower, args.seed)
    if args.tanh_gelu:
        for block in tower.video_encoder.blocks:
            block.mlp.act = torch.nn.GELU(approximate="tanh")
    weights = {name: t.clone() for name, t in tower.state_dict().items()}
    stamp = {
        "torch": torch.__version__,
        "pytorchvideo": importlib.metadata.version("pytorchvideo"),
        "seed": str(args.seed),
        "order": ",".join(weights),
        "parameters": str(sum(t.numel() for t in weights.values())),
    }
    save_file(weights, args.out / "weights.safetensors", metadata=stamp)

    m = config["mvit"]
    generator = torch.Generator().manual_seed(args.seed + 1)
    clips = torch.randn(args.batch, m["channels"], m["frames"], m["crop_size"], m["crop_size"], generator=generator)
    target = torch.randn(args.batch, config["projection_width"], generator=generator)
    data = {"clips": clips, "target": torch.nn.functional.normalize(target, dim=-1)}
    save_file(data, args.out / "data.safetensors")

    expected = {}

    def keep(number):
        def hook(module, inputs, output):
            expected[f"block.{number:02d}"] = output[0].detach().clone()

        return hook

    for number, block in enumerate(tower.video_encoder.blocks):
        block.register_forward_hook(keep(number))
    with torch.set_grad_enabled(args.gradients):
        features, embedding = tower(clips)
        loss = loss_of(embedding, data["target"])
    expected.update(features=features.detach(), embedding=embedding.detach(), loss=loss.detach())
    save_file({k: v.contiguous() for k, v in expected.items()}, args.out / "expected.safetensors")
    if args.gradients:
        loss.backward()
        save_file(gradients_of(tower), args.out / "gradients.safetensors")
    if args.exact:
        tower.double()
        loss_of(tower(clips.double())[1], data["target"].double()).backward()
        save_file(gradients_of(tower), args.out / "exact.safetensors")
    if args.steps:
        for kind in ("sgd", "adamw"):
            after = run_steps(config, weights, data, kind, args.steps)
            save_file({k: v.contiguous() for k, v in after.items()}, args.out / f"{kind}.safetensors")


if __name__ == "__main__":
    main()
