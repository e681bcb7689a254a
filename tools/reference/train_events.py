#!/usr/bin/env python3
"""Reads a TensorBoard event file without TensorBoard, checking every CRC, and prints one line an event:
"version TEXT", "start STEP" or "STEP TAG VALUE".   usage: train_events.py FILE

Independent of the program: CRC-32C bit by bit, and a protocol-buffer reader of a dozen lines."""
import struct
import sys


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def fields(data):
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            value |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if data[at - 1] < 0x80:
                return value

    while at < len(data):
        tag = varint()
        kind = tag & 7
        size = {1: 8, 5: 4}.get(kind) or (varint() if kind == 2 else 0)
        value = varint() if kind == 0 else data[at : at + size]
        at += size
        yield tag >> 3, value


def main():
    assert crc32c(b"123456789") == 0xE3069283  # RFC 3720's check value
    data = open(sys.argv[1], "rb").read()
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from("<Q", data, at)
        assert struct.unpack_from("<I", data, at + 8)[0] == masked(data[at : at + 8]), "CRC of a length"
        event = data[at + 12 : at + 12 + size]
        assert len(event) == size, "cut off"
        assert struct.unpack_from("<I", data, at + 12 + size)[0] == masked(event), "CRC of an event"
        at += size + 16
        content = dict(fields(event))
        step = content.get(2, 0)
        assert struct.unpack("<d", content[1])[0] > 1.6e9, "wall time"
        if 3 in content:
            print("version", content[3].decode())
        if 7 in content:
            assert dict(fields(content[7])) == {1: 1}
            print("start", step)
        for number, value in fields(content.get(5, b"")):
            assert number == 1
            value = dict(fields(value))
            print(step, value[1].decode(), struct.unpack("<f", value[2])[0])


if __name__ == "__main__":
    main()
