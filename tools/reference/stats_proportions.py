#!/usr/bin/env python3
"""Intervals of proportions by statsmodels, and of predictive values by the delta method with numbers
for derivatives (Mercaldo 2007): tests/data/stats/proportions.json."""
import numpy as np
from scipy import special, stats
from statsmodels.stats.proportion import proportion_confint
from stats_common import write

cases = {"proportions": [], "predictive_values": []}
for n in [1, 2, 5, 20, 111, 1218, 10**6]:
    for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
        for level in [0.95, 0.8, 0.999]:
            cases["proportions"].append({
                "k": k, "n": n, "level": level, "wilson": proportion_confint(k, n, 1 - level, "wilson"),
                "clopper_pearson": proportion_confint(k, n, 1 - level, "beta")})


def logit_ppv(se, sp, p):
    return special.logit(se * p / (se * p + (1 - sp) * (1 - p)))


def logit_npv(se, sp, p):
    return special.logit(sp * (1 - p) / (sp * (1 - p) + (1 - se) * p))


def delta_interval(function, se, n1, sp, n0, p, z):
    """Derivatives by complex steps would need a complex logit: central differences, extrapolated."""
    def slope(f, at):
        h = 1e-2 * min(at, 1 - at)
        table = [[(f(at + h / 2**i) - f(at - h / 2**i)) / (2 * h / 2**i)] for i in range(5)]
        for j in range(1, 5):
            for i in range(j, 5):
                table[i].append(table[i][j - 1] + (table[i][j - 1] - table[i - 1][j - 1]) / (4**j - 1))
        return table[-1][-1]
    variance = (slope(lambda v: function(v, sp, p), se) ** 2 * se * (1 - se) / n1
                + slope(lambda v: function(se, v, p), sp) ** 2 * sp * (1 - sp) / n0)
    return special.expit(function(se, sp, p) + np.array([-1, 1]) * z * np.sqrt(variance))


# First: the ApoE e4 example of the paper, its table VIII.
for tp, n1, tn, n0 in [(240, 418, 288, 375), (30, 40, 190, 200), (1, 3, 2, 3), (40, 40, 90, 100), (0, 10, 10, 10), (0, 5, 7, 9), (5, 5, 0, 9)]:
    for p in [0.03, 0.5, 0.9]:
        for level in [0.95, 0.8]:
            z = stats.norm.ppf((1 + level) / 2)
            se, sp = tp / n1, tn / n0
            positive, negative = se * p + (1 - sp) * (1 - p), sp * (1 - p) + (1 - se) * p
            row = {"counts": [tp, n1, tn, n0], "prevalence": p, "level": level,
                   "ppv": se * p / positive if positive else None, "npv": sp * (1 - p) / negative if negative else None,
                   "logit": None, "adjusted": None}
            if 0 < se < 1 and 0 < sp < 1:
                row["logit"] = [delta_interval(f, se, n1, sp, n0, p, z) for f in (logit_ppv, logit_npv)]
            m1, m0 = n1 + z * z, n0 + z * z
            row["adjusted"] = [delta_interval(f, (tp + z * z / 2) / m1, m1, (tn + z * z / 2) / m0, m0, p, z) for f in (logit_ppv, logit_npv)]
            cases["predictive_values"].append(row)
write("proportions", cases, None, ["statsmodels", "scipy", "numpy"])
