"""What the scripts stats_*.py share: a stamp of versions and seed, and how numbers are written."""
import importlib.metadata
import json
import math
import pathlib
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "tests" / "data" / "stats"


def plain(value):
    """numpy to plain Python; NaN and infinities as null."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write(name, cases, seed, packages):
    """tests/data/stats/NAME.json: all digits of every double."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = {"script": pathlib.Path(sys.argv[0]).name, "seed": seed,
             "versions": {p: importlib.metadata.version(p) for p in packages}}
    text = json.dumps({"made_by": stamp, "cases": plain(cases)}, allow_nan=False)
    (FOLDER / f"{name}.json").write_text(text + "\n")
    print(f"{name}: {len(text) / 1e3:.0f} kB")
