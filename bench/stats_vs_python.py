#!/usr/bin/env python3
"""Seconds of chordae's statistics beside scikit-learn, scipy, statsmodels and pingouin, in one run.

  bench/stats_vs_python.py build/tests/stats_bench [THREADS]

Needs requirements-reference.txt. Best of three each, the same arrays; the last column is how far the two results
are apart. The bootstrap's Python loop runs a few resamples and is scaled up; t-SNE runs once, from the same start.
"""
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

THREADS = sys.argv[2] if len(sys.argv) > 2 else "2"
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = THREADS

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import pingouin  # noqa: E402
import statsmodels.api as sm  # noqa: E402
from scipy import stats  # noqa: E402
from sklearn import isotonic, manifold, metrics  # noqa: E402

warnings.filterwarnings("ignore")
N, REPEATS, RESAMPLES = 1_000_000, 3, 3


def expit(x):
    return 1 / (1 + np.exp(-x))


def delong_variance(labels, scores):
    """Sun and Xu's algorithm over scipy's midranks."""
    positive, negative = scores[labels == 1], scores[labels == 0]
    m, n = len(positive), len(negative)
    ranks = stats.rankdata(np.concatenate([positive, negative]))
    v10 = (ranks[:m] - stats.rankdata(positive)) / n
    v01 = 1 - (ranks[m:] - stats.rankdata(negative)) / m
    return v10.var(ddof=1) / m + v01.var(ddof=1) / n


def main():
    rng = np.random.default_rng(1)
    latent = rng.normal(size=N)
    labels = (latent + rng.normal(size=N) > 1.3).astype(np.uint8)
    scores, other = expit(latent - 1).round(6), expit(latent + rng.normal(size=N) * 0.5 - 1).round(6)
    x, y = np.sort(latent[:2000]), other[:2000]
    rows, conditions = 2000, 39
    panel_latent = rng.normal(size=(conditions, rows))
    panel_labels = (panel_latent + rng.normal(size=(conditions, rows)) > 1.5).astype(np.uint8)
    panel = expit(panel_latent - 1)
    clusters = np.sort(rng.integers(0, 1500, rows)).astype(np.int64)
    ratings = rng.normal(55, 10, (2000, 1)) + rng.normal(0, 4, (2000, 2))
    groups = rng.integers(0, 5, 3000).astype(np.int64)
    embeddings = (rng.normal(size=(3000, 64)) + 0.8 * rng.normal(size=(5, 64))[groups]).astype(np.float32)

    long = pd.DataFrame({"subject": np.repeat(np.arange(2000), 2), "rater": np.tile([0, 1], 2000), "value": ratings.ravel()})
    band = lambda x: np.digitize(x, [0.4, 0.5, 0.55])

    def bootstrap():
        ids = np.unique(clusters)
        members = [np.flatnonzero(clusters == c) for c in ids]
        for _ in range(RESAMPLES):
            pick = np.concatenate([members[i] for i in rng.integers(0, len(ids), len(ids))])
            for k in range(conditions):
                drawn = panel_labels[k, pick], panel[k, pick]
                metrics.roc_auc_score(*drawn), metrics.average_precision_score(*drawn), metrics.brier_score_loss(*drawn)
        return metrics.roc_auc_score(panel_labels[0], panel[0])

    def calibration():
        p = scores[:100000]
        return sm.Logit(labels[:100000], sm.add_constant(np.log(p / (1 - p)))).fit(disp=0).params[1]

    tasks = [
        ("auc", "AUC, 1,000,000 rows", "scikit-learn", lambda: metrics.roc_auc_score(labels, scores)),
        ("average_precision", "average precision, 1,000,000", "scikit-learn", lambda: metrics.average_precision_score(labels, scores)),
        ("delong", "DeLong variance, 1,000,000", "scipy's ranks", lambda: delong_variance(labels, scores)),
        ("spearman", "Spearman, 1,000,000", "scipy", lambda: stats.spearmanr(scores, other).statistic),
        ("mann_whitney", "Mann-Whitney, 2 x 1,000,000", "scipy", lambda: stats.mannwhitneyu(scores, other, method="asymptotic").pvalue),
        ("kappa", "weighted kappa, 1,000,000", "scikit-learn", lambda: metrics.cohen_kappa_score(band(scores), band(other), weights="quadratic")),
        ("isotonic", "isotonic regression, 1,000,000", "scikit-learn", lambda: isotonic.IsotonicRegression(out_of_bounds="clip").fit(scores, labels).predict([0.5])[0]),
        ("calibration_line", "calibration slope, 100,000", "statsmodels", calibration),
        ("lowess", "LOWESS, 2,000", "statsmodels", lambda: sm.nonparametric.lowess(y, x, it=0, return_sorted=False)[0]),
        ("icc", "ICC, 2,000 x 2", "pingouin", lambda: pingouin.intraclass_corr(long, "subject", "rater", "value").iloc[1]["ICC"]),
        ("bootstrap_panel", f"1,000 clustered resamples x 39 x (AUC, AP, Brier), n = 2,000 ({THREADS} threads)", "scikit-learn loop, scaled up", bootstrap),
        ("silhouette", f"silhouette, 3,000 x 64 ({THREADS} threads)", "scikit-learn", lambda: metrics.silhouette_score(embeddings, groups)),
        ("tsne", f"exact t-SNE, 1,500 x 64, 1,000 steps ({THREADS} threads)", "scikit-learn",
         lambda: manifold.TSNE(method="exact", init="pca", max_iter=1000, n_iter_without_progress=1000).fit(embeddings[:1500].astype(float)).kl_divergence_),
    ]
    with tempfile.TemporaryDirectory() as scratch:
        for name, array in [("labels.u8", labels), ("scores.f64", scores), ("other.f64", other), ("panel.u8", panel_labels), ("panel.f64", panel),
                            ("clusters.i64", clusters), ("ratings.f64", ratings), ("x.f64", x), ("y.f64", y), ("groups.i64", groups), ("embeddings.f32", embeddings)]:
            array.tofile(Path(scratch) / name)
        out = subprocess.run([sys.argv[1], scratch, str(REPEATS), THREADS], stdout=subprocess.PIPE, text=True, check=True).stdout
    ours = {line.split()[0]: tuple(map(float, line.split()[1:])) for line in out.splitlines()}
    print("| | alternative | its seconds | chordae | ratio | results differ by |\n| --- | --- | --- | --- | --- | --- |")
    for key, title, whose, body in tasks:
        best = float("inf")
        for _ in range(1 if key in ("tsne", "bootstrap_panel") else REPEATS):
            start = time.perf_counter()
            value = body()
            best = min(best, time.perf_counter() - start)
        if key == "bootstrap_panel":
            best *= 1000 / RESAMPLES
        seconds, result = ours[key]
        print(f"| {title} | {whose} | {best:.3g} | {seconds:.3g} | {best / seconds:.3g} | {abs(value - result) / max(1, abs(value)):.1g} |", flush=True)


if __name__ == "__main__":
    main()
