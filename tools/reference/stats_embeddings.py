"""Embedding statistics by scikit-learn, scipy and naive loops: tests/data/stats/embeddings.json and
linear_probe.json.

Values are multiples of 1/64 (or whole numbers), exact as float and short as text. Distances are
scipy's direct ones: scikit-learn's expansion of |a - b|^2 loses digits where rows nearly coincide.
"""
import numpy as np
import scipy.linalg
from scipy.spatial.distance import cdist
from sklearn import metrics
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import stats_common

SEED = 606
rng = np.random.default_rng(SEED)


def dyadic(x):
    return np.round(x * 64) / 64


def clustered(n, width, groups, spread):
    labels = rng.integers(0, groups, n)
    labels[:groups] = np.arange(groups)
    centres = rng.normal(0, spread, (groups, width))
    return dyadic(centres[labels] + rng.normal(0, 1, (n, width))), labels


def purity(distances, labels, k):
    shares = []
    for i, row in enumerate(distances):
        others = [j for j in np.argsort(row, kind="stable") if j != i][:k]
        shares.append(np.mean(labels[others] == labels[i]))
    return np.array(shares)


def macro(values, labels):
    return np.mean([values[labels == g].mean() for g in np.unique(labels)])


def group_case(name, x, labels, metric, ks):
    distances = cdist(x, x, metric)
    np.fill_diagonal(distances, 0)
    s = metrics.silhouette_samples(distances, labels, metric="precomputed")
    case = {"name": name, "rows": x, "groups": labels, "metric": metric,
            "silhouette": {"of_row": s, "mean": metrics.silhouette_score(distances, labels, metric="precomputed"),
                           "macro": macro(s, labels)},
            "purity": []}
    for k in ks:
        p = purity(distances, labels, k)
        case["purity"].append({"k": k, "of_row": p, "mean": p.mean(), "macro": macro(p, labels)})
    if metric == "euclidean":
        case["davies_bouldin"] = metrics.davies_bouldin_score(x, labels)
    return case


def group_cases():
    x, g = clustered(70, 10, 4, 1.5)
    cases = [group_case("clusters", x, g, "euclidean", [1, 5, 69]),
             group_case("clusters", x, g, "cosine", [1, 5, 69])]
    lonely = g.copy()
    lonely[3], lonely[8] = 77, -5
    cases.append(group_case("groups of one row", x, lonely, "euclidean", [3]))
    grid = rng.integers(0, 3, (40, 3)).astype(float)
    cases.append(group_case("ties and duplicates", grid, rng.integers(0, 3, 40), "euclidean", [1, 4, 10]))
    cases.append(group_case("three rows", np.array([[0.0], [1.0], [5.0]]), np.array([1, 1, 2]), "euclidean", [1, 2]))
    far, h = clustered(25, 3, 2, 50)
    cases.append(group_case("perfect separation", far, h, "euclidean", [1, 5]))
    wide, h = clustered(33, 37, 3, 0.5)
    cases.append(group_case("wider than rows", wide, h, "cosine", [2]))
    return cases


def rand_cases():
    cases = []
    for n, a, b in [(50, 3, 4), (200, 6, 6), (2, 2, 1), (10, 10, 2), (30, 1, 3)]:
        x, y = rng.integers(0, a, n), rng.integers(0, b, n)
        if n == 2:
            x, y = np.array([0, 1]), np.array([5, 5])
        if n == 10:
            x = np.arange(10)
        cases.append({"a": x, "b": y, "value": metrics.adjusted_rand_score(x, y)})
    x = rng.integers(0, 4, 100)
    cases.append({"a": x, "b": (x * 7 + 3) % 11, "value": metrics.adjusted_rand_score(x, (x * 7 + 3) % 11)})
    noisy = np.where(rng.random(100) < 0.2, rng.integers(0, 4, 100), x)
    cases.append({"a": x, "b": noisy, "value": metrics.adjusted_rand_score(x, noisy)})
    return cases


def pca_case(x, count):
    p = PCA(n_components=count, svd_solver="full").fit(x)
    return {"rows": x, "count": count, "mean": p.mean_, "components": p.components_,
            "variances": p.explained_variance_, "shares": p.explained_variance_ratio_,
            "scores": p.transform(x)}


def pca_cases():
    scales = 2.0 ** -np.arange(12)
    tall = dyadic(rng.normal(0, 8, (80, 12)) * scales + 5)
    wide = dyadic(rng.normal(0, 4, (9, 23)))
    return [pca_case(tall, 12), pca_case(tall, 2), pca_case(wide, 8), pca_case(tall[:2], 1),
            pca_case(tall[:, :1], 1), pca_case(np.vstack([wide, wide]), 8)]


def eigen_cases():
    a = dyadic(rng.normal(0, 1, (25, 25)))
    a = a + a.T
    low_rank = dyadic(rng.normal(0, 1, (20, 3)))
    graded = np.outer(2.0 ** -np.arange(0, 24, 2), 2.0 ** -np.arange(0, 24, 2)) * (np.ones((12, 12)) + np.eye(12))
    hole = np.diag([3.0, 0, 0, 2, 2])
    cases = [a, low_rank @ low_rank.T, np.eye(6), np.ones((7, 7)), graded, hole, np.array([[4.0]]),
             np.array([[0.0, 1], [1, 0]]), np.zeros((3, 3))]
    return [{"matrix": m, "values": np.sort(scipy.linalg.eigvalsh(m))[::-1]} for m in cases]


def optimum(x, y, c):
    """LogisticRegression, then Newton steps with the dense Hessian: its own tolerance ends at 1e-8."""
    model = LogisticRegression(C=c, solver="newton-cholesky", tol=1e-12, max_iter=1000).fit(x, y)
    w = np.hstack([model.coef_, model.intercept_[:, None]])
    n, d = x.shape
    x1 = np.hstack([x, np.ones((n, 1))])
    outputs = len(w)
    penalty = np.ones_like(w)
    penalty[:, -1] = 0
    target = (y == model.classes_[1])[:, None] * 1.0 if outputs == 1 else (y[:, None] == model.classes_) * 1.0
    for _ in range(4):
        z = x1 @ w.T
        if outputs == 1:
            p = 1 / (1 + np.exp(-z))
        else:
            p = np.exp(z - z.max(1, keepdims=True))
            p /= p.sum(1, keepdims=True)
        g = c * (p - target).T @ x1 + penalty * w
        h = np.zeros((outputs, d + 1, outputs, d + 1))
        for k in range(outputs):
            for l in range(outputs):
                weight = p[:, k] * ((k == l) - p[:, l])
                h[k, :, l, :] = c * (x1 * weight[:, None]).T @ x1
        h = h.reshape(w.size, w.size) + np.diag(penalty.ravel())
        w = w - (np.linalg.pinv(h, rcond=1e-13) @ g.ravel()).reshape(w.shape)
    if outputs > 1:
        w[:, -1] -= w[:, -1].mean()
    moved = np.abs(np.hstack([model.coef_, model.intercept_[:, None] - (model.intercept_.mean() if outputs > 1 else 0)]) - w).max()
    print(f"softmax c={c} outputs={outputs}: gradient {np.abs(g).max():.1e}, from scikit-learn's answer {moved:.1e}")
    return {"weights": w[:, :-1], "intercepts": w[:, -1], "sklearn_off": moved}


def softmax_cases():
    cases = []
    for n, d, k, spread, c in [(90, 6, 2, 0.7, 1.0), (90, 6, 4, 0.7, 1.0), (60, 3, 3, 30, 10.0), (40, 2, 2, 20, 100.0),
                               (30, 40, 3, 0.5, 0.1), (80, 5, 5, 0.3, 1000.0)]:
        x, y = clustered(n, d, k, spread)
        cases.append({"rows": x, "classes": y, "c": c, **optimum(x, y, c)})
    return cases


def probe_cases():
    cases = []
    for n, d, k, spread, standardise in [(80, 6, 3, 0.8, True), (60, 5, 2, 0.6, False), (45, 8, 4, 0.7, True)]:
        x, y = clustered(n, d, k, spread)
        x[:, 1] *= 16
        if n == 45:
            x[:, 2] = 3.25  # a constant column
        folds = rng.integers(0, 4, n)
        folds[:4] = np.arange(4)
        if n == 60:
            y[folds == 2] = 9  # a group that the training rows of this fold lack
        predicted = np.zeros(n, dtype=int)
        for f in range(4):
            seen, held = x[folds != f], x[folds == f]
            if standardise:
                scaler = StandardScaler().fit(seen)
                seen, held = scaler.transform(seen), scaler.transform(held)
            model = LogisticRegression(C=0.5, tol=1e-10, max_iter=5000).fit(seen, y[folds != f])
            predicted[folds == f] = model.predict(held)
        cases.append({"rows": x, "groups": y, "folds": folds, "standardise": standardise, "c": 0.5,
                      "predicted": predicted, "accuracy": metrics.accuracy_score(y, predicted),
                      "balanced": metrics.recall_score(y, predicted, average="macro", labels=np.unique(y))})
    return cases


PACKAGES = ["numpy", "scipy", "scikit-learn"]
stats_common.write("embeddings", {"groups": group_cases(), "rand": rand_cases(), "pca": pca_cases(),
                                  "eigen": eigen_cases()}, SEED, PACKAGES)
stats_common.write("linear_probe", {"softmax": softmax_cases(), "probe": probe_cases()}, SEED, PACKAGES)
