"""Writes a file with the safetensors library, or reads one of ours and compares it with the same
tensors:  safetensors_exchange.py write|check FILE"""

import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file

METADATA = {"unit": "mm", "text": 'quote " line\nend é'}


def tensors():
    ramp = torch.arange(24)
    types = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16,
             "i64": torch.int64, "i32": torch.int32, "i16": torch.int16, "i8": torch.int8, "u8": torch.uint8}
    out = {name: ramp.reshape(2, 3, 4).to(t) / (8 if t.is_floating_point else 1) for name, t in types.items()}
    out = {name: t.to(types[name]) for name, t in out.items()}
    out["bool"] = ramp.remainder(3) == 0
    out["scalar"] = torch.tensor(2.5)
    out["empty"] = torch.zeros(0, 5)
    return out


def main():
    action, path = sys.argv[1:]
    if action == "write":
        save_file(tensors(), path, metadata=METADATA)
        return
    with safe_open(path, "pt") as file:
        assert file.metadata() == METADATA, file.metadata()
        wanted = tensors()
        assert sorted(file.keys()) == sorted(wanted), list(file.keys())
        for name, tensor in wanted.items():
            got = file.get_tensor(name)
            assert got.dtype == tensor.dtype and torch.equal(got, tensor), name
    print("equal")


if __name__ == "__main__":
    main()
