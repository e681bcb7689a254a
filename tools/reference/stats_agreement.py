#!/usr/bin/env python3
"""Regression errors, correlation and agreement by scikit-learn, scipy, statsmodels and pingouin, or
naively from the papers where none has it: tests/data/stats/agreement.json."""
import itertools
import math
from fractions import Fraction

import mpmath as mp
import numpy as np
import pandas as pd
import pingouin as pg
import scipy.stats as s
import sklearn.metrics as sk
import statsmodels.api as sm
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.weightstats import DescrStatsW
from stats_common import write

SEED = 20261122
rng = np.random.default_rng(SEED)
cases = []


def add(function, value, **inputs):
    cases.append({"function": function, **inputs, "value": value})


def interval(name, ci):
    return {name + "_low": ci[0], name + "_high": ci[1]}


# Pairs: ordinary, tied, tiny, shifted far from zero, constant.
n = 60
truth = rng.normal(58, 12, n).round(1)
pairs = [(truth, (0.9 * truth + rng.normal(4, 6, n)).round(1)),
         (rng.integers(0, 6, 40).astype(float), rng.integers(0, 6, 40).astype(float)),
         (1e6 + rng.normal(0, 1, 25), 1e6 + rng.normal(0.3, 1, 25)),
         (np.array([1., 2., 4., 7.]), np.array([2., 1., 5., 5.])),
         (np.array([1., 2., 4.]), np.array([3., 1., 0.])),
         (np.array([1., 2.]), np.array([3., 3.5])),
         (np.full(5, 0.1), np.array([1., 2., 3., 4., 6.])),
         (-truth, truth[::-1].copy())]

for a, b in pairs:
    for w in [None, rng.integers(0, 4, len(a)).astype(float)]:
        if w is not None and w.sum() == 0:
            continue
        kept = a if w is None else a[w > 0]
        r2 = sk.r2_score(a, b, sample_weight=w) if np.ptp(kept) > 0 else None
        add("errors", {"mae": sk.mean_absolute_error(a, b, sample_weight=w),
                       "rmse": sk.root_mean_squared_error(a, b, sample_weight=w),
                       "bias": np.average(b - a, weights=w), "r2": r2},
            x=a, y=b, weights=[] if w is None else w)
    add("mean_t", {"value": np.mean(a), **interval("ci", DescrStatsW(a).tconfint_mean(0.1))}, x=a, level=0.9)
add("mean_t", {"value": None, "ci_low": None, "ci_high": None}, x=[3.0], level=0.95)


def bonett_wright(r, n, level=0.95):
    half = s.norm.isf((1 - level) / 2) * math.sqrt((1 + r * r / 2) / (n - 3))
    return [(math.exp(2 * v) - 1) / (math.exp(2 * v) + 1) for v in (math.atanh(r) - half, math.atanh(r) + half)]


def lin(x, y, level=0.95):
    """Lin's interval by what it is: the delta method over means and (co)variances of a bivariate normal,
    derivatives numerical at 50 digits."""
    mp.mp.dps = 50
    n = len(x)
    x, y = [mp.mpf(float(v)) for v in x], [mp.mpf(float(v)) for v in y]
    mx, my = mp.fsum(x) / n, mp.fsum(y) / n
    cov = lambda p, mp_, q, mq: mp.fsum((i - mp_) * (j - mq) for i, j in zip(p, q)) / n
    sxx, syy, sxy = cov(x, mx, x, mx), cov(y, my, y, my), cov(x, mx, y, my)
    ccc = lambda mx, my, sxx, syy, sxy: 2 * sxy / (sxx + syy + (mx - my) ** 2)
    z = lambda *a: mp.atanh(ccc(*a))
    at = (mx, my, sxx, syy, sxy)
    value = ccc(*at)
    g = [mp.diff(z, at, tuple(int(i == j) for i in range(5))) for j in range(5)]
    c = mp.matrix(5, 5)
    c[0, 0], c[1, 1], c[0, 1], c[1, 0] = sxx, syy, sxy, sxy
    c[2, 2], c[3, 3], c[4, 4] = 2 * sxx ** 2, 2 * syy ** 2, sxx * syy + sxy ** 2
    c[2, 3] = c[3, 2] = 2 * sxy ** 2
    c[2, 4] = c[4, 2] = 2 * sxx * sxy
    c[3, 4] = c[4, 3] = 2 * syy * sxy
    variance = sum(g[i] * c[i, j] * g[j] for i in range(5) for j in range(5)) / (n - 2)
    half = mp.sqrt(2) * mp.erfinv(mp.mpf(level)) * mp.sqrt(variance)
    v = mp.atanh(value)
    return float(value), float(value / (sxy / mp.sqrt(sxx * syy))), [float(mp.tanh(v - half)), float(mp.tanh(v + half))]


NOTHING = {k: None for k in ["value", "ci_low", "ci_high", "statistic", "p"]}
for a, b in pairs:
    n = len(a)
    if np.ptp(a) == 0 or np.ptp(b) == 0:
        add("pearson", NOTHING, x=a, y=b), add("spearman", NOTHING, x=a, y=b)
        add("concordance", {"value": None, "bias_correction": None, "ci_low": None, "ci_high": None}, x=a, y=b)
        continue
    for name, test in [("pearson", s.pearsonr), ("spearman", s.spearmanr)]:
        if name == "spearman":
            r, p = s.spearmanr(a, b)
        else:
            r, p = s.pearsonr(a, b)
        out = {"value": r, "ci_low": None, "ci_high": None, "statistic": None, "p": None}
        exact = abs(abs(r) - 1) < 1e-12  # t and the interval are infinite or a point
        if n >= 4 and not exact:
            out.update(interval("ci", s.pearsonr(a, b).confidence_interval() if name == "pearson" else bonett_wright(r, n)))
        if n >= 3 and not exact:
            out.update(statistic=r * math.sqrt((n - 2) / (1 - r * r)), p=p)
        if not exact or n < 3:
            add(name, out, x=a, y=b)
    if n >= 3:
        value, correction, ci = lin(a, b)
        add("concordance", {"value": value, "bias_correction": correction, **interval("ci", ci)}, x=a, y=b)

# Intraclass correlation.
pg.options["round"] = None
for key in list(pg.options):
    if key.startswith("round.column"):
        pg.options[key] = None
NAMES = ["one_way_single", "agreement_single", "consistency_single", "one_way_average", "agreement_average", "consistency_average"]
tables = [np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)]
for subjects, raters, between, shift in [(20, 2, 10, 0), (30, 3, 5, 2), (12, 2, 0.1, 4), (2, 3, 5, 1), (2, 5, 3, 0), (40, 2, 12, 0.1)]:
    tables.append((rng.normal(60, between, (subjects, 1)) + rng.normal(0, 2, (subjects, raters)) + shift * np.arange(raters)).round(2))
for t in tables:
    long = pd.DataFrame([(i, j, t[i, j]) for i in range(t.shape[0]) for j in range(t.shape[1])], columns=["s", "r", "v"])
    icc = pg.intraclass_corr(long, targets="s", raters="r", ratings="v")
    column = "CI95" if "CI95" in icc else "CI95%"
    value = {}
    for name, v, ci in zip(NAMES, icc["ICC"], icc[column]):
        value[name] = v
        value.update(interval(name, ci))
    add("icc", value, ratings=t.ravel(), raters=t.shape[1])

# Bland-Altman.
for (a, b), level, coverage in itertools.product(pairs, [0.95, 0.9], [0.95, 0.8]):
    d = a - b
    n, bias, sd = len(d), d.mean(), d.std(ddof=1)
    z = s.norm.ppf((1 + coverage) / 2)
    out = {"bias": bias, "sd": sd, **interval("bias", DescrStatsW(d).tconfint_mean(1 - level)), "lower": bias - z * sd, "upper": bias + z * sd}
    half = s.t.ppf((1 + level) / 2, n - 1) * sd * math.sqrt(1 / n + z * z / 2 / (n - 1))
    add("bland_altman_approximate", {**out, **interval("lower", (bias - z * sd - half, bias - z * sd + half)), **interval("upper", (bias + z * sd - half, bias + z * sd + half))},
        x=a, y=b, level=level, coverage=coverage)
    q = s.nct.ppf([(1 - level) / 2, (1 + level) / 2], n - 1, z * math.sqrt(n)) * sd / math.sqrt(n)
    add("bland_altman_exact", {**out, **interval("lower", (bias - q[1], bias - q[0])), **interval("upper", (bias + q[0], bias + q[1]))},
        x=a, y=b, level=level, coverage=coverage)
for a, b in pairs:
    if len(a) < 3:
        continue
    if np.ptp(a) == 0:  # differences on a line
        add("proportional_bias", {k: None for k in ["slope", "slope_low", "slope_high", "intercept", "intercept_low", "intercept_high", "statistic", "p"]}, x=a, y=b)
        continue
    fit = sm.OLS(a - b, sm.add_constant((a + b) / 2)).fit()
    ci = fit.conf_int(0.05)
    add("proportional_bias", {"slope": fit.params[1], **interval("slope", ci[1]), "intercept": fit.params[0], **interval("intercept", ci[0]),
                              "statistic": fit.tvalues[1], "p": fit.pvalues[1]}, x=a, y=b)


def repeated(d, subjects, level, coverage):
    frame = pd.DataFrame({"d": d, "s": subjects}).groupby("s").d
    n, N = frame.ngroups, len(d)
    m_h = s.hmean(frame.size())
    s2_mean, s2_within = frame.mean().var(), ((d - frame.transform("mean")) ** 2).sum() / (N - n)
    total = s2_mean + (1 - 1 / m_h) * s2_within
    alpha = 1 - level
    def limit(tail):
        return math.sqrt((s2_mean * (1 - (n - 1) / s.chi2.ppf(tail, n - 1))) ** 2 + ((1 - 1 / m_h) * s2_within * (1 - (N - n) / s.chi2.ppf(tail, N - n))) ** 2)
    low, high = max(0, total - limit(1 - alpha / 2)), total + limit(alpha / 2)
    z, za, bias, sd = s.norm.ppf((1 + coverage) / 2), s.norm.ppf(1 - alpha / 2), frame.mean().mean(), math.sqrt(total)
    inner = math.sqrt(za ** 2 * s2_mean / n + z * z * (sd - math.sqrt(low)) ** 2)
    outer = math.sqrt(za ** 2 * s2_mean / n + z * z * (math.sqrt(high) - sd) ** 2)
    return {"bias": bias, "sd": sd, **interval("bias", DescrStatsW(frame.mean()).tconfint_mean(alpha)), "lower": bias - z * sd, "upper": bias + z * sd,
            **interval("lower", (bias - z * sd - outer, bias - z * sd + inner)), **interval("upper", (bias + z * sd - inner, bias + z * sd + outer))}


for subjects in [np.repeat(np.arange(15), 3), rng.integers(0, 12, 40), np.array([7, 7, 3]), np.array([1, 1, 1, 2])]:
    a = (rng.normal(60, 8, 50)[subjects] + rng.normal(0, 2, len(subjects))).round(1)
    b = (a + rng.normal(1, 2, 50)[subjects] + rng.normal(0, 1.5, len(subjects))).round(1)
    for level in [0.95, 0.8]:
        add("bland_altman_repeated", repeated(a - b, subjects, level, 0.95), x=a, y=b, subjects=subjects, level=level)
    kept = pd.DataFrame({"v": a, "s": subjects}).groupby("s").filter(lambda g: len(g) > 1)
    fit = sm.OLS(kept.v, pd.get_dummies(kept.s, dtype=float)).fit()
    df, msw = fit.df_resid, fit.mse_resid
    g = kept.groupby("s").v
    cv2 = g.var() / g.mean() ** 2
    half = s.norm.ppf(0.95) * cv2.std() / math.sqrt(len(cv2))
    sd_ci = [math.sqrt(df * msw / s.chi2.ppf(q, df)) for q in (0.95, 0.05)]
    factor = math.sqrt(2) * s.norm.ppf(0.975)
    out = {"sd": math.sqrt(msw), **interval("sd", sd_ci), "coefficient": factor * math.sqrt(msw), **interval("coefficient", [factor * v for v in sd_ci]),
           "cv": math.sqrt(cv2.mean())}
    out.update(interval("cv", (math.sqrt(max(0, cv2.mean() - half)), math.sqrt(cv2.mean() + half)) if len(cv2) > 1 else (None, None)))
    add("repeatability", out, x=a, subjects=subjects, level=0.9)

# Lines.


def total_least_squares(x, y, ratio):
    """Deming's line as the first principal axis after scaling y to x's error."""
    k = math.sqrt(ratio)
    centred = np.column_stack([x - x.mean(), (y - y.mean()) / k])
    v = np.linalg.svd(centred)[2][0]
    slope = k * v[1] / v[0]
    return slope, y.mean() - slope * x.mean()


def deming(x, y, ratio, level=0.95):
    n, full = len(x), np.array(total_least_squares(x, y, ratio))
    pseudo = np.array([n * full - (n - 1) * np.array(total_least_squares(np.delete(x, i), np.delete(y, i), ratio)) for i in range(n)])
    half = s.t.ppf((1 + level) / 2, n - 2) * pseudo.std(axis=0, ddof=1) / math.sqrt(n)
    return {"slope": full[0], **interval("slope", (full[0] - half[0], full[0] + half[0])),
            "intercept": full[1], **interval("intercept", (full[1] - half[1], full[1] + half[1]))}


def passing_bablok(x, y, level=0.95):
    """Exact fractions of the decimals; no floating point until the end. Vertical pairs: as in the paper, sign of y_i - y_j."""
    x, y = [Fraction(str(v)) for v in x], [Fraction(str(v)) for v in y]
    slopes = []
    for i, j in itertools.combinations(range(len(x)), 2):
        dx, dy = x[i] - x[j], y[i] - y[j]
        if dx == 0 and dy == 0:
            continue
        slope = (math.inf if dy > 0 else -math.inf) if dx == 0 else dy / dx
        if slope != -1:
            slopes.append(slope)
    slopes.sort()
    N, K, n = len(slopes), sum(v < -1 for v in slopes), len(x)
    at = lambda i: slopes[i + K - 1]
    slope = at((N + 1) // 2) if N % 2 else (at(N // 2) + at(N // 2 + 1)) / 2
    intercept = lambda b: float(sorted(yy - b * xx for xx, yy in zip(x, y))[n // 2]) if n % 2 else \
        float(sum(sorted(yy - b * xx for xx, yy in zip(x, y))[n // 2 - 1:n // 2 + 1]) / 2)
    C = s.norm.ppf((1 + level) / 2) * math.sqrt(n * (n - 1) * (2 * n + 5) / 18)
    first = math.floor((N - C) / 2 + 0.5)
    out = {"slope": float(slope), "intercept": intercept(slope), "slope_low": None, "slope_high": None, "intercept_low": None, "intercept_high": None}
    if first >= 1 and N - first + 1 + K <= N:
        low, high = at(first), at(N - first + 1)
        if not (math.isinf(low) or math.isinf(high)):
            out.update(slope_low=float(low), slope_high=float(high))
            out["intercept_low"], out["intercept_high"] = sorted([intercept(low), intercept(high)])
    return out


for i, (a, b) in enumerate(pairs):
    if len(a) >= 3 and np.ptp(a) > 0 and i not in (1, 7):
        for ratio in [1, 0.25, 3]:
            add("deming", deming(a, b, ratio), x=a, y=b, ratio=ratio)
    if np.ptp(a) > 0 and i not in (2, 7, 4):
        add("passing_bablok", passing_bablok(a, b), x=a, y=b)
for size in [10, 31, 45]:
    x = (rng.integers(20, 60, size) / 10).round(1)
    y = (x * 1.1 + rng.integers(-8, 9, size) / 10).round(1)
    for shift in [0, -50, -4]:  # all x positive, all negative, of both signs
        a, b = (x + shift).round(1), (y + shift).round(1)
        add("passing_bablok", passing_bablok(a, b), x=a, y=b)

# Kappa.
squares = [[[20, 5], [10, 15]], [[11, 2, 1], [3, 22, 6], [0, 5, 60]], [[0, 3], [4, 0]], [[0, 0, 0], [1, 5, 2], [0, 1, 9]],
           rng.integers(0, 30, (5, 5)).tolist(), [[1, 1], [0, 0]]]
for square, (name, wt) in itertools.product(squares, [("none", None), ("linear", "linear"), ("quadratic", "quadratic")]):
    k = cohens_kappa(np.array(square, float), wt=wt)
    one_sided = (np.sum(square, 0) > 0).sum() < 2 or (np.sum(square, 1) > 0).sum() < 2
    value = {"value": k.kappa, "se": k.std_kappa, "ci_low": max(-1, k.kappa_low), "ci_high": min(1, k.kappa_upp),
             "statistic": None if one_sided else k.z_value, "p": None if one_sided else k.pvalue_two_sided}
    y_true, y_pred = [np.repeat(ij, np.ravel(square)) for ij in np.indices(np.shape(square)).reshape(2, -1)]
    labels = list(range(len(square)))
    assert abs(sk.cohen_kappa_score(y_true, y_pred, weights=wt, labels=labels) - k.kappa) < 1e-12
    add("kappa", value, counts=np.ravel(square), classes=len(square), weights=name)
a, b = pairs[0]
edges = [40, 50, 60]
add("bands", {f"{i}{j}": v for (i, j), v in np.ndenumerate(sk.confusion_matrix(np.digitize(a, edges), np.digitize(b, edges), labels=range(4)).astype(float))},
    x=a, y=b, edges=edges)

# The two quantiles that the rest stands on. Scipy's non-central t is Boost's too: here it is integrated.


def noncentral_t_cdf(x, df, nc):
    mp.mp.dps = 30
    x, df, nc = mp.mpf(x), mp.mpf(df), mp.mpf(nc)
    centre = mp.sqrt(df)
    density = lambda u: mp.exp((df - 1) * mp.log(u) - u * u / 2 - (df / 2 - 1) * mp.log(2) - mp.loggamma(df / 2))
    step, width = nc * mp.sqrt(df) / x, mp.sqrt(df) / x  # where the normal part rises, and over what
    points = sorted({mp.mpf(0), centre + 40} | {p for k in (-12, -6, -3, 0, 3, 6, 12) for p in (centre + k, step + k * width) if 0 < p < centre + 40})
    return mp.quad(lambda u: mp.ncdf(x * u / mp.sqrt(df) - nc) * density(u), points)


for df, nc, p in itertools.product([1, 4, 30, 400], [0.5, 6, 40], [0.025, 0.5, 0.975]):
    start = float(s.nct.ppf(p, df, nc))
    x = mp.findroot(lambda v: noncentral_t_cdf(v, df, nc) - p, (start, start * (1 + 1e-6)), tol=1e-26)
    add("noncentral_t_quantile", {"value": float(x)}, p=p, df=df, nc=nc)
for df, p in itertools.product([1, 2, 7, 60, 3000], [1e-6, 0.025, 0.5, 0.975, 0.999]):
    add("chi_squared_quantile", {"value": s.chi2.ppf(p, df)}, p=p, df=df)
write("agreement", cases, SEED, ["numpy", "scipy", "scikit-learn", "statsmodels", "pingouin", "pandas", "mpmath"])
