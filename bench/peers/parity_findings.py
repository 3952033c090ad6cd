"""What a study's points say, in numpy: R^2 of a polynomial in each predictor, with intervals by resampling runs."""

import numpy as np

RESAMPLES, TAILS = 2_000, (2.5, 97.5)
SKIPPED = ("accuracy", "unchanged", "rank")  # figures that are no predictors


def power_sums(x, y, clusters):
    """Per cluster the sums that determine a polynomial of degree 2 of standardised x and y: [clusters, 9]."""
    u, v = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    terms = np.stack([np.ones_like(u), u, u**2, u**3, u**4, v, u * v, u**2 * v, v**2], 1)
    sums = np.zeros((clusters.max() + 1, terms.shape[1]))
    np.add.at(sums, clusters, terms)
    return sums


def r_squared(sums, degree):
    """Of each row of power sums [rows, 9]: the intercept eliminated first, then u, then u^2."""
    n, u1, u2, u3, u4, v1, uv, uuv, vv = sums.T
    total = vv - v1**2 / n
    s11, t1 = u2 - u1**2 / n, uv - u1 * v1 / n
    explained = t1**2 / s11
    if degree == 2:
        s12 = u3 - u1 * u2 / n
        pivot, t2 = u4 - u2**2 / n - s12**2 / s11, uuv - u2 * v1 / n - t1 * s12 / s11
        explained = explained + t2**2 / pivot
    return explained / total


def draws(clusters, seed=0):
    """How often each resample draws each cluster: [resamples, clusters]."""
    drawn = np.random.default_rng(seed).integers(clusters, size=(RESAMPLES, clusters))
    return np.apply_along_axis(np.bincount, 1, drawn, minlength=clusters)


def held_out(x, y, groups, degree):
    """R^2 over all points, each predicted by a fit to the other methods."""
    predicted = np.empty_like(y)
    for group in set(groups):
        own = groups == group
        predicted[own] = np.polyval(np.polyfit(x[~own], y[~own], degree), x[own])
    return 1 - ((y - predicted) ** 2).sum() / ((y - y.mean()) ** 2).sum()


def correlation(pairs, block=5):
    """Of two columns, with the interval by resampling blocks of neighbouring steps."""
    blocks = np.arange(len(pairs)) // block
    x, y = pairs.T / np.abs(pairs).max(0)[:, None]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1)
    sums = np.zeros((blocks.max() + 1, terms.shape[1]))
    np.add.at(sums, blocks, terms)

    def of(sums):
        n, x1, y1, xx, xy, yy = sums.T
        return (xy - x1 * y1 / n) / np.sqrt((xx - x1**2 / n) * (yy - y1**2 / n))

    return of(sums.sum(0)), *np.percentile(of(draws(len(sums)) @ sums), TAILS)


def report(points):
    """Prints what each method reaches and keeps, R^2 of every predictor, and the law within each rate."""
    methods = np.array([point["method"] for point in points])
    rates = np.array([point["rate"] for point in points])
    _, runs = np.unique([point["trial"] for point in points], return_inverse=True)
    forgotten = np.array([100 * (point["base.old-accuracy"] - point["old.accuracy"]) for point in points])
    print(f"\n{len(points)} points of {runs.max() + 1} runs; the point of each method that gets furthest")
    for method in dict.fromkeys(methods):
        best = max((p for p in points if p["method"] == method), key=lambda point: point["new.accuracy"])
        print(f"{method:10} parity {100 * best['new.accuracy']:5.1f}  garments {100 * best['old.accuracy']:5.1f}"
              f"  KL {best['new.forward-kl']:6.3f}")
    times = draws(runs.max() + 1)
    names = [name for name in points[0] if "." in name and not any(skip in name for skip in SKIPPED)]
    for degree in (2, 1):
        print(f"\nR^2 of forgetting, degree {degree}, and on methods held out")
        rows = []
        for name in names:
            x = np.array([point[name] for point in points])
            sums = power_sums(x, forgotten, runs)
            low, high = np.percentile(r_squared(times @ sums, degree), TAILS)
            rows.append((r_squared(sums.sum(0), degree), low, high, held_out(x, forgotten, methods, degree), name))
        for value, low, high, out, name in sorted(rows, reverse=True):
            print(f"{name:22} {value:.3f} [{low:.3f}, {high:.3f}]  {out:6.3f}")
    print("\nR^2 of forward KL within each rate")
    x = np.array([point["new.forward-kl"] for point in points])
    for rate in np.unique(rates):
        _, own = np.unique(runs[rates == rate], return_inverse=True)
        sums = power_sums(x[rates == rate], forgotten[rates == rate], own)
        low, high = np.percentile(r_squared(draws(len(sums)) @ sums, 2), TAILS)
        print(f"{rate:.2e} {r_squared(sums.sum(0), 2):.3f} [{low:.3f}, {high:.3f}]")
