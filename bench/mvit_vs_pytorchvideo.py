"""Clips a second of our video tower beside pytorchvideo's, passes taken in turn in one run.

    python bench/mvit_vs_pytorchvideo.py build/dev/mvit_bench --model mvit_b_16x4
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "tools" / "reference"))

import mvit_original
import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--model", default="mvit_b_16x4", help="a name in configs/models")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()

    root = pathlib.Path(__file__).parent.parent
    config = mvit_original.read_config(root / "configs" / "models" / f"{args.model}.toml")
    m = config["mvit"]
    torch.set_num_threads(args.threads)
    tower = mvit_original.Tower(config).eval()
    clips = torch.randn(args.batch, m["channels"], m["frames"], m["crop_size"], m["crop_size"])
    bench = subprocess.Popen(
        [args.binary, args.model, str(args.batch), str(args.threads)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ours(word):
        bench.stdin.write(word + "\n")
        bench.stdin.flush()
        return float(bench.stdout.readline())

    def theirs(word):
        begin = time.perf_counter()
        if word == "backward":
            tower.zero_grad()
            tower(clips)[1].sum().backward()
        else:
            with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=word == "bfloat16"):
                tower(clips)
        return time.perf_counter() - begin

    rows = [("float32", "float32"), ("whole", "float32"), ("bfloat16", "bfloat16"), ("backward", "backward")]
    seconds = {row: ([], []) for row in rows}
    for round_number in range(args.rounds + 1):
        for row in rows:
            pair = ours(row[0]), theirs(row[1])
            if round_number > 0:  # the first round warms up
                seconds[row][0].append(pair[0])
                seconds[row][1].append(pair[1])
    bench.stdin.close()
    bench.wait()

    print(f"{args.model}, batch {args.batch}, {args.threads} threads, torch {torch.__version__}, "
          f"median of {args.rounds} rounds (smallest to largest)")
    print(f"{'pass':10} {'ours clips/s':>24} {'original clips/s':>24} {'ratio':>6}")
    for row, (a, b) in seconds.items():
        cells = [f"{args.batch / statistics.median(s):.3f} ({args.batch / max(s):.3f}-{args.batch / min(s):.3f})"
                 for s in (a, b)]
        print(f"{row[0]:10} {cells[0]:>24} {cells[1]:>24} {statistics.median(b) / statistics.median(a):6.2f}")


if __name__ == "__main__":
    main()
