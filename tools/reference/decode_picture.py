"""Decodes pictures with Pillow: all frames of all of them, RGB, one after the other.

    decode_picture.py <picture>... <out>

Prints for each: format, columns, rows, frames, and the duration of each frame where there is one.
"""

import sys

from PIL import Image, ImageSequence


def main():
    with open(sys.argv[-1], "wb") as out:
        for path in sys.argv[1:-1]:
            with Image.open(path) as picture:
                times = []
                for frame in ImageSequence.Iterator(picture):
                    out.write(frame.convert("RGB").tobytes())
                    times.append(frame.info.get("duration"))
                known = [f"{t:g}" for t in times if t is not None]
                print(picture.format, *picture.size, len(times), *known)


if __name__ == "__main__":
    main()
