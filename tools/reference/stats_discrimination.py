#!/usr/bin/env python3
"""Curves, areas, counts and averages by scikit-learn: tests/data/stats/discrimination.json.

What scikit-learn lacks is worked out the slow way: the collapsed curve in exact fractions, operating
points by trying every threshold, partial areas segment by segment, ties of
top-k by going through every order of them.
"""
import itertools
import warnings
from fractions import Fraction

import numpy as np
from scipy import stats as scipy_stats
from sklearn import metrics as m
from stats_common import write

SEED = 20260601
rng = np.random.default_rng(SEED)
warnings.simplefilter("ignore")


def sample(n, shift=1.0, digits=None, prevalence=0.4):
    y = (rng.random(n) < prevalence).astype(int)
    y[:2] = [0, 1]
    x = rng.normal(size=n) + shift * y
    return y, np.round(x, 5 if digits is None else digits)


def datasets():
    yield "continuous", *sample(45), None
    yield "ties", *sample(60, digits=1), None
    yield "heavy ties", *sample(50, digits=0), None
    yield "worse than chance", *sample(40, shift=-0.8), None
    y, x = sample(45, digits=1)
    yield "weights", y, x, rng.uniform(0, 3, 45).round(3)
    w = rng.integers(0, 3, 45).astype(float)
    yield "zero weights", y, x, w
    yield "n = 2", np.array([0, 1]), np.array([0.1, 0.7]), None
    yield "n = 2, reversed", np.array([1, 0]), np.array([0.1, 0.7]), None
    yield "constant", np.array([0, 1, 1, 0, 1]), np.full(5, 0.25), None
    yield "perfect separation", np.array([0, 0, 0, 1, 1]), np.array([-3.0, -2, -1, 1, 2]), None
    yield "signed zeros", np.array([0, 1, 1, 0]), np.array([0.0, -0.0, 1, -1]), None
    yield "negatives only", np.zeros(4, int), np.array([0.1, 0.4, 0.2, 0.4]), None
    yield "positives only", np.ones(4, int), np.array([0.1, 0.4, 0.2, 0.4]), None
    yield "positives of weight zero", np.array([0, 1, 0, 1]), np.array([0.1, 0.4, 0.2, 0.4]), np.array([1.0, 0, 2, 0])


def weighted_curve(y, x, w):
    """(threshold, TP, FP) for every distinct score of some weight, by counting anew each time."""
    rows = []
    for t in sorted({v for v, u in zip(x, w) if u > 0}, reverse=True):
        on = x >= t
        rows.append((t, w[on & (y == 1)].sum(), w[on & (y == 0)].sum()))
    return rows


def collapsed(curve, exact):
    """Indices of the points that aren't between their neighbours on one straight line."""
    number = (lambda v: Fraction(int(v))) if exact else float
    points = [(Fraction(0), Fraction(0))] + [(number(fp), number(tp)) for _, tp, fp in curve]
    kept = [0]
    for i in range(1, len(points) - 1):
        (x0, y0), (x1, y1), (x2, y2) = points[kept[-1]], points[i], points[i + 1]
        if (y1 - y0) * (x2 - x1) != (y2 - y1) * (x1 - x0):
            kept.append(i)
    return [i - 1 for i in kept[1:]] + [len(points) - 2]


def partial(curve, axis, low, high):
    """Area by trapezoids between knots, range ends interpolated (numpy), then McClish."""
    p, n = curve[-1][1], curve[-1][2]
    fpr = np.array([0] + [c[2] for c in curve]) / n
    tpr = np.array([0] + [c[1] for c in curve]) / p
    a, b = (1 - high, 1 - low) if axis == "specificity" else (low, high)
    xs, ys = (fpr, tpr) if axis == "specificity" else (tpr, 1 - fpr)
    total = 0.0
    for x0, y0, x1, y1 in zip(xs[:-1], ys[:-1], xs[1:], ys[1:]):
        left, right = max(a, x0), min(b, x1)
        if left < right:
            at = np.interp([left, right], [x0, x1], [y0, y1])
            total += np.trapezoid(at, [left, right])
    chance = (high - low) * (2 - low - high) / 2
    return {"axis": axis, "low": low, "high": high, "raw": total,
            "standardised": 0.5 * (1 + (total - chance) / (high - low - chance))}


def operating_points(curve):
    p, n = curve[-1][1], curve[-1][2]
    rates = [(None, 0.0, 1.0)] + [(t, tp / p, (n - fp) / n) for t, tp, fp in curve]
    key = lambda r: np.inf if r[0] is None else r[0]
    out = {"sensitivity": [], "specificity": []}
    for wish in [0, 0.33, 0.5, 0.8, 0.9, 0.95, 1]:
        out["sensitivity"].append([wish, *max((r for r in rates if r[1] >= wish), key=key)])
        out["specificity"].append([wish, *min((r for r in rates if r[2] >= wish), key=key)])
    best = max(r[1] + r[2] for r in rates)
    out["youden"] = list(max((r for r in rates if r[1] + r[2] == best), key=key))
    return out


def binary_case(name, y, x, w):
    case = {"name": name, "labels": y, "scores": x, "weights": [] if w is None else w}
    u = np.ones(len(y)) if w is None else w
    both = u[y == 1].sum() > 0 and u[y == 0].sum() > 0
    case["auc"] = m.roc_auc_score(y, x, sample_weight=w) if both else None
    case["average_precision"] = m.average_precision_score(y, x, sample_weight=w) if u[y == 1].sum() > 0 else None
    if both and w is None:
        pairs = scipy_stats.mannwhitneyu(x[y == 1], x[y == 0]).statistic
        assert abs(pairs / ((y == 1).sum() * (y == 0).sum()) - case["auc"]) < 1e-12
    if u[y == 1].sum() > 0:
        precision, recall, thresholds = m.precision_recall_curve(y, x, sample_weight=w)
        case["precision_recall"] = np.stack([thresholds, precision[:-1], recall[:-1]], 1)[::-1]
    if both:
        fpr, tpr, thresholds = m.roc_curve(y, x, sample_weight=w, drop_intermediate=False)
        case["roc"] = np.stack([thresholds[1:], fpr[1:], tpr[1:]], 1)
        curve = weighted_curve(y, x, u)
        case["collapsed"] = collapsed(curve, np.all(u == np.round(u)))
        case["partial"] = [partial(curve, axis, low, high) for axis in ["specificity", "sensitivity"]
                           for low, high in [(0, 1), (0.9, 1), (0.8, 1), (0.25, 0.75), (0, 0.3)]]
        case["max_fpr"] = [[f, m.roc_auc_score(y, x, sample_weight=w, max_fpr=f)] for f in [0.05, 0.1, 0.5, 0.99]]
        case["operating_points"] = operating_points(curve)
    case["thresholds"] = []
    for t in [-10.0, *sorted(set(x.tolist()))[::7], 0.2, 0.4001, 10.0]:
        called = (x >= t).astype(int)
        tn, fp, fn, tp = m.confusion_matrix(y, called, labels=[0, 1], sample_weight=w).ravel()
        nan = float("nan")
        se, sp = (tp / (tp + fn) if tp + fn else nan), (tn / (tn + fp) if tn + fp else nan)
        measures = {
            "sensitivity": m.recall_score(y, called, sample_weight=w, zero_division=nan),
            "specificity": m.recall_score(y, called, pos_label=0, sample_weight=w, zero_division=nan),
            "ppv": m.precision_score(y, called, sample_weight=w, zero_division=nan),
            "npv": m.precision_score(y, called, pos_label=0, sample_weight=w, zero_division=nan),
            "accuracy": m.accuracy_score(y, called, sample_weight=w),
            "balanced_accuracy": m.balanced_accuracy_score(y, called, sample_weight=w) if both else nan,
            "youden": m.balanced_accuracy_score(y, called, sample_weight=w, adjusted=True) if both else nan,
            "f1": m.f1_score(y, called, sample_weight=w, zero_division=nan),
            # scikit-learn calls 0/0 a zero
            "mcc": m.matthews_corrcoef(y, called, sample_weight=w) if min(tp + fp, tp + fn, tn + fp, tn + fn) > 0 else nan,
        }
        case["thresholds"].append({"threshold": t, "counts": [tp, fp, tn, fn], "measures": measures})
    return case


def multilabel_cases():
    y = (rng.random((60, 5)) < [0.5, 0.3, 0.2, 0.1, 0.7]).astype(int)
    x = np.round(rng.normal(size=y.shape) * 0.3 + 0.4 + 0.2 * y, 2)
    t = np.array([0.5, 0.4, 0.6, 0.55, 0.3])
    case = {"labels": y.T, "scores": x.T, "thresholds": t, "auc": {}, "average_precision": {}, "f1": {}}
    for average in ["macro", "micro", "weighted", None]:
        key = average or "each"
        case["auc"][key] = m.roc_auc_score(y, x, average=average)
        case["average_precision"][key] = m.average_precision_score(y, x, average=average)
        case["f1"][key] = m.f1_score(y, (x >= t).astype(int), average=average)
    return case


def expected_hit(scores, own, k):
    """Over every order of equal scores: the share in which the true class is among the first k."""
    ties = [c for c in range(len(scores)) if scores[c] == scores[own]]
    higher = sum(s > scores[own] for s in scores)
    orders = list(itertools.permutations(ties))
    return sum(higher + o.index(own) < k for o in orders) / len(orders)


def top_k_cases():
    classes = rng.integers(0, 6, 50)
    plain_scores = rng.normal(size=(50, 6)).round(5)
    tied = np.round(rng.normal(size=(50, 6)) * 1.5)
    out = []
    for k in range(1, 7):
        out.append({"k": k, "classes": classes, "scores": plain_scores.T,
                    "value": m.top_k_accuracy_score(classes, plain_scores, k=k, labels=range(6))})
        out.append({"k": k, "classes": classes, "scores": tied.T,
                    "value": np.mean([expected_hit(s, c, k) for s, c in zip(tied, classes)])})
    return out


cases = {"binary": [binary_case(*d) for d in datasets()], "multilabel": multilabel_cases(), "top_k": top_k_cases()}
write("discrimination", cases, SEED, ["scikit-learn", "scipy", "numpy"])
