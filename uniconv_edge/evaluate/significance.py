"""Intervals and tests over the tasks of a set. Pure and seeded: the same values give the same figures.

Percentile bootstrap (Efron 1979) and the paired randomisation test (Fisher 1935; Smucker et al. 2007), with Holm's
correction for several comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from uniconv_edge.evaluate.metrics import auroc

SEED = 20_250_707
_RESAMPLES, _RESAMPLES_OF_AUROC = 2_000, 1_000
_PERMUTATIONS = 20_000
_LEVEL = 0.95
_CELLS_AT_ONCE = 1_000_000

Interval = tuple[float, float]


def mean_interval(values: npt.ArrayLike) -> Interval | None:
    """Bootstrap interval (low, high) of the mean of (n,) values; None without values."""
    sample = np.asarray(values, dtype=np.float64)
    if not len(sample):
        return None
    return _percentiles(_resampled(_RESAMPLES, len(sample), lambda size, random: _means(sample, size, random)))


def auroc_interval(scores: npt.ArrayLike, positive: npt.ArrayLike) -> Interval | None:
    """Bootstrap interval of the AUROC, resampled within each class; None when there is only one class."""
    values, labels = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    yes, no = values[labels], values[~labels]
    if not len(yes) or not len(no):
        return None
    random = np.random.default_rng(SEED)
    truth = np.repeat([True, False], [len(yes), len(no)])
    drawn = [
        auroc(np.concatenate([random.choice(yes, len(yes)), random.choice(no, len(no))]), truth)
        for _ in range(_RESAMPLES_OF_AUROC)
    ]
    return _percentiles(np.asarray(drawn, dtype=np.float64))


def paired_randomisation(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Two-sided p of the difference of means of two runs over the same tasks, shapes (n,); ValueError otherwise."""
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.shape != other.shape or not len(one):
        raise ValueError("both runs need a value for each of the same tasks")
    difference = one - other
    observed = abs(difference.mean())

    def swapped(size: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
        signs = random.integers(0, 2, (size, len(difference)), dtype=np.int8) * 2 - 1
        return np.abs(signs @ difference) / len(difference)

    means = _resampled(_PERMUTATIONS, len(difference), swapped)
    # The tolerance counts arrangements that differ from the observed one only by rounding.
    return float((1 + np.count_nonzero(means >= observed - 1e-12)) / (_PERMUTATIONS + 1))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the order given."""
    adjusted = [0.0] * len(p_values)
    largest = 0.0
    for place, index in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        largest = max(largest, min(1.0, (len(p_values) - place) * p_values[index]))
        adjusted[index] = largest
    return adjusted


def _means(sample: npt.NDArray[np.float64], size: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    means: npt.NDArray[np.float64] = sample[random.integers(0, len(sample), (size, len(sample)))].mean(axis=1)
    return means


def _resampled(
    times: int, n: int, draw: Callable[[int, np.random.Generator], npt.NDArray[np.float64]]
) -> npt.NDArray[np.float64]:
    """`times` draws, as many at once as memory allows."""
    random = np.random.default_rng(SEED)
    step = max(1, _CELLS_AT_ONCE // n)
    return np.concatenate([draw(min(step, times - start), random) for start in range(0, times, step)])


def _percentiles(draws: npt.NDArray[np.float64]) -> Interval:
    low, high = np.quantile(draws, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
    return float(low), float(high)
