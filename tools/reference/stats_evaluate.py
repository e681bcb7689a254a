#!/usr/bin/env python3
"""Planted predictions and truth for `chordae evaluate`, and what scikit-learn, scipy, statsmodels and plain
formulas say of them. Writes tests/data/stats/evaluate.json: the CSV files as text, and the expected numbers.

The files are made to be awkward: ties, a missing prediction, a case without truth, a condition of one class and one
of few positives, CRLF and a byte order mark, shuffled rows.
"""
import math

import numpy as np
from scipy import stats
from sklearn import metrics
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from stats_common import write

SEED = 20
N = 160
rng = np.random.default_rng(SEED)


def delong_naive(label, score):
    """Placements pair by pair: AUC, and the placements of positives and negatives."""
    p, n = score[label == 1], score[label == 0]
    wins = (p[:, None] > n[None, :]) + 0.5 * (p[:, None] == n[None, :])
    return wins.mean(), wins.mean(axis=1), wins.mean(axis=0)


def delong_test(label, a, b):
    auc_a, p_a, n_a = delong_naive(label, a)
    auc_b, p_b, n_b = delong_naive(label, b)
    variance = np.var(p_a - p_b, ddof=1) / len(p_a) + np.var(n_a - n_b, ddof=1) / len(n_a)
    return 2 * stats.norm.sf(abs(auc_a - auc_b) / math.sqrt(variance))


def table(columns, order):
    names = list(columns)
    lines = [",".join(names)]
    for i in order:
        lines.append(",".join(columns[c][i] for c in names))
    return lines


def texts(values, missing=()):
    return ["" if i in missing else repr(float(v)) for i, v in enumerate(values)]


def main():
    ids = [f"case-{i:03d}" for i in range(N)]
    site = [("north", "south")[i % 2] for i in range(N)]
    ef = rng.normal(52, 13, N).clip(12, 80).round(2)
    predicted = (ef + rng.normal(1.5, 6, N)).round(2)
    baseline = (ef + rng.normal(-2, 10, N)).round(2)
    low, high = predicted - 9.5, predicted + 10.25
    latent = rng.normal(0, 1, (N, 4))
    label = (latent > np.array([0.2, 1.1, 1.65, 99])).astype(int)  # common, fewer, few, none
    first = 1 / (1 + np.exp(-(1.5 * latent - 1 + rng.normal(0, 1, (N, 4)))))
    second = 1 / (1 + np.exp(-(0.8 * latent - 1 + rng.normal(0, 1, (N, 4)))))
    first, second = first.round(2).clip(0.01, 0.99), second.round(3).clip(0.001, 0.999)  # two decimals: ties
    names = ["Dilated", "Amyloid", "Tetralogy", "Absent"]

    without_ef = {7, 8}
    extra = N  # a prediction without truth
    order = rng.permutation(N)
    grow = lambda column, value: column + [value]
    predictions = {"id": grow(ids, "stranger"), "lvef_percent": grow(texts(predicted, without_ef), "50.0"),
                   "lvef_low": grow(texts(low, without_ef), "40.0"), "lvef_high": grow(texts(high, without_ef), "60.0")}
    other = {"id": ids, "lvef_percent": texts(baseline)}
    truth = {"id": ids, "site": site, "lvef_percent": texts(ef)}
    for k, name in enumerate(names):
        predictions[name] = grow(texts(first[:, k]), "0.5")
        other[name] = texts(second[:, k])
        truth[name] = [str(v) for v in label[:, k]]
    truth["Dilated"][11] = ""  # unknown
    files = {"ours.csv": "\r\n".join(table(predictions, [*order, extra])) + "\r\n",
             "other.csv": "\n".join(table(other, rng.permutation(N))) + "\n",
             "truth.csv": "\ufeff" + "\n".join(table(truth, range(N))) + "\n"}

    conditions, p_values = [], []
    for k, name in enumerate(names):
        keep = np.array([i != 11 or k != 0 for i in range(N)])
        y = label[keep, k]
        row = {"condition": name, "n": int(keep.sum()), "positives": int(y.sum()), "models": []}
        for score in (first[keep, k], second[keep, k]):
            r = {"brier": metrics.brier_score_loss(y, score, pos_label=1), "log_loss": metrics.log_loss(y, score, labels=[0, 1])}
            if 0 < y.sum() < len(y):
                auc, p, n = delong_naive(y, score)
                sd = math.sqrt(np.var(p, ddof=1) / len(p) + np.var(n, ddof=1) / len(n))
                z = stats.norm.ppf(0.975)
                logit = math.log(auc / (1 - auc))
                half = z * sd / (auc * (1 - auc))
                x = np.log(score / (1 - score))
                fit = sm.Logit(y, sm.add_constant(x)).fit(disp=0, tol=1e-14, method="newton")
                r |= {"auc": metrics.roc_auc_score(y, score), "average_precision": metrics.average_precision_score(y, score),
                      "auc_delong_low": max(0, auc - z * sd), "auc_delong_high": min(1, auc + z * sd),
                      "auc_delong_logit_low": 1 / (1 + math.exp(-(logit - half))),
                      "auc_delong_logit_high": 1 / (1 + math.exp(-(logit + half))),
                      "slope": fit.params[1], "intercept": fit.params[0]}
            row["models"].append(r)
        if 0 < y.sum() < len(y):
            row["p"] = delong_test(y, first[keep, k], second[keep, k])
            p_values.append(row["p"])
        conditions.append(row)
    for method, key in (("holm", "holm"), ("fdr_bh", "benjamini_hochberg")):
        adjusted = iter(multipletests(p_values, method=method)[1])
        for row in conditions:
            if "p" in row:
                row[key] = next(adjusted)

    keep = np.array([i not in without_ef for i in range(N)])
    error = (predicted - ef)[keep]
    t = stats.t.ppf(0.975, len(error) - 1)
    mae = np.abs(error).mean()
    half = t * np.abs(error).std(ddof=1) / math.sqrt(len(error))
    regression = stats.linregress((predicted + ef)[keep] / 2, error)
    inside = int(((low <= ef) & (ef <= high))[keep].sum())
    wilson = proportion_confint(inside, len(error), method="wilson")
    bands = lambda v: np.digitize(v, [40, 50])
    lvef = {"n": len(error), "mae": mae, "mae_low": mae - half, "mae_high": mae + half,
            "rmse": math.sqrt(metrics.mean_squared_error(ef[keep], predicted[keep])), "bias": error.mean(),
            "r2": metrics.r2_score(ef[keep], predicted[keep]), "pearson": stats.pearsonr(ef[keep], predicted[keep])[0],
            "spearman": stats.spearmanr(ef[keep], predicted[keep])[0],
            "lower_limit": error.mean() - stats.norm.ppf(0.975) * error.std(ddof=1),
            "upper_limit": error.mean() + stats.norm.ppf(0.975) * error.std(ddof=1),
            "proportional_bias_slope": regression.slope, "proportional_bias_p": regression.pvalue}
    both = stats.ttest_rel(np.abs(error), np.abs(baseline - ef)[keep])
    wilcoxon = stats.wilcoxon(np.abs(error), np.abs(baseline - ef)[keep], method="asymptotic", correction=True)
    cuts = [{"cut_percent": c, "positives": int((ef[keep] < c).sum()), "auc": metrics.roc_auc_score(ef[keep] < c, -predicted[keep]),
             "sensitivity": metrics.recall_score(ef[keep] < c, predicted[keep] < c)} for c in (40, 45, 50, 55)]
    expected = {"conditions": conditions, "lvef": lvef, "t_p": both.pvalue, "wilcoxon_p": wilcoxon.pvalue, "cuts": cuts,
                "coverage": inside / len(error), "coverage_low": wilson[0], "coverage_high": wilson[1],
                "confusion": metrics.confusion_matrix(bands(ef[keep]), bands(predicted[keep])).ravel(),
                "subgroup_auc": {s: metrics.roc_auc_score(label[np.array(site) == s, 1], first[np.array(site) == s, 1]) for s in ("north", "south")}}
    write("evaluate", {"files": files, "expected": expected}, SEED, ["numpy", "scipy", "scikit-learn", "statsmodels"])


if __name__ == "__main__":
    main()
