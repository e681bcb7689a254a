#!/usr/bin/env python3
"""Measures how a short-axis cine looks: real or synthetic, with the same ruler.

usage: tools/realism/measure.py FOLDER (--contours FOLDER | --labels FILE.npy) [--pixel-mm MM] [--json]

FOLDER    DICOM files of one SAX series; or a .npy file, (S, T, H, W), with --pixel-mm.
contours  Sunnybrook manner: IM-0001-NNNN-[io]contour-manual.txt, NNNN = InstanceNumber, "x y" a line.
labels    uint8 (S, T, H, W): 1 LV cavity, 2 LV myocardium, slices in the order of their first
          InstanceNumber. What the phantom's Label says.

All signals are relative to the median of LV blood. Noise in air is Rayleigh: SD = 0.655 of sigma
(Gudbjartsson and Patz, MRM 1995). Edge width: 10 to 90 % of the step from blood to septum or wall
along rays across the endocardium, median over rays.
"""
import argparse
import collections
import json
import pathlib
import re

import numpy as np
import pydicom


def shifted(a, dy, dx):
    return np.roll(np.roll(a, dy, -2), dx, -1)


def eroded(mask, times):
    for _ in range(times):
        mask = (mask & shifted(mask, 1, 0) & shifted(mask, -1, 0) & shifted(mask, 0, 1) &
                shifted(mask, 0, -1))
    return mask


def smoothed(image, sd):
    reach = np.arange(-int(4 * sd + 1), int(4 * sd + 2))
    kernel = np.exp(-0.5 * (reach / sd) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        image = sum(k * np.roll(image, r, axis) for k, r in zip(kernel, reach))
    return image


def components(mask):
    """Number of the 4-connected part that each pixel belongs to; 0 outside."""
    names = np.zeros(mask.shape, int)
    count = 0
    for start in zip(*np.nonzero(mask)):
        if names[start]:
            continue
        count += 1
        todo = [start]
        names[start] = count
        while todo:
            y, x = todo.pop()
            for y2, x2 in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if (0 <= y2 < mask.shape[0] and 0 <= x2 < mask.shape[1] and mask[y2, x2] and
                        not names[y2, x2]):
                    names[y2, x2] = count
                    todo.append((y2, x2))
    return names, count


def sampled(image, y, x):
    """Linear interpolation."""
    y = np.clip(y, 0, image.shape[0] - 1.001)
    x = np.clip(x, 0, image.shape[1] - 1.001)
    i, j = y.astype(int), x.astype(int)
    v, u = y - i, x - j
    return ((1 - v) * ((1 - u) * image[i, j] + u * image[i, j + 1]) +
            v * ((1 - u) * image[i + 1, j] + u * image[i + 1, j + 1]))


def read_series(folder):
    """(S, T, H, W) float, pixel size in mm, and the (slice, frame) of every InstanceNumber."""
    positions = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if not path.is_file():
            continue
        image = pydicom.dcmread(path)
        normal = np.cross(image.ImageOrientationPatient[:3], image.ImageOrientationPatient[3:])
        where = round(float(np.dot(normal, image.ImagePositionPatient)), 1)
        positions[where].append(image)
    stack, place = [], {}
    groups = sorted(positions.values(), key=lambda g: min(int(i.InstanceNumber) for i in g))
    for s, group in enumerate(groups):
        group.sort(key=lambda i: (float(getattr(i, "TriggerTime", 0)), int(i.InstanceNumber)))
        frames = []
        for t, image in enumerate(group):
            place[int(image.InstanceNumber)] = (s, t)
            slope = float(getattr(image, "RescaleSlope", 1))
            frames.append(image.pixel_array.astype(float) * slope +
                          float(getattr(image, "RescaleIntercept", 0)))
        stack.append(frames)
    frames = min(len(f) for f in stack)
    spacing = float(groups[0][0].PixelSpacing[0])
    return np.array([f[:frames] for f in stack]), spacing, place


def inside(points, shape):
    """Pixels within a closed polygon of (x, y)."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    out = np.zeros(shape, bool)
    for (x0, y0), (x1, y1) in zip(points, np.roll(points, -1, axis=0)):
        crosses = (y0 > y) != (y1 > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            out ^= crosses & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return out


def masks_from_contours(folder, place, shape):
    """{(slice, frame): (cavity, wall or None)}."""
    inner, outer = {}, {}
    for path in sorted(pathlib.Path(folder).rglob("*contour-manual.txt")):
        match = re.match(r"IM-0001-(\d+)-([io])contour", path.name)
        key = place.get(int(match[1])) if match else None
        if key is not None:
            (inner if match[2] == "i" else outer)[key] = inside(np.loadtxt(path), shape)
    return {k: (m, outer[k] & ~m if k in outer else None) for k, m in inner.items()}


def masks_from_labels(file):
    labels = np.load(file)
    # A reader contours two phases: the fullest and the emptiest.
    out = {}
    for s, slice_labels in enumerate(labels):
        area = (slice_labels == 1).sum((1, 2))
        for t in {int(area.argmax()), int(area.argmin())}:
            if area[t] > 80:
                out[s, t] = (slice_labels[t] == 1, slice_labels[t] == 2)
    return out


def edge_widths(image, cavity, blood):
    """10 to 90 % widths in pixels along rays from the middle of the cavity."""
    cy, cx = np.argwhere(cavity).mean(0)
    widths = []
    for angle in np.linspace(0, 2 * np.pi, 72, endpoint=False):
        r = np.arange(0, 60, 0.1)
        y, x = cy + r * np.sin(angle), cx + r * np.cos(angle)
        along = sampled(image, y, x)
        edge = np.argmin(sampled(cavity.astype(float), y, x) > 0.5)
        if edge < 50:
            continue
        near = along[max(0, edge - 60): edge + 60]
        low = near[60:].min() if len(near) > 60 else near.min()
        high = np.median(near[:30])
        if high - low < 0.35 * blood:
            continue
        level = (near - low) / (high - low)
        below = np.flatnonzero(level < 0.1)
        below = below[below > 20]
        if not len(below):
            continue
        above = np.flatnonzero(level[: below[0]] > 0.9)
        if len(above):
            widths.append(0.1 * (below[0] - above[-1]))
    return widths


def background(stack, blood):
    """Masks (H, W) of air around the body and of lung, from the darkest level over time; and the depth
    beneath the skin in pixels. Air touches the border, lung doesn't."""
    still = np.median(stack, axis=0)
    dark = eroded(smoothed(still, 1.5) < 0.18 * blood, 2)
    names, count = components(dark)
    edge = set(np.unique(np.concatenate(
        [names[0], names[-1], names[:, 0], names[:, -1]]))) - {0}
    sizes = np.bincount(names.ravel(), minlength=count + 1)
    air = np.isin(names, [n for n in edge if sizes[n] > 300])
    lung = np.isin(names, [n for n in range(1, count + 1) if n not in edge and sizes[n] > 150])
    trunk, depth = ~air, np.zeros(air.shape)
    for _ in range(40):
        depth += trunk
        trunk = eroded(trunk, 1)
    return eroded(air, 1), lung, depth


def measure(stack, spacing, masks):
    out = collections.defaultdict(list)
    bloods = np.concatenate([stack[k][eroded(c, 3)]
                             for k, (c, _) in masks.items()])
    blood = float(np.median(bloods))
    for (s, t), (cavity, wall) in masks.items():
        image = stack[s, t]
        core = eroded(cavity, 3)
        if core.sum() < 60:
            continue
        values = image[core]
        out["blood_spatial_sd_over_mean"].append(values.std() / values.mean())
        out["blood_slice_level"].append(np.median(values) / blood)
        smooth = smoothed(image, 1.0)[core]
        out["blood_spatial_sd_smoothed"].append(smooth.std() / values.mean())
        if wall is not None:
            ring = eroded(wall, 2)
            if ring.sum() > 30:
                out["myocardium"].append(np.median(image[ring]) / np.median(values))
                out["myocardium_spatial_sd"].append(image[ring].std() / np.median(values))
        out["edge_width_px"] += edge_widths(image, cavity, blood)

    for s in sorted({k[0] for k in masks}):
        here = [(k, m) for k, m in masks.items() if k[0] == s]
        # What is cavity in every frame that has a contour is blood (or papillary) all the time.
        always = np.logical_and.reduce([m[0] for _, m in here])
        always = eroded(always, 3)
        series = stack[s]
        if always.sum() > 40:
            mean = series[:, always].mean(1)
            out["blood_temporal_sd_of_mean"].append(mean.std() / mean.mean())
            out["blood_temporal_range_of_mean"].append(np.ptp(mean) / mean.mean())
            pixel = series[:, always]
            out["blood_temporal_sd_pixel"].append(np.median(pixel.std(0)) / blood)
            second = pixel - 0.5 * (np.roll(pixel, 1, 0) + np.roll(pixel, -1, 0))
            out["blood_temporal_highpass_sd"].append(np.median(second.std(0)) / np.sqrt(1.5) / blood)
        rings = [m[1] for _, m in here if m[1] is not None]
        if rings:
            ring = eroded(rings[0], 1)
            power = np.abs(np.fft.rfft(series[:, ring], axis=0)) ** 2
            share = power[1:].sum(1) / power[1:].sum()
            for harmonic in range(min(8, len(share))):
                out[f"myocardium_harmonic_{harmonic + 1}"].append(share[harmonic])
            out["myocardium_temporal_sd"].append(np.median(series[:, ring].std(0)) / blood)
        air, lung, depth = background(series, blood)
        if air.sum() > 400:
            noise = series[:, air]
            out["air"].append(np.median(noise) / blood)
            # Many scanners store black outside the trunk; a zero has no noise.
            out["air_zero_share"].append((noise == 0).mean())
            diff = np.diff(noise, axis=0)
            out["noise_air"].append(np.median(diff.std(0)) / np.sqrt(2) / 0.655 / blood)
            skin = (depth > 3) & (depth < 25 / spacing)
            if skin.sum() > 200:
                fat = np.percentile(series.mean(0)[skin], 90)
                out["fat_skin"].append(fat / blood)
                rows = np.arange(skin.shape[0])[:, None] * np.ones(skin.shape[1])
                upper = skin & (rows < skin.shape[0] / 2)
                lower = skin & ~upper
                if upper.sum() > 100 and lower.sum() > 100:
                    level = [np.percentile(series.mean(0)[m], 90) for m in (upper, lower)]
                    out["bias_skin_ratio"].append(max(level) / max(1e-9, min(level)))
        if lung.sum() > 150:
            values = series[:, lung]
            out["lung"].append(np.median(values) / blood)
            high = values - 0.5 * (np.roll(values, 1, 0) + np.roll(values, -1, 0))
            out["noise_lung"].append(np.median(high.std(0)) / np.sqrt(1.5) / 0.655 / blood)
        # Noise correlates between neighbours as far as k-space was cut: the temporal high pass at a lag.
        high = (series - 0.5 * (np.roll(series, 1, 0) + np.roll(series, -1, 0)))
        quiet = lung if lung.sum() > 150 else always
        if quiet.sum() > 100:
            for axis, name in ((1, "rows"), (2, "columns")):
                both = quiet & np.roll(quiet, 1, axis - 1)
                a, b = high[:, both], np.roll(high, 1, axis)[:, both]
                out[f"noise_neighbour_correlation_{name}"].append(
                    (a * b).mean() / np.sqrt((a * a).mean() * (b * b).mean()))
    result = {"blood_stored": blood, "stored_maximum": float(stack.max()),
              "stored_minimum": float(stack.min()), "pixel_mm": spacing,
              "shape": list(stack.shape)}
    for name, values in out.items():
        values = np.asarray(values, float)
        result[name] = {"median": float(np.median(values)), "p10": float(np.percentile(values, 10)),
                        "p90": float(np.percentile(values, 90)), "n": len(values)}
    # Share of k-space: where the spectrum of the stack falls to its floor, from its rows and columns.
    spectrum = np.abs(np.fft.fft2(stack.reshape(-1, *stack.shape[2:])[::7])) ** 2
    for axis, name in ((1, "rows"), (2, "columns")):
        line = spectrum.mean(0).mean(2 - axis)
        half = line[: len(line) // 2]
        tail = np.log10(half + 1e-12)
        drop = tail - np.median(tail[-max(4, len(tail) // 20):])
        below = np.flatnonzero(drop > 1.0)
        result[f"kspace_share_{name}"] = float((below[-1] + 1) / len(half)) if len(below) else 1.0
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--contours")
    parser.add_argument("--labels")
    parser.add_argument("--pixel-mm", type=float, default=1.4)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    if bool(args.contours) == bool(args.labels):
        parser.error("needs --contours or --labels")
    if args.folder.endswith(".npy"):
        stack, spacing, place = np.load(args.folder).astype(float), args.pixel_mm, {}
    else:
        stack, spacing, place = read_series(args.folder)
    masks = (masks_from_contours(args.contours, place, stack.shape[2:]) if args.contours
             else masks_from_labels(args.labels))
    result = measure(stack, spacing, masks)
    if args.json:
        print(json.dumps(result, indent=1))
        return
    for name, value in result.items():
        if isinstance(value, dict):
            print(f"{name:34} {value['median']:8.3f}   {value['p10']:7.3f} .. {value['p90']:7.3f}"
                  f"   n {value['n']}")
        else:
            print(f"{name:34} {value}")


if __name__ == "__main__":
    main()
