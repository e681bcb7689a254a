#!/usr/bin/env python3
"""Resamples by scikit-learn with sample_weight, intervals by scipy.stats.bootstrap:
tests/data/stats/bootstrap.json.

The counts are drawn here and given to both sides, so that numbers of single resamples compare."""
import warnings

import numpy as np
from scipy import stats
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from stats_common import write

SEED = 20261
rng = np.random.default_rng(SEED)
warnings.simplefilter("ignore")
cases = []


def draw_counts(clusters):
    """One clustered resample: a count a row."""
    names = np.unique(clusters)
    drawn = np.bincount(rng.integers(0, len(names), len(names)), minlength=len(names))
    return drawn[np.searchsorted(names, clusters)]


def defined(condition, value):
    return float(value()) if condition else None


def add_sweep(name, y, p, clusters, resamples):
    for _ in range(resamples):
        c = draw_counts(clusters)
        positives, rows = int(c @ y), int(c.sum())
        cases.append({"kind": "sweep", "name": name, "labels": y, "probabilities": p, "counts": c,
                      "auc": defined(0 < positives < rows, lambda: roc_auc_score(y, p, sample_weight=c)),
                      "average_precision": defined(positives > 0, lambda: average_precision_score(y, p, sample_weight=c)),
                      "brier": defined(rows > 0, lambda: np.average((p - y) ** 2, weights=c))})
        if 0 < positives < rows:
            assert abs(cases[-1]["brier"] - brier_score_loss(y, p, sample_weight=c)) < 1e-14


for n, digits, per_cluster, prevalence in [(150, 16, 1, 0.3), (200, 1, 3, 0.2), (120, 2, 2, 0.03)]:
    clusters = np.arange(n) // per_cluster
    y = (rng.random(n) < prevalence).astype(int)
    p = np.round(np.clip(rng.normal(0.3 + 0.2 * y, 0.2), 0, 1), digits)
    add_sweep(f"{n} rows, {digits} digits, clusters of {per_cluster}", y, p, clusters, 5)
add_sweep("one class", np.zeros(30, int), rng.random(30), np.arange(30), 1)
add_sweep("constant", (rng.random(40) < 0.4).astype(int), np.full(40, 0.4), np.arange(40), 2)
add_sweep("two rows", np.array([0, 1]), np.array([0.2, 0.7]), np.arange(2), 4)
add_sweep("perfect", np.repeat([0, 1], 20), np.repeat([0.0, 1.0], 20), np.arange(40), 2)


def add_intervals(name, samples, statistic, value_and_jackknife, level, resamples=250, paired=False):
    """`samples`: scipy's. Intervals of all three methods from one bootstrap distribution."""
    case = {"kind": "interval", "name": name, "samples": samples, "level": level, "statistic": value_and_jackknife}
    result = None
    for method in ["percentile", "basic", "BCa"]:
        if result is None:
            result = stats.bootstrap(samples, statistic, n_resamples=resamples, method=method, vectorized=False,
                                     paired=paired, confidence_level=level, rng=np.random.default_rng(SEED))
            case["replicates"] = result.bootstrap_distribution
            case["standard_error"] = result.standard_error
        else:
            result = stats.bootstrap(samples, statistic, n_resamples=0, method=method, vectorized=False, paired=paired,
                                     confidence_level=level, bootstrap_result=result)
        case[method.lower()] = result.confidence_interval
    cases.append(case)


skewed = np.round(rng.exponential(2, 25), 6)
other = np.round(rng.normal(1, 0.7, 14), 6)
y = np.array([0, 1] * 20)
p = np.round(np.clip(rng.normal(0.4 + 0.15 * y, 0.2), 0, 1), 2)
q = np.round(np.clip(rng.normal(0.4 + 0.25 * y, 0.2), 0, 1), 2)
for level in [0.95, 0.8]:
    add_intervals("mean of a skewed sample", (skewed,), np.mean, "mean", level)
    add_intervals("difference of means, two strata", (skewed, other), lambda a, b: np.mean(a) - np.mean(b),
                  "difference", level)
    add_intervals("AUC", (y, p), lambda y, p: roc_auc_score(y, p), "auc", level, paired=True)
    add_intervals("paired difference of AUC", (y, p, q), lambda y, p, q: roc_auc_score(y, p) - roc_auc_score(y, q),
                  "auc_difference", level, paired=True)
add_intervals("two values", (np.array([1.0, 4.0]),), np.mean, "mean", 0.95)
add_intervals("maximum: all replicates at or below", (np.array([1.0, 2, 3, 4, 9]),), np.max, "maximum", 0.9)
add_intervals("constant", (np.full(6, 2.5),), np.mean, "mean", 0.95)

# p-values, naively by their definitions.
for shift in [-0.4, 0.0, 0.1, 0.35, 2.0]:
    values = rng.normal(shift, 0.2, 199)
    if shift == 0.1:
        values = np.round(values, 1)
    centred = sum(1 for v in values if abs(v - shift) >= abs(shift))
    smaller = min(np.mean(values <= 0) * 199, np.mean(values >= 0) * 199)
    cases.append({"kind": "p", "name": f"shift {shift}", "value": shift, "replicates": values,
                  "centred": (1 + centred) / 200, "percentile": min(1.0, 2 * (1 + round(smaller)) / 200)})
write("bootstrap", cases, SEED, ["numpy", "scipy", "scikit-learn"])
