#!/usr/bin/env python3
"""Refuses an include that goes up or sideways between rooms, and third-party headers outside their room.

usage: tools/check_rooms.py [SOURCE_ROOT]

The table is the one in docs/architecture.md: direct includes; a room may use whatever the rooms it
names may use.
"""
import pathlib
import re
import sys

ROOMS = {
    "base": [],
    "stats": ["base"],
    "image": ["base"],
    "draw": ["image", "stats"],
    "io": ["image"],
    "weights": ["base"],
    "store": ["io"],
    "ingest": ["store"],
    "text": ["base"],
    "phantom": ["image"],
    "cohort": ["phantom", "io", "text"],
    "tensor": ["weights"],
    "nn": ["tensor"],
    "models": ["nn"],
    "data": ["tensor", "image"],
    "train": ["models", "data", "stats", "phantom"],
    "eval": ["stats", "draw"],
}
ROOMS["pipeline"] = list(ROOMS)
ROOMS["cli"] = list(ROOMS)
NO_TORCH = "base stats image draw eval io weights store ingest text phantom cohort".split()
# header pattern -> (folders that may include it, and there in .cpp files only)
THIRD_PARTY = {
    r"dcmtk/": ["io/dicom"],
    r"hdf5\.h|H5[A-Z]+public\.h": ["io/hdf5"],
    r"archive(_entry)?\.h": ["io/archive"],
    r"soci/": ["store"],
    r"libdeflate\.h": ["io/hdf5", "io/nifti"],
    r"CLI/": ["cli"],
    r"png\.h": ["draw"],
    r"re2/": ["text"],
    r"boost/math/": ["stats"],
}


def closure(room):
    seen, todo = set(), [room]
    while todo:
        for used in ROOMS[todo.pop()]:
            if used not in seen:
                seen.add(used)
                todo.append(used)
    return seen | {room}


def check(root: pathlib.Path):
    problems = []
    source = root / "src" / "chordae"
    for file in sorted([*source.rglob("*.h"), *source.rglob("*.cpp")]):
        where = file.relative_to(source)
        room = where.parts[0]
        if room not in ROOMS:
            problems.append(f"{where}: the room {room} is not in the table")
            continue
        allowed = closure(room)
        for number, line in enumerate(file.read_text().splitlines(), 1):
            match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not match:
                continue
            header = match.group(1)
            place = f"{where}:{number}"
            if header.startswith("chordae/"):
                target = header.split("/")[1]
                if target not in allowed:
                    problems.append(f"{place}: {room} may not include {header}")
            if room in NO_TORCH and re.match(r"(torch|ATen|c10)/", header):
                problems.append(f"{place}: {room} may not include Torch ({header})")
            for pattern, folders in THIRD_PARTY.items():
                if re.match(pattern, header):
                    if str(where.parent) not in folders or file.suffix != ".cpp":
                        problems.append(f"{place}: {header} belongs into .cpp files of {', '.join(folders)}")
    return problems


def main() -> int:
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    problems = check(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
