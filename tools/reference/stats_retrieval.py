"""Retrieval by rankdata, scikit-learn's ranking metrics and enumeration: tests/data/stats/retrieval.json.

Expected scores over ties come from listing every order in which tied items can stand.
"""
import itertools

import numpy as np
from scipy import stats
from sklearn.metrics import label_ranking_average_precision_score, top_k_accuracy_score

import stats_common

SEED = 608
KS = [1, 2, 5, 10]
rng = np.random.default_rng(SEED)


def similarities(a, b, kind):
    if kind == "cosine":
        a, b = (m / np.sqrt((m * m).sum(1, keepdims=True)) for m in (a, b))
    return np.array([[sum(x * y for x, y in zip(p, q)) for q in b] for p in a])


def enumerate_query(row, correct):
    """(optimistic, pessimistic, list of the first correct item's places over all orders of the tied)."""
    best = row[correct].max()
    before = int((row > best).sum())
    tied = np.flatnonzero(row == best)
    wanted = [i for i, j in enumerate(tied) if correct[j]]
    places = [before + 1 + min(where) for where in itertools.combinations(range(len(tied)), len(wanted))]
    return before + 1, before + 1 + len(tied) - len(wanted), places


def scores(s, groups):
    rows = [enumerate_query(s[i], groups == groups[i]) for i in range(len(s))]
    out = {}
    for name, per_query in [("optimistic", [[r[0]] for r in rows]), ("pessimistic", [[r[1]] for r in rows]),
                            ("expected", [r[2] for r in rows])]:
        out[name] = {"recall": [np.mean([np.mean([p <= k for p in q]) for q in per_query]) for k in KS],
                     "median_rank": np.median([np.mean(q) for q in per_query]),
                     "mean_reciprocal_rank": np.mean([np.mean([1 / p for p in q]) for q in per_query])}
    return out


def case(name, a, b, kind, groups=None):
    n = len(a)
    s = similarities(a, b, kind)
    g = np.arange(n) if groups is None else groups
    result = {"name": name, "a": a, "b": b, "similarity": kind, "groups": groups,
              "forward": scores(s, g), "backward": scores(s.T, g)}
    if groups is None:
        for direction, m in (("forward", s), ("backward", s.T)):
            result[direction]["ranks"] = {
                how: [stats.rankdata(-row, method=method)[i] for i, row in enumerate(m)]
                for how, method in (("optimistic", "min"), ("pessimistic", "max"), ("expected", "average"))}
            # scikit-learn's own view of the same: its ties are the pessimist's.
            mrr = label_ranking_average_precision_score(np.eye(n), m)
            assert abs(mrr - result[direction]["pessimistic"]["mean_reciprocal_rank"]) < 1e-12
            if all((m[i] == m[i, i]).sum() == 1 for i in range(n)):
                for k, recall in zip(KS, result[direction]["expected"]["recall"]):
                    if k < n and n > 2:
                        top = top_k_accuracy_score(np.arange(n), m, k=k, labels=np.arange(n))
                        assert abs(top - recall) < 1e-12
    return result


def dyadic(x):
    return np.round(x * 64) / 64


def cases():
    truth = rng.normal(0, 1, (60, 6))
    a, b = (dyadic(truth + rng.normal(0, 0.7, truth.shape)) for _ in range(2))
    texts = rng.integers(0, 25, 60)
    coarse_a, coarse_b = (rng.integers(-1, 2, (30, 3)).astype(float) for _ in range(2))
    same = b[texts]  # reports of the same text have the same embedding
    return [case("random", a, b, "cosine"), case("random", a, b, "dot"),
            case("ties", coarse_a, coarse_b, "dot"), case("ties with groups", coarse_a, coarse_b, "dot", rng.integers(0, 12, 30)),
            case("same texts, own pair only", a, same, "cosine"),
            case("same texts all correct", a, same, "cosine", texts),
            case("constant items", a[:12], np.ones((12, 6)), "dot"),
            case("identical", a[:20], a[:20], "cosine"), case("two pairs", a[:2], b[:2], "cosine"),
            case("one pair", a[:1], b[:1], "cosine")]


def bootstrap():
    """An interval of the same kind by scipy; its random numbers differ, so ends agree to noise only."""
    ranks = rng.geometric(0.15, 400)
    low, high = stats.bootstrap((1 / ranks,), np.mean, n_resamples=20000, method="percentile",
                                random_state=1).confidence_interval
    return {"ranks": ranks, "mean_reciprocal_rank": [low, high]}


stats_common.write("retrieval", {"ks": KS, "scores": cases(), "bootstrap": bootstrap()}, SEED,
                   ["numpy", "scipy", "scikit-learn"])
