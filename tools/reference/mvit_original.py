"""pytorchvideo's MViT built from one of our TOML configurations, with the names of our state dict."""

import pathlib
import sys
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).parent / "stubs"))  # torchvision, see there

import torch
from pytorchvideo.models.vision_transformers import create_multiscale_vision_transformers


def read_config(path):
    with open(path, "rb") as file:
        return tomllib.load(file)


def _triples(blocks, flat):
    return [[b] + flat[3 * i : 3 * i + 3] for i, b in enumerate(blocks)]


class Tower(torch.nn.Module):
    """The reference system's encoder: class token after the last norm, one linear layer, L2 norm."""

    def __init__(self, config):
        super().__init__()
        m = config["mvit"]
        self.video_encoder = create_multiscale_vision_transformers(
            spatial_size=m["crop_size"],
            temporal_size=m["frames"],
            depth=m["depth"],
            input_channels=m["channels"],
            patch_embed_dim=m["embed_dim"],
            conv_patch_embed_kernel=tuple(m["patch_kernel"]),
            conv_patch_embed_stride=tuple(m["patch_stride"]),
            conv_patch_embed_padding=tuple(m["patch_padding"]),
            num_heads=m["num_heads"],
            mlp_ratio=m["mlp_ratio"],
            qkv_bias=m["qkv_bias"],
            embed_dim_mul=[list(x) for x in zip(m["dim_mul_blocks"], m["dim_mul"])],
            atten_head_mul=[list(x) for x in zip(m["head_mul_blocks"], m["head_mul"])],
            pool_q_stride_size=_triples(m["pool_q_blocks"], m["pool_q_stride"]),
            pool_kv_stride_adaptive=m["pool_kv_stride_adaptive"] or None,
            pool_kvq_kernel=m["pool_kernel"],
            head=None,
        )
        width = self.video_encoder.norm_embed.weight.numel()
        self.video_proj = torch.nn.Linear(width, config["projection_width"])

    def forward(self, clips):
        features = self.video_encoder(clips)[:, 0]
        return features, torch.nn.functional.normalize(self.video_proj(features), dim=-1)


def randomise(tower, seed):
    """Values at which every part matters: no zero bias, no norm that is the identity, attention that
    is far from uniform."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in tower.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if "norm" in name and name.endswith("weight"):
                p.copy_(1 + 0.2 * noise)
            elif name.endswith("bias"):
                p.copy_(0.1 * noise)
            elif "pos_embed" in name or "cls_token" in name:
                p.copy_(0.5 * noise)
            else:
                p.copy_(noise / p[0].numel() ** 0.5)
