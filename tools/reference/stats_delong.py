#!/usr/bin/env python3
"""DeLong's method written down as in the paper of 1988: tests/data/stats/delong.json.

Every pair of a positive and a negative row is compared (O(n^2)), components are the rows' means, and
their covariance is numpy's. No Python package has it; the released tables of the paper, which R's
pROC made, are the second reference (released_tables_test.cpp).
"""
import numpy as np
from scipy import special, stats
from stats_common import write

SEED = 20260602
rng = np.random.default_rng(SEED)


def components(y, x, auto=False):
    cases, controls = x[y == 1], x[y == 0]
    flipped = bool(auto and np.median(controls) > np.median(cases))
    if flipped:
        cases, controls = -cases, -controls
    kernel = np.where(cases[:, None] > controls, 1.0, np.where(cases[:, None] == controls, 0.5, 0.0))
    return kernel.mean(), kernel.mean(1), kernel.mean(0), flipped


def covariance(y, models, auto):
    parts = [components(y, x, auto) for x in models]
    v10, v01 = np.array([p[1] for p in parts]), np.array([p[2] for p in parts])
    s = np.atleast_2d(np.cov(v10)) / v10.shape[1] + np.atleast_2d(np.cov(v01)) / v01.shape[1]
    return np.array([p[0] for p in parts]), s, [p[3] for p in parts]


def single(y, x, auto):
    a, v10, v01, flipped = components(y, x, auto)
    out = {"labels": y, "scores": x, "auto": auto, "auc": a, "flipped": flipped, "variance": None, "intervals": []}
    if min(len(v10), len(v01)) < 2:
        return out
    out["variance"] = variance = np.var(v10, ddof=1) / len(v10) + np.var(v01, ddof=1) / len(v01)
    for level in [0.95, 0.8]:
        sd = np.sqrt(variance)
        plain = np.clip(stats.norm.interval(level, a, sd) if sd > 0 else (a, a), 0, 1)
        row = {"level": level, "plain": plain, "logit": None}
        if 0 < a < 1:
            slope = 1 / (a * (1 - a))
            row["logit"] = special.expit(special.logit(a) + np.array([-1, 1]) * stats.norm.ppf((1 + level) / 2) * slope * sd)
        out["intervals"].append(row)
    return out


def paired(y, first, second, auto, level):
    auc, s, _ = covariance(y, [first, second], auto)
    contrast = np.array([1, -1])
    sd = np.sqrt(contrast @ s @ contrast)
    z = (auc[0] - auc[1]) / sd
    return {"labels": y, "first": first, "second": second, "auto": auto, "level": level, "difference": auc[0] - auc[1],
            "statistic": z, "p": 2 * stats.norm.sf(abs(z)), "interval": stats.norm.interval(level, auc[0] - auc[1], sd)}


def unpaired(y1, first, y2, second, auto, level):
    a1, v1, _ = covariance(y1, [first], auto)
    a2, v2, _ = covariance(y2, [second], auto)
    v1, v2, d = v1[0, 0], v2[0, 0], a1[0] - a2[0]
    t, df = d / np.sqrt(v1 + v2), (v1 + v2) ** 2 / (v1**2 / (len(y1) - 1) + v2**2 / (len(y2) - 1))
    return {"first_labels": y1, "first": first, "second_labels": y2, "second": second, "auto": auto, "level": level,
            "difference": d, "statistic": t, "df": df, "p": 2 * stats.t.sf(abs(t), df),
            "interval": stats.t.interval(level, df, d, np.sqrt(v1 + v2))}


def labels(n, prevalence):
    y = (rng.random(n) < prevalence).astype(int)
    y[:4] = [0, 1, 0, 1]
    return y


def model(y, shift, digits=None):
    x = rng.normal(size=len(y)) + shift * y
    return np.round(x, 5 if digits is None else digits)


cases = {"single": [], "paired": [], "unpaired": [], "covariance": []}
shapes = [(60, 0.4, 1.0, None), (80, 0.1, 1.5, None), (70, 0.5, 0.7, 1), (60, 0.3, 0.8, 0), (50, 0.4, -0.9, None), (50, 0.4, -0.9, 1), (40, 0.3, 6.0, 1)]
for n, prevalence, shift, digits in shapes:
    y = labels(n, prevalence)
    x, other = model(y, shift, digits), model(y, 0.4, digits)
    y2 = labels(n + 13, prevalence)
    x2 = model(y2, 0.2, digits)
    for auto in [False, True]:
        cases["single"].append(single(y, x, auto))
        cases["paired"].append(paired(y, x, np.round(other + 0.5 * x, 6), auto, 0.95 if auto else 0.9))
        cases["unpaired"].append(unpaired(y, x, y2, x2, auto, 0.95 if auto else 0.9))
    models = [x, other, -x, np.round(x + other, 6), np.zeros(n)]
    auc, s, flipped = covariance(y, models, False)
    cases["covariance"].append({"labels": y, "models": models, "auto": False, "auc": auc, "covariance": s, "flipped": flipped})
    auc, s, flipped = covariance(y, models, True)
    cases["covariance"].append({"labels": y, "models": models, "auto": True, "auc": auc, "covariance": s, "flipped": flipped})
edges = [([0, 1], [0.1, 0.7]), ([1, 0], [0.1, 0.7]), ([0, 1, 0], [0.5, 0.2, 0.1]), ([0, 1, 1, 0, 1], [0.25] * 5),
         ([0, 0, 1, 1], [0, 0, 1, 1]), ([1, 1, 0, 0], [0, 0, 1, 1]), ([0, 1, 0, 1], [0, 0, 1, 1]), ([0, 1, 0, 1], [1, 2, 3, 4])]
for y, x in edges:
    for auto in [False, True]:
        cases["single"].append(single(np.array(y), np.array(x, float), auto))
write("delong", cases, SEED, ["numpy", "scipy"])
