"""The first hits of a search in the order that the model's reader gives them too. Pure.

The reader says of each sentence whether it answers; a passage is as good as its best one. How much that counts beside
the place that the search gave was measured by `benchmarks/rerank.py` (docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from uniconv_edge.types import FloatArray, Hit

SHARE = 0.2  # of the log-odds beside the logarithm of a place; a model's calibration may set `rerank_share`
_WORST = -100.0  # of a passage without sentences
_FIRST_PLACES = 2  # added to a place: the first few are near to one another


def reordered(
    hits: Sequence[Hit], odds: Sequence[FloatArray], share: float = SHARE, tells: Sequence[bool] = ()
) -> list[Hit]:
    """The hits, ranked anew from 1, by their place and by the best log-odds of their sentences, (s,) for each; first
    those that tell what the question asks in so many words, as a definition does."""
    best = np.array([each.max(initial=_WORST) for each in odds])
    worth = share * best - np.log(np.arange(len(hits)) + 1 + _FIRST_PLACES)
    plainly = np.array(tells or [False] * len(hits), bool)
    order = np.lexsort((-worth, ~plainly))
    return ranked([hits[i] for i in order])


def ranked(hits: Sequence[Hit]) -> list[Hit]:
    """The hits with their places as their ranks, from 1."""
    return [hit if hit.rank == rank else replace(hit, rank=rank) for rank, hit in enumerate(hits, 1)]
