#!/usr/bin/env python3
"""Distribution functions by scipy: tests/data/stats/distributions.json."""
import itertools

import numpy as np
from scipy import stats as s
from stats_common import write

cases = []


def add(function, arguments, value):
    cases.append({"function": function, "arguments": list(map(float, arguments)), "value": float(value)})


for z in [-38, -8.3, -3, -1e-9, 0, 0.5, 1.96, 6, 20, 37]:
    add("normal_cdf", [z], s.norm.cdf(z)), add("normal_upper", [z], s.norm.sf(z)), add("normal_two_sided", [z], 2 * s.norm.sf(abs(z)))
for p in [1e-300, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-12]:
    add("normal_quantile", [p], s.norm.ppf(p))
    for df in [1, 2, 3.5, 10, 120, 1e6]:
        if p > 1e-13:
            add("student_t_quantile", [p, df], s.t.ppf(p, df))
    for df1, df2 in itertools.product([1, 3, 50], [2, 11, 1000]):
        if p > 1e-13:
            add("f_quantile", [p, df1, df2], s.f.ppf(p, df1, df2))
    for a, b in itertools.product([0.5, 1, 7, 400], [1, 2.5, 90]):
        if 1e-13 < p < 1 - 1e-9:
            add("beta_quantile", [p, a, b], s.beta.ppf(p, a, b))
for t, df in itertools.product([0, 0.1, 1, 2.2, 9, 40, -3], [1, 2, 3.5, 10, 120, 1e6]):
    add("student_t_two_sided", [t, df], 2 * s.t.sf(abs(t), df))
for x, df in itertools.product([0.01, 1, 3.84, 50, 400], [1, 2, 5, 100]):
    add("chi_squared_upper", [x, df], s.chi2.sf(x, df))
    for df2 in [2, 11, 1000]:
        add("f_upper", [x, df, df2], s.f.sf(x, df, df2))
for x, a, b in itertools.product([0, 0.01, 0.3, 0.77, 0.999, 1], [0.5, 1, 7, 400], [1, 2.5, 90]):
    add("beta_cdf", [x, a, b], s.beta.cdf(x, a, b))
write("distributions", [c for c in cases if np.isfinite(c["value"])], None, ["scipy", "numpy"])
