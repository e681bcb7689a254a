#!/usr/bin/env python3
"""Study and embedding files as h5py sees, rewrites and spoils them.

  dump FILE             every attribute and array of a chordae file, one a line, for comparison
  rewrite FILE FOLDER   the same contents in other layouts: all must still be readable
  spoil FILE FOLDER     damaged or hostile versions, each named after the error that is due

Independent of chordae's own HDF5 layer: h5py with its own build of the HDF5 library.
"""
import hashlib
import shutil
import struct
import sys
import zlib
from pathlib import Path

import h5py
import numpy as np


def words(value):
    """A value as text: doubles by their bits, text by its UTF-8 bytes."""
    if isinstance(value, np.ndarray):
        return "[" + " ".join(words(v) for v in value) + "]"
    if isinstance(value, (bytes, np.bytes_)):
        return bytes(value).hex() or "-"
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, np.integer):
        return str(int(value))
    return struct.pack(">d", float(value)).hex()


def dump(path):
    with h5py.File(path) as f:
        def show(name, node):
            for key in sorted(node.attrs):
                if key != "writer_version":
                    print(name, key, words(node.attrs[key]))
            if isinstance(node, h5py.Dataset):
                a = node[()]
                if a.dtype.kind == "S":
                    print(name, words(a))
                else:
                    print(name, a.dtype.name, *a.shape, hashlib.sha256(a.tobytes()).hexdigest())
        show("/", f)
        f.visititems(show)


LAYOUTS = {
    "contiguous": dict(),
    "many-chunks": dict(chunks=2, compression="gzip", compression_opts=4),
    "chunks-plain": dict(chunks=3),
    "one-chunk-gzip": dict(chunks=0, compression="gzip"),
    "shuffle-fletcher": dict(chunks=0, compression="gzip", shuffle=True, fletcher32=True),
    "unlimited": dict(chunks=2, compression="gzip", shuffle=True, maxshape=True),
    "big-endian": dict(order=">"),
    "big-endian-one-chunk": dict(order=">", chunks=0, compression="gzip", shuffle=True),
}


def copy_attributes(source, target, text_as_str):
    for key, value in source.attrs.items():
        if text_as_str and isinstance(value, (bytes, np.bytes_)):
            value = bytes(value).decode()
        elif text_as_str and isinstance(value, np.ndarray) and value.dtype.kind == "S":
            value = np.array([v.decode() for v in value], dtype=h5py.string_dtype())
        target.attrs[key] = value


def copy_dataset(source, group, name, layout, text_as_str):
    a, options = source[()], dict(layout)
    order = options.pop("order", None)
    if a.dtype.kind == "S":
        if text_as_str:
            a = np.array([v.decode() for v in a], dtype=object)
            group.create_dataset(name, data=a, dtype=h5py.string_dtype())
        else:
            group.create_dataset(name, data=a)
        return
    if order:
        a = a.astype(a.dtype.newbyteorder(order))
    if a.size == 0:
        options = {}
    if "chunks" in options:
        limit = options["chunks"] or 10**9
        options["chunks"] = tuple(min(n, limit) for n in a.shape)
    if options.pop("maxshape", False):
        options["maxshape"] = (None,) * a.ndim
    target = group.create_dataset(name, data=a, **options)
    copy_attributes(source, target, text_as_str)


def rewrite(path, folder):
    with h5py.File(path) as f:
        for number, (label, layout) in enumerate(LAYOUTS.items()):
            text_as_str = number % 2 == 0
            libver = "v110" if number % 3 == 0 else "earliest"
            with h5py.File(folder / f"{label}.h5", "w", libver=libver) as g:
                copy_attributes(f, g, text_as_str)
                for name, node in f.items():
                    if isinstance(node, h5py.Dataset):
                        copy_dataset(node, g, name, layout, text_as_str)
                        continue
                    group = g.create_group(name)
                    copy_attributes(node, group, text_as_str)
                    for child, dataset in node.items():
                        copy_dataset(dataset, group, child, layout, text_as_str)


def replace(group, name, **options):
    """A dataset of the same attributes and other contents."""
    attributes = dict(group[name].attrs)
    del group[name]
    dataset = group.create_dataset(name, **options)
    dataset.attrs.update(attributes)
    return dataset


def spoil(path, folder):
    def variant(code, label, change):
        target = folder / f"{code}-{label}.h5"
        shutil.copyfile(path, target)
        with h5py.File(target, "r+") as f:
            change(f)

    def reference(label, offset, value):
        """A text of any length whose reference (length, heap address, index) says something else."""
        target = folder / f"format-{label}.h5"
        shutil.copyfile(path, target)
        with h5py.File(target, "r+") as f:
            text = h5py.string_dtype()
            if "view" in f:
                name, d = "view", replace(f, "view", data=np.full(f["view"].shape, "SAX", object), dtype=text)
                at = d.id.get_offset() + offset
            else:
                f.attrs["study_key"] = "found by this long text"
        data = bytearray(target.read_bytes())
        if "view" not in h5py.File(target):
            heap = data.find(b"GCOL")
            at = data.find(struct.pack("<IQ", 23, heap)) + offset
        data[at:at + len(value)] = value
        target.write_bytes(data)

    reference("text-longer-than-its-heap", 0, b"\xf0\xff\xff\xff")
    reference("text-beyond-the-file", 4, b"\0\0\0\x7f")
    reference("text-in-no-heap", 4, b"\x01")
    reference("text-of-no-number", 12, b"\xff\xff")

    with h5py.File(path) as f:
        series = next((k for k in f if k.startswith("s") and isinstance(f[k], h5py.Group)), None)
        places = ["/"] + ([f"/{series}", f"/{series}/slice_000"] if series else [])
        needed = [(p, k) for p in places for k in f[p].attrs if k not in ("writer_version", "sha256")]
    for place, key in needed:
        label = f"{place.count('/')}-{len(place)}-{key}"
        variant("format", f"without-{label}", lambda f: f[place].attrs.__delitem__(key))
        for what, value in (("complex", 1j), ("array", np.zeros((2, 2))), ("empty", h5py.Empty("f8"))):
            variant("format", f"{what}-{label}", lambda f: f[place].attrs.__setitem__(key, value))
    variant("unsupported", "newer", lambda f: f.attrs.__setitem__("version", 2))
    variant("format", "version-0", lambda f: f.attrs.__setitem__("version", 0))
    variant("format", "version-text", lambda f: f.attrs.__setitem__("version", "1"))
    variant("format", "other-format", lambda f: f.attrs.__setitem__("format", "chordae-other"))
    if series:
        spoil_slices(variant, series, f"{series}/slice_000")
    else:
        spoil_rows(variant)


def spoil_slices(variant, series, slice_):
    huge = (65535, 65535, 65535)

    def array(label, code="format", **options):
        variant(code, label, lambda f: replace(f, slice_, **options))

    array("absurd-chunked", shape=huge, dtype="u2", chunks=(1, 1024, 1024), compression="gzip")
    array("absurd-contiguous", shape=huge, dtype="u2")
    array("absurd-chunk", shape=(2, 2, 2), dtype="u2", chunks=(1000, 1000, 1000),
          maxshape=(None, None, None), compression="gzip")
    array("over-16-bit", shape=(2, 70000, 2), dtype="u1", data=np.zeros((2, 70000, 2), "u1"))
    array("two-axes", data=np.zeros((4, 4), "u2"))
    array("no-frames", shape=(0, 4, 4), dtype="u2")
    array("floats", data=np.zeros((2, 2, 2), "f4"))
    array("wide-integers", data=np.zeros((2, 2, 2), "i4"))
    array("texts", data=np.full((2, 2, 2), b"ab"))
    array("lzf", "unsupported", data=np.zeros((2, 2, 2), "u2"), compression="lzf")

    def other_size(f, frames):
        chunk = f[slice_].id.read_direct_chunk((0, 0, 0))[1]
        shape = list(f[slice_].shape)
        shape[0] = frames
        d = replace(f, slice_, shape=shape, dtype=f[slice_].dtype, chunks=tuple(shape),
                    compression="gzip", shuffle=f[slice_].dtype.itemsize > 1)
        d.id.write_direct_chunk((0, 0, 0), chunk)

    variant("format", "chunk-too-short", lambda f: other_size(f, f[slice_].shape[0] + 1))
    variant("format", "chunk-too-long", lambda f: other_size(f, 1))

    def garbage(f):
        shape = f[slice_].shape
        d = replace(f, slice_, shape=shape, dtype="u2", chunks=shape, compression="gzip")
        d.id.write_direct_chunk((0, 0, 0), b"not a zlib stream" * 40)

    variant("format", "chunk-garbage", garbage)

    def skipped_filters(f):
        """A short chunk whose filters are said to have been left out."""
        shape = f[slice_].shape
        d = replace(f, slice_, shape=shape, dtype="u2", chunks=shape, compression="gzip")
        d.id.write_direct_chunk((0, 0, 0), b"short", filter_mask=1)

    variant("format", "chunk-skipping-filters", skipped_filters)

    def second_short(f):
        d = replace(f, slice_, data=np.zeros((4, 64, 64), "u2"), chunks=(2, 64, 64), compression="gzip")
        d.id.write_direct_chunk((2, 0, 0), zlib.compress(bytes(100)))

    variant("format", "second-chunk-short", second_short)

    def relink(f, link):
        del f[slice_]
        f[slice_] = link

    variant("unsupported", "soft-link", lambda f: relink(f, h5py.SoftLink("/elsewhere")))
    variant("unsupported", "external-link", lambda f: relink(f, h5py.ExternalLink("/etc/passwd", "/")))

    def virtual(f):
        attributes = dict(f[slice_].attrs)
        del f[slice_]
        layout = h5py.VirtualLayout((2, 2, 2), "u2")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (2, 2, 2))
        f.create_virtual_dataset(slice_, layout).attrs.update(attributes)

    variant("unsupported", "virtual", virtual)
    array("external-storage", "unsupported", shape=(2, 2, 2), dtype="u2", external="/etc/passwd")

    def group_for_slice(f):
        del f[slice_]
        f.create_group(slice_)

    variant("format", "group-for-slice", group_for_slice)

    def slice_for_group(f):
        del f[series]
        f[series] = np.zeros((2, 2, 2), "u2")

    variant("format", "slice-for-group", slice_for_group)

    def set_on(place, key, value, label, code="format"):
        variant(code, label, lambda f: f[place].attrs.__setitem__(key, value))

    set_on(series, "slices", 10**15, "slices-without-end")
    set_on(series, "evidence_names", np.full(40, b"x"), "evidence-names")
    set_on(series, "view", "5CH", "unknown-view")
    set_on(series, "accepted", 2, "accepted-2")
    set_on(slice_, "trigger_time_ms", np.arange(3000.0), "too-many-times")
    set_on(slice_, "row_spacing_mm", -1.0, "negative-spacing")
    set_on(slice_, "cycle_ms", float("nan"), "nan-cycle")
    set_on(slice_, "origin_mm", np.zeros(2), "two-coordinates")
    set_on(slice_, "origin_mm", np.array([0, np.nan, 0]), "plane-nan-origin")
    set_on(slice_, "row_direction", np.zeros(3), "plane-zero-direction")
    set_on(slice_, "row_direction", np.full(3, np.nan), "plane-nan-direction")
    set_on(slice_, "row_direction", np.array([0, 0, 1.0]), "plane-parallel-directions")
    set_on(slice_, "column_direction", np.array([0, 0, -5.0]), "plane-long-direction")


def spoil_rows(variant):
    def array(name, label, code="format", **options):
        variant(code, label, lambda f: replace(f, name, **options))

    rows = 10**12
    array("embeddings", "absurd-rows", shape=(rows, 8), dtype="f4", chunks=(1024, 8))

    def wide(f):
        f.attrs["embedding_width"] = 2**40
        replace(f, "embeddings", shape=(5, 2**40), dtype="f4", chunks=(1, 1024))

    variant("format", "absurd-width", wide)
    array("embeddings", "doubles", data=np.zeros((5, 8)))
    array("embeddings", "one-axis", data=np.zeros(5, "f4"))
    array("study_key", "absurd-keys", shape=(rows,), dtype="S20", chunks=(1024,))
    array("study_key", "absurd-any-length", shape=(rows,), dtype=h5py.string_dtype(), chunks=(1024,))
    array("study_key", "number-keys", data=np.zeros(5))
    array("view", "two-views", data=np.full(2, b"SAX"))
    array("slice", "float-slices", data=np.zeros(5))
    array("frames", "short-frames", data=np.zeros(2, "i8"))

    def other_value(f):
        f["embeddings"][0, 0] = f["embeddings"][0, 0] + 1

    variant("format", "changed-embedding", other_value)
    for name in ("embeddings", "features", "study_key", "slice", "slice_position_mm"):
        variant("format", f"without-{name}", lambda f: f.__delitem__(name))


if __name__ == "__main__":
    command, file = sys.argv[1], Path(sys.argv[2])
    if command == "dump":
        dump(file)
    else:
        folder = Path(sys.argv[3])
        folder.mkdir(parents=True, exist_ok=True)
        {"rewrite": rewrite, "spoil": spoil}[command](file, folder)
