#!/usr/bin/env python3
"""Calibration by scikit-learn, statsmodels and, where they have nothing, naive sums in exact fractions:
tests/data/stats/calibration.json. Frequency weights are checked by repeating rows."""
import warnings
from fractions import Fraction

import numpy as np
import statsmodels.api as sm
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, log_loss
from statsmodels.nonparametric.smoothers_lowess import lowess
from statsmodels.stats.proportion import proportion_confint
from stats_common import write

SEED = 20262
rng = np.random.default_rng(SEED)
warnings.simplefilter("error")
warnings.filterwarnings("ignore", category=FutureWarning)
warnings.filterwarnings("ignore", message="divide by zero encountered in scalar divide")  # n = 2 in statsmodels
warnings.filterwarnings("ignore", message="Perfect separation or prediction")  # two rows, met exactly
CLIP = 2.0**-52
cases = []


def fraction_mean(values):
    values = list(values)
    return sum(values, Fraction(0)) / len(values)


def both_classes(y):
    return 0 < y.sum() < len(y)


def scores(y, p):
    out = {"brier": brier_score_loss(y, p, labels=[0, 1]) if hasattr(y, "sum") else None,
           "log_loss": log_loss(y, np.clip(p, CLIP, 1 - CLIP), labels=[0, 1])}
    m = y.mean()
    out["scaled_brier"] = 1 - out["brier"] / (m * (1 - m)) if both_classes(y) else None
    f = [(Fraction(int(a)), Fraction(float(b))) for a, b in zip(y, p)]
    variance = sum((1 - 2 * b) ** 2 * b * (1 - b) for _, b in f)
    if variance > 0:
        z = float(sum((a - b) * (1 - 2 * b) for a, b in f)) / float(variance) ** 0.5
        out["spiegelhalter"] = [z, 2 * norm.sf(abs(z))]
    else:
        out["spiegelhalter"] = [None, None]
    return out


def binned(y, p, bins, strategy):
    edges = np.percentile(p, np.linspace(0, 1, bins + 1) * 100) if strategy == "quantile" else np.linspace(0, 1, bins + 1)
    # Bins and n are chosen so that no inner edge falls on a row but for rounding, where numpy's
    # (n - 1) * (100 k / bins) / 100 may miss the row that (n - 1) k / bins meets.
    ids = np.searchsorted(edges[1:-1], p)
    names = np.unique(ids)
    true, predicted = calibration_curve(y, p, n_bins=bins, strategy=strategy)
    assert len(true) == len(names)
    counts = np.array([(ids == b).sum() for b in names])
    low, high = zip(*[proportion_confint((ids == b) @ y, n, method="wilson") for b, n in zip(names, counts)])
    gaps = np.abs(true - predicted)
    # Stephenson et al. 2008, the double sums as printed, in fractions.
    n, Y, P = len(y), [Fraction(int(v)) for v in y], [Fraction(float(v)) for v in p]
    prevalence = fraction_mean(Y)
    reliability = resolution = variance = covariance = Fraction(0)
    for b in names:
        rows = np.flatnonzero(ids == b)
        mp, my = fraction_mean(P[i] for i in rows), fraction_mean(Y[i] for i in rows)
        reliability += len(rows) * (mp - my) ** 2 / n
        resolution += len(rows) * (my - prevalence) ** 2 / n
        variance += sum((P[i] - mp) ** 2 for i in rows) / n
        covariance += 2 * sum((Y[i] - my) * (P[i] - mp) for i in rows) / n
    terms = [reliability, resolution, prevalence * (1 - prevalence), variance, covariance]
    assert terms[0] - terms[1] + terms[2] + terms[3] - terms[4] == fraction_mean((a - b) ** 2 for a, b in zip(Y, P))
    return {"bins": bins, "strategy": strategy, "count": counts, "observed": true, "predicted": predicted,
            "wilson_low": low, "wilson_high": high, "errors": [counts @ gaps / n, gaps.mean(), gaps.max()],
            "decomposition": [float(t) for t in terms]}


def line(y, p):
    """Slope and intercept; None where statsmodels has no maximum to find (the caller says so)."""
    x = logit(np.clip(p, CLIP, 1 - CLIP))
    out = {"line": None, "large": None}
    overlap = both_classes(y) and x[y == 0].min() < x[y == 1].max() and x[y == 1].min() < x[y == 0].max()
    if overlap:
        fit = sm.Logit(y, sm.add_constant(x)).fit(method="newton", tol=1e-15, maxiter=200, disp=0)
        cov = fit.cov_params()
        out["line"] = [*fit.params, *fit.bse, cov[0, 1], fit.llf]
    if both_classes(y):
        # statsmodels' IRLS overflows where clipped logits are the rule: there the root of the score.
        root = brentq(lambda a: (y - expit(a + x)).sum(), -80, 80, xtol=1e-15, rtol=1e-15)
        out["large"] = [root, (expit(root + x) * expit(-root - x)).sum() ** -0.5]
        if np.abs(x).max() < 30:
            fit = sm.GLM(y, np.ones((len(y), 1)), family=sm.families.Binomial(), offset=x).fit(tol=1e-15, maxiter=200)
            assert np.allclose(out["large"], [fit.params[0], fit.bse[0]], rtol=1e-10, atol=1e-10)
            out["large"] = [fit.params[0], fit.bse[0]]
    return out


def lowess_at(y, x, frac, delta):
    """statsmodels fits every x; delta is applied here, naively: its own lands one short of the last x
    in the final stretch (its loop variable stops at n - 1, that of Cleveland's program and R's at n)."""
    curve = lowess(y, x, frac=frac, it=0, delta=0, is_sorted=True, return_sorted=False)
    fitted, i = [0], 0
    while i < len(x) - 1:
        within = np.flatnonzero(x <= x[i] + delta)[-1]
        i = max(i + 1, within)
        fitted.append(i)
    return np.interp(x, x[fitted], curve[fitted])


def smoothed(y, p, frac):
    order = np.argsort(p, kind="stable")
    curve = np.clip(lowess_at(y[order], p[order], frac, 0), 0, 1)
    errors = np.abs(curve - p[order])
    return {"span": frac, "curve": curve, "summary": [errors.mean(), np.median(errors), np.percentile(errors, 90), errors.max()]}


def decisions(y, p, thresholds):
    rows, n = [], len(y)
    m = Fraction(int(y.sum()), n)
    for t in thresholds:
        f, flagged = Fraction(float(t)), p >= t
        odds = f / (1 - f)
        benefit = Fraction(int((flagged & (y == 1)).sum()), n) - Fraction(int((flagged & (y == 0)).sum()), n) * odds
        rows.append([float(t), float(benefit), float(m - (1 - m) * odds), float(benefit / m) if m else None])
    return rows


def platt(y, x, smooth):
    """Binomial GLM of Platt's targets."""
    n1, n0 = y.sum(), (1 - y).sum()
    if smooth:
        t = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    else:
        if not (x[y == 0].min() < x[y == 1].max() and x[y == 1].min() < x[y == 0].max()):
            return None
        t = y.astype(float)
    return list(sm.GLM(t, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-15, maxiter=300).params)


def add(name, y, p, w=None, bins=10, frac=2 / 3, with_smooth=True):
    y, p = np.asarray(y), np.asarray(p, float)
    ry, rp = (y, p) if w is None else (np.repeat(y, w), np.repeat(p, w))
    case = {"name": name, "labels": y, "probabilities": p, "weights": [] if w is None else w,
            "scores": scores(ry, rp), "binned": [binned(ry, rp, b, s) for b in (bins, 3) for s in ("uniform", "quantile")],
            "calibration_line": line(ry, rp),
            "decisions": decisions(ry, rp, [0, 0.05, 0.1, 0.2, 0.5, 0.85, 0.99])}
    x = logit(np.clip(p, CLIP, 1 - CLIP))
    if w is None and with_smooth:
        case["smoothed"] = [smoothed(y, p, frac)]
    if both_classes(y) and np.ptp(x) > 0:
        rx = x if w is None else np.repeat(x, w)
        case["platt"] = {"smoothed": platt(ry, rx, True), "labels": platt(ry, rx, False)}
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(p, y, sample_weight=w)
    grid = np.linspace(-0.2, 1.2, 29)
    case["isotonic"] = {"grid": grid, "values": isotonic.predict(grid), "own": isotonic.predict(p)}
    cases.append(case)


def draw(n, shift=0.0, slope=1.0, base=-1.0):
    x = rng.normal(base, 1.3, n)
    return (rng.random(n) < expit(slope * x + shift)).astype(int), expit(x)


y, p = draw(150)
add("calibrated", y, p)
y, p = draw(120, shift=0.8, slope=0.5)
add("too extreme and too low", y, p, bins=6, frac=0.4)
y, p = draw(200, base=-2.5)
add("ties to one digit", y, np.round(p, 1), bins=10, with_smooth=False)
y, p = draw(90, slope=2)
add("frequency weights, some zero", y, np.round(p, 2), w=rng.integers(0, 4, 90), bins=5)
y, p = draw(60, base=0)
p[:4] = [0, 1, 0, 1]
y[:4] = [0, 1, 1, 0]
add("certain and wrong", y, p, bins=11)
add("two rows", [0, 1], [0.3, 0.6], with_smooth=False)
add("two rows, the wrong way", [1, 0], [0.3, 0.6], with_smooth=False)
add("separated", [0] * 6 + [1] * 5, np.linspace(0.05, 0.95, 11), bins=4)
add("quasi-separated", [0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.4, 0.4, 0.7, 0.8], bins=4, with_smooth=False)
add("constant", [0, 1, 0, 0, 1], [0.3] * 5, bins=5, with_smooth=False)
add("negatives only", [0] * 6, np.linspace(0.1, 0.4, 6), bins=4)
add("positives only", [1] * 5, np.linspace(0.1, 0.9, 5), bins=4)
add("perfect", [0, 0, 1, 1], [0.0, 0.0, 1.0, 1.0], bins=4, with_smooth=False)

# LOWESS by itself, delta too.
for n, frac, delta in [(60, 0.3, 0.0), (60, 1.0, 0.0), (150, 2 / 3, 0.05), (150, 0.2, 0.3), (12, 0.25, 0.0)]:
    x = np.sort(np.round(rng.uniform(0, 3, n), 6))
    z = np.sin(2 * x) + rng.normal(0, 0.3, n)
    cases.append({"lowess": True, "name": f"{n} points, span {frac:.3}, delta {delta}", "x": x, "y": z, "span": frac,
                  "delta": delta, "curve": lowess_at(z, x, frac, delta)})
write("calibration", cases, SEED, ["numpy", "scipy", "scikit-learn", "statsmodels"])
