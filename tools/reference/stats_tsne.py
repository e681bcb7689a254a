"""t-SNE by scikit-learn's own parts: tests/data/stats/tsne.json.

scikit-learn holds squared distances as float32. The inputs are whole numbers, whose squared
distances float32 holds exactly, so that its answer carries double precision nevertheless.
"""
import numpy as np
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import TSNE, _t_sne

import stats_common

SEED = 607
rng = np.random.default_rng(SEED)


def whole(n, width, groups, spread):
    centres = rng.normal(0, spread, (groups, width))
    return np.round(centres[rng.integers(0, groups, n)] + rng.normal(0, 4, (n, width)))


def affinity_cases():
    cases = []
    for n, width, perplexity in [(40, 5, 5), (40, 5, 15), (30, 3, 29), (50, 2, 4)]:
        x = whole(n, width, 3, 10)
        if n == 50:
            x[:6] = x[0]  # more duplicates than the perplexity asks neighbours; fewer, and scikit-learn's rows underflow to 0
        squared = squareform(pdist(x, "sqeuclidean")).astype(np.float32)
        assert (squared == squareform(pdist(x, "sqeuclidean"))).all()
        p = _t_sne._joint_probabilities(squared, perplexity, 0)
        cases.append({"rows": x, "perplexity": perplexity, "p": p})
    return cases


def gradient_cases():
    cases = []
    for n, scale in [(20, 1e-4), (33, 1.0), (33, 30.0), (3, 2.0)]:
        x = whole(n, 4, 3, 10)
        p = _t_sne._joint_probabilities(squareform(pdist(x, "sqeuclidean")), min(8, n - 1), 0)
        y = rng.normal(0, scale, (n, 2))
        for exaggeration in (1.0, 12.0):
            kl, grad = _t_sne._kl_divergence(y.ravel(), p * exaggeration, 1, n, 2)
            cases.append({"rows": x, "perplexity": min(8, n - 1), "exaggeration": exaggeration, "map": y,
                          "divergence": kl, "gradient": grad.reshape(n, 2)})
    return cases


def descent_cases():
    """The first steps: later ones amplify rounding."""
    cases = []
    for n, steps, scale, rate in [(40, 10, 1e-4, 50.0), (24, 49, 1e-4, 1.0), (24, 40, 1.0, 2.0)]:
        x = whole(n, 5, 3, 10)
        p = _t_sne._joint_probabilities(squareform(pdist(x, "sqeuclidean")), 7, 0)
        start = rng.normal(0, scale, (n, 2))
        end, kl, last = _t_sne._gradient_descent(
            _t_sne._kl_divergence, start.ravel(), 0, steps, n_iter_check=50, momentum=0.5,
            learning_rate=rate, args=[p * 12.0, 1, n, 2])
        cases.append({"rows": x, "perplexity": 7, "start": start, "learning_rate": rate, "steps": steps,
                      "end": end.reshape(n, 2), "divergence": kl})
    return cases


def whole_runs():
    cases = []
    for n, width, groups, perplexity in [(150, 8, 4, 20), (200, 16, 6, 30), (120, 3, 1, 10)]:
        x = whole(n, width, groups, 12)
        model = TSNE(method="exact", init="pca", perplexity=perplexity, random_state=0).fit(x)
        cases.append({"rows": x, "clusters": groups, "perplexity": perplexity, "divergence": model.kl_divergence_,
                      "iterations": model.n_iter_})
        print(f"n={n}: divergence {model.kl_divergence_:.4f} after {model.n_iter_}")
    return cases


stats_common.write("tsne", {"affinities": affinity_cases(), "gradients": gradient_cases(),
                            "descents": descent_cases(), "runs": whole_runs()},
                   SEED, ["numpy", "scipy", "scikit-learn"])
