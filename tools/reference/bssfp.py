#!/usr/bin/env python3
"""Signals of steady-state sequences from a Bloch simulation; knows no signal equation.

usage: tools/reference/bssfp.py < cases.json > signals.json

cases    [{"sequence": "bssfp" | "spoiled" | "inversion", "t1_ms", "t2_ms", "flip_degrees", "tr_ms",
           "te_ms", "offset_hz", "ti_ms", "repetition_ms"}, ...]
signals  [[real, imaginary], ...] for unit magnetisation; inversion: [Mz, 0]

One interval is an affine map of (Mx, My, Mz): M -> A M + b. Its steady state solves (I - A) M = b.
Rotations are right-handed about x for a pulse; precession turns x towards y for a positive offset.
The signal is Mx + i My, turned so that an on-resonance spin is real.
"""
import json
import sys

import numpy as np


def precess_and_relax(t, case):
    """(A, b) of `t` ms of free precession."""
    e1, e2 = np.exp(-t / case["t1_ms"]), np.exp(-t / case["t2_ms"])
    angle = 2 * np.pi * case.get("offset_hz", 0) * t * 1e-3
    c, s = np.cos(angle), np.sin(angle)
    a = np.array([[e2 * c, -e2 * s, 0], [e2 * s, e2 * c, 0], [0, 0, e1]])
    return a, np.array([0, 0, 1 - e1])


def pulse(degrees):
    """About x: equilibrium goes to -y."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]]), np.zeros(3)


def then(*maps):
    """Affine maps one after another."""
    a, b = np.eye(3), np.zeros(3)
    for a2, b2 in maps:
        a, b = a2 @ a, a2 @ b + b2
    return a, b


def steady(a, b):
    return np.linalg.solve(np.eye(3) - a, b)


def apply(one_map, m):
    return one_map[0] @ m + one_map[1]


SPOIL = (np.diag([0.0, 0.0, 1.0]), np.zeros(3))


def simulate(case):
    if case["sequence"] == "inversion":
        rest = precess_and_relax(case["repetition_ms"] - case["ti_ms"], case)
        wait = precess_and_relax(case["ti_ms"], case)
        m = steady(*then(pulse(180), SPOIL, wait, rest))
        # The readout at TI is taken as not disturbing: the period is inversion to inversion.
        return [apply(then(pulse(180), SPOIL, wait), m)[2], 0.0]
    free = precess_and_relax(case["tr_ms"], case)
    echo = precess_and_relax(case["te_ms"], case)
    if case["sequence"] == "spoiled":
        m = steady(*then(pulse(case["flip_degrees"]), free, SPOIL))
        m = apply(then(pulse(case["flip_degrees"]), echo), m)
        return [float(np.hypot(m[0], m[1])) if case["te_ms"] else 0.0, 0.0]
    # Alternating pulses: two intervals are one period. Read after the positive pulse.
    plus, minus = pulse(case["flip_degrees"]), pulse(-case["flip_degrees"])
    m = steady(*then(plus, free, minus, free))
    m = apply(then(plus, echo), m)
    signal = (m[0] + 1j * m[1]) * 1j  # -y to real
    return [float(signal.real), float(signal.imag)]


if __name__ == "__main__":
    json.dump([simulate(c) for c in json.load(sys.stdin)], sys.stdout)
