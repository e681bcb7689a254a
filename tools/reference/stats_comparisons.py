#!/usr/bin/env python3
"""Paired and rank tests, permutation, multiplicity by scipy and statsmodels; sample sizes by trying every n:
tests/data/stats/comparisons.json."""
import itertools
import math

import numpy as np
import scipy.stats as s
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW
from stats_common import write

SEED = 20261123
rng = np.random.default_rng(SEED)
cases = []


def add(function, value, **inputs):
    cases.append({"function": function, **inputs, "value": value})


every_sign = dict(n_resamples=np.inf, alternative="two-sided")


def enumerated(ranks, plus):
    """Two-sided p of the signed-rank sum over all 2^n signs, one by one."""
    sums = [sum(r for r, on in zip(ranks, signs) if on) for signs in itertools.product([0, 1], repeat=len(ranks))]
    return min(1, 2 * min(np.mean([v <= plus for v in sums]), np.mean([v >= plus for v in sums])))


# Signed rank: without ties by scipy, with ties by enumeration.
distinct = [np.array([1.5]), np.array([1., 2, 3, 4, 5]), rng.normal(0.4, 1, 12), rng.normal(0.1, 1, 50), -rng.normal(3, 1, 20), rng.normal(0, 1, 200)]
tied = [np.array([0, 0, 1, -1, 2, 2, 3, -4.]), rng.integers(-3, 5, 11).astype(float), np.array([1., 1, 1, 1]), np.array([2., -2])]
for d in distinct + tied + [rng.integers(-20, 25, 80).astype(float)]:
    for pratt in [False, True]:
        ranks = s.rankdata(np.abs(d if pratt else d[d != 0]))
        kept = d if pratt else d[d != 0]
        plus, minus, signed = ranks[kept > 0].sum(), ranks[kept < 0].sum(), ranks[kept != 0]
        sums = {"plus": plus, "minus": minus}
        for continuity in [False, True]:
            r = s.wilcoxon(d, zero_method="pratt" if pratt else "wilcox", correction=continuity, method="asymptotic")
            assert r.statistic == min(plus, minus)
            # scipy's z is that of the smaller sum.
            add("signed_rank_normal", {**sums, "z": r.zstatistic if plus <= minus else -r.zstatistic, "p": r.pvalue},
                x=d, pratt=pratt, continuity=continuity)
        if len(set(np.abs(d))) == len(d) and 0 not in d:
            add("signed_rank_exact", {**sums, "p": s.wilcoxon(d, method="exact").pvalue}, x=d, pratt=pratt)
        elif len(signed) <= 12:
            add("signed_rank_exact", {**sums, "p": enumerated(signed, plus)}, x=d, pratt=pratt)

# Mann-Whitney: without ties by scipy, with ties by enumeration of every division.
samples = [(np.array([1., 2, 3]), np.array([4., 5, 6])), (np.array([1.]), np.array([2.])), (rng.normal(0, 1, 8), rng.normal(0.5, 1, 15)),
           (rng.normal(0, 1, 50), rng.normal(0.6, 2, 45)), (np.array([1., 1, 2, 3]), np.array([2., 2, 3, 5, 1])),
           (rng.integers(0, 4, 6).astype(float), rng.integers(1, 5, 5).astype(float)), (np.array([2., 2, 2]), np.array([2., 2])),
           (rng.integers(0, 9, 70).astype(float), rng.integers(1, 9, 90).astype(float))]
for a, b in samples:
    pooled = np.concatenate([a, b])
    constant, ties = np.ptp(pooled) == 0, len(set(pooled)) < len(pooled)
    for continuity in [False, True]:
        r = s.mannwhitneyu(a, b, use_continuity=continuity, method="asymptotic")
        u = r.statistic
        add("mann_whitney_normal", {"u": None if constant else u, "probability": None if constant else u / len(a) / len(b), "p": None if constant else r.pvalue},
            x=a, y=b, continuity=continuity)
    if not ties:
        p = s.mannwhitneyu(a, b, method="exact").pvalue
    elif len(pooled) <= 12:
        ranks = s.rankdata(pooled)
        sums = np.array([sum(c) for c in itertools.combinations(ranks, len(a))])
        own = ranks[:len(a)].sum()
        p = min(1, 2 * min(np.mean(sums <= own), np.mean(sums >= own)))
    else:
        continue
    add("mann_whitney_exact", {"u": u, "probability": u / len(a) / len(b), "p": p}, x=a, y=b)

# t.
for a, b in [(rng.normal(60, 9, 30), rng.normal(61, 9, 30)), (np.array([1., 2]), np.array([1., 4])), (1e6 + rng.normal(0, 1, 20), 1e6 + rng.normal(2, 1, 20)),
             (rng.normal(0, 1, 10), rng.normal(9, 1, 10))]:
    r = s.ttest_rel(a, b)
    ci = r.confidence_interval(0.95)
    add("paired_t", {"value": np.mean(a - b), "ci_low": ci.low, "ci_high": ci.high, "statistic": r.statistic, "df": r.df, "p": r.pvalue}, x=a, y=b)
for a, b in [(rng.normal(60, 9, 30), rng.normal(61, 3, 17)), (np.array([1., 2]), np.array([1., 4, 7])), (np.array([1., 1, 1]), np.array([1., 4, 7])),
             (1e6 + rng.normal(0, 1, 20), 1e6 + rng.normal(1, 3, 25))]:
    r = s.ttest_ind(a, b, equal_var=False)
    low, high = CompareMeans(DescrStatsW(a), DescrStatsW(b)).tconfint_diff(0.05, usevar="unequal")
    add("welch_t", {"value": a.mean() - b.mean(), "ci_low": low, "ci_high": high, "statistic": r.statistic, "df": r.df, "p": r.pvalue}, x=a, y=b)

# McNemar. statsmodels corrects even where b = c, R doesn't: those rows are R's (0 and p = 1).
for b, c in [(150, 86), (1, 9), (0, 5), (5, 0), (12, 12), (1, 0), (3, 2), (700, 500), (0, 0)]:
    exact = mcnemar([[10, b], [c, 20]], exact=True)
    add("mcnemar_exact", {"statistic": exact.statistic, "p": 1.0 if b + c == 0 else exact.pvalue}, b=b, c=c)
    for continuity in [False, True]:
        value = {"statistic": None, "p": None}
        if b + c:
            r = mcnemar([[10, b], [c, 20]], exact=False, correction=continuity)
            value = {"statistic": 0.0, "p": 1.0} if b == c else {"statistic": r.statistic, "p": r.pvalue}
        add("mcnemar_chi_squared", value, b=b, c=c, continuity=continuity)

# Sign flips: every one by scipy.
for d in [np.array([1., 1, 1, 1, 1]), rng.normal(0.5, 1, 12), (rng.integers(-30, 50, 11) / 10), np.array([0., 0, 0]), np.array([0.1, 0.2, -0.3]),
          rng.normal(0.4, 1, 14)]:
    r = s.permutation_test((d, np.zeros_like(d)), lambda x, y, axis: np.mean(x - y, axis=axis), permutation_type="samples", vectorized=True, **every_sign)
    largest_tie = 1.0 if len(d) == 3 else r.pvalue  # 0.1 + 0.2 - 0.3 is zero but for rounding
    add("permutation", {"mean": d.mean(), "p": largest_tie}, x=d)

for p in [[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0],
          [0.04], [0.5, 0.01, 0.01, 0.9, 0.0, 1.0], rng.random(39) ** 3]:
    for method in ["bonferroni", "holm", "fdr_bh"]:
        add(method, {str(i): v for i, v in enumerate(multipletests(p, method=method)[1])}, x=p)

# Sample sizes: the first n of all whose interval is narrow enough.
N = np.arange(1, 100001)


def first(widths, wished, start=1):
    widths = np.where(N >= start, widths, np.inf)
    assert widths[-1] <= wished
    return int(N[np.argmax(widths <= wished)])


with np.errstate(all="ignore"):
    for level, wished in itertools.product([0.95, 0.9], [0.4, 0.1, 0.03]):
        z = s.norm.ppf((1 + level) / 2)
        for p in [0, 0.02, 0.3, 0.5, 1]:
            low, high = proportion_confint(p * N, N, 1 - level, method="wilson")
            add("size_proportion", {"n": first(high - low, wished)}, a=p, width=wished, level=level)
        t = s.t.ppf((1 + level) / 2, np.maximum(N - 1, 1))
        for sd in [0.3, 1.2]:
            add("size_mean", {"n": first(2 * t * sd / np.sqrt(N), wished, 2)}, a=sd, width=wished, level=level)
            for coverage in [0.95]:
                k = s.norm.ppf((1 + coverage) / 2)
                add("size_limit", {"n": first(2 * t * sd * np.sqrt(1 / N + k * k / 2 / (N - 1)), wished, 2)}, a=sd, width=wished, level=level)
        for r in [-0.9, 0, 0.5, 0.97]:
            half = z / np.sqrt(N - 3.0)
            low, high = [(np.exp(2 * v) - 1) / (np.exp(2 * v) + 1) for v in (np.arctanh(r) - half, np.arctanh(r) + half)]
            add("size_correlation", {"n": first(high - low, wished, 4)}, a=r, width=wished, level=level)
        for auc, ratio in itertools.product([0.6, 0.8, 0.95], [0.5, 1, 7.3]):
            n1, n0 = N, np.ceil(ratio * N)
            q1, q2 = auc / (2 - auc), 2 * auc ** 2 / (1 + auc)
            se = np.sqrt((auc * (1 - auc) + (n1 - 1) * (q1 - auc ** 2) + (n0 - 1) * (q2 - auc ** 2)) / n1 / n0)
            n = first(2 * z * se, wished)
            add("size_auc_hanley_mcneil", {"n": n, "negatives": math.ceil(ratio * n)}, a=auc, width=wished, level=level, ratio=ratio)
            A = 1.414 * s.norm.ppf(auc)
            se = np.sqrt(0.0099 * np.exp(-A ** 2 / 2) * ((5 * A ** 2 + 8) + (A ** 2 + 8) / (n0 / n1)) / n1)
            n = first(2 * z * se, wished)
            add("size_auc_obuchowski", {"n": n, "negatives": math.ceil(ratio * n)}, a=auc, width=wished, level=level, ratio=ratio)
write("comparisons", cases, SEED, ["numpy", "scipy", "statsmodels"])
