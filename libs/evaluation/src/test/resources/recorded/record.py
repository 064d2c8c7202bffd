"""Works the figures in the statistics' recordings out anew, from the inputs in their lines: python record.py [--check]

Recorded with CPython 3.11, SciPy 1.17.1, statsmodels 0.15.0, NumPy 2.4.6 (as good with 2.2.6). With --check nothing is
written; the largest difference of each file to what it has is printed.
"""

import json
import math
import pathlib
import sys

import numpy as np
from scipy import optimize, special, stats
from statsmodels.api import OLS
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

here = pathlib.Path(__file__).parent


def wilson(d):
    low, high = proportion_confint(d["correct"], d["n"], 1 - d["confidence"], "wilson")
    return dict(low=low, high=high)


def clustered(d):
    y = np.concatenate([[1.0] * r + [0.0] * (n - r) for n, r in d["clusters"]])
    groups = np.repeat(np.arange(len(d["clusters"])), [n for n, _ in d["clusters"]])
    fit = OLS(y, np.ones_like(y)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    p, se, g = y.mean(), fit.bse[0], len([n for n, _ in d["clusters"] if n])
    constant = p in (0, 1)
    effective = g if se < 1e-12 else p * (1 - p) / se**2
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.5 + d["confidence"] / 2, g - 1))
    low, high = proportion_confint(p * effective, effective, alpha, "wilson")
    return dict(accuracy=p, se=se, deff=None if constant else se**2 / (p * (1 - p) / len(y)), low=low, high=high)


def paired(d):
    b, c, rest = d["onlyFirst"], d["onlySecond"], d["bothRight"] + d["bothWrong"]
    w = DescrStatsW([1, -1, 0], weights=[b + 1, c + 1, rest], ddof=0)
    half = stats.norm.ppf(0.5 + d["confidence"] / 2) * math.sqrt(w.var / w.sum_weights)
    p = mcnemar([[d["bothRight"], b], [c, d["bothWrong"]]], exact=True).pvalue
    with np.errstate(invalid="ignore"):
        kappa = cohens_kappa([[d["bothRight"], b], [c, d["bothWrong"]]]).kappa
    kappa = None if math.isnan(kappa) else kappa
    return dict(p=p, difference=(b - c) / (b + c + rest), kappa=kappa, low=max(-1, w.mean - half), high=min(1, w.mean + half))


def items_needed(d):
    size, share = abs(d["difference"]), d["discordant"]
    za, zb = stats.norm.ppf(1 - d["significance"] / 2), stats.norm.ppf(d["power"])
    n = ((za * math.sqrt(share) + zb * math.sqrt(share - size**2)) / size) ** 2
    return dict(items=math.ceil(n / 4 * (1 + math.sqrt(1 + 4 / (n * size))) ** 2))


def confidence_sequence(d):
    k, n = d["correct"], d["n"]
    level = special.betaln(k + 1, n - k + 1) - math.log(1 / (1 - d["confidence"]))

    def out(p):
        return level - special.xlogy(k, p) - special.xlog1py(n - k, -p)

    low = 0.0 if k == 0 else optimize.brentq(out, 1e-300, k / n, xtol=1e-15, rtol=1e-14)
    high = 1.0 if k == n else optimize.brentq(out, k / n, 1 - 1e-16, xtol=1e-15, rtol=1e-14)
    return dict(low=low, high=high)


def correlation(d):
    x, y = d["x"], d["y"]
    if len(x) < 2 or len(set(x)) == 1 or len(set(y)) == 1:
        return dict(pearson=None, spearman=None, low=None, high=None)
    rank, n, low, high = stats.spearmanr(x, y).statistic, len(x), None, None
    if n > 3 and abs(rank) < 1 - 1e-12:
        half = stats.norm.ppf(0.975) * math.sqrt((1 + rank**2 / 2) / (n - 3))
        low, high = np.tanh(np.arctanh(rank) - half), np.tanh(np.arctanh(rank) + half)
    return dict(pearson=stats.pearsonr(x, y).statistic, spearman=rank, low=low, high=high)


def mean_recall(d):
    """Classes are [items, right]; those of one item are one stratum."""
    classes = [c for c in d["classes"] if c[0]]
    alone = [c for c in classes if c[0] == 1]
    strata = [(n, k, 1) for n, k in classes if n > 1] + ([(len(alone), sum(k for _, k in alone), len(alone))] if alone else [])
    terms = []
    for n, k, weight in strata:
        q = (k + 0.5) / (n + 1)
        variance = np.var([1.0] * k + [0.0] * (n - k), ddof=1) / n if 0 < k < n else q * (1 - q) / n
        terms.append((variance * (weight / len(classes)) ** 2, max(1, n - 1)))
    total = sum(v for v, _ in terms)
    df = max(1, total**2 / sum(v**2 / of for v, of in terms))
    mean = np.mean([k / n for n, k in classes])
    if mean in (0, 1):
        effective = len(classes) ** 2 / sum(1 / n for n, _ in classes)
    else:
        effective = mean * (1 - mean) / total
    alpha = 2 * stats.norm.sf(stats.t.ppf(0.5 + d["confidence"] / 2, df))
    low, high = proportion_confint(mean * effective, effective, alpha, "wilson")
    return dict(mean=mean, low=low, high=high)


def holm(d):
    return dict(adjusted=multipletests(d["p"], method="holm")[1].tolist() if d["p"] else [])


def calibration(d):
    c, right, bins = np.array(d["confidences"]), np.array(d["right"], float), d["bins"]
    index = np.digitize(c, np.arange(1, bins + 1) / bins, right=True)
    ece = sum(abs(c[index == i].mean() - right[index == i].mean()) * (index == i).mean() for i in set(index))
    return dict(ece=ece, brier=np.mean((c - right) ** 2))


def distributions(d):
    of = {
        "gammaln": lambda: special.gammaln(d["a"]),
        "betainc": lambda: special.betainc(d["a"], d["b"], d["x"]),
        "t": lambda: stats.t.ppf(0.5 + d["confidence"] / 2, d["df"]),
    }
    return dict(value=of[d["of"]]())


def frequency(d):
    counts, accuracy = [c for c, _, _ in d["classes"]], [k / n for _, n, k in d["classes"]]
    bins = [*range(0, 101, 10), 1000, 10000, 100000]  # the study's
    means = []
    for low, high in zip(bins, [*bins[1:], math.inf]):
        within = [a for c, a in zip(counts, accuracy) if low <= c < high]
        means.append([len(within), float(np.mean(within)) if within else None])
    figures = correlation(dict(x=counts, y=accuracy))
    return dict(pearson=figures["pearson"], spearman=figures["spearman"], bins=means)


def apart(a, b):
    if isinstance(a, list):
        return math.inf if len(a) != len(b) else max(map(apart, a, b), default=0.0)
    return (0.0 if a is b else math.inf) if a is None or b is None else abs(a - b)


for work in (wilson, clustered, paired, items_needed, confidence_sequence, correlation, mean_recall, holm, calibration,
             distributions, frequency):
    file = here / f"{work.__name__}.jsonl"
    lines = [json.loads(line) for line in open(file)]
    new = [{k: v if isinstance(v, (list, type(None), int)) else float(v) for k, v in work(line).items()} for line in lines]
    if "--check" in sys.argv:
        print(f"{file.name:28} {len(lines):4} lines, apart at most",
              max(apart(v, line.get(k, v)) for line, figures in zip(lines, new) for k, v in figures.items()))
    else:
        file.write_text("".join(json.dumps({**line, **figures}) + "\n" for line, figures in zip(lines, new)))
