"""How the rankings of a search become one. Pure.

Three rankings: by the session's vector (dense), by the words of the last question, and, in a conversation, by the words
of all its turns. Reciprocal ranks and scaled scores are added; that, and the weights, are what `benchmarks/fusion.py`
finds best on the development sets (docs/experiments.md); the last question's words weigh 1. Where a question opens a
topic (`topic`), the ranking by its own vector comes as a fourth, as heavy as the session's, and the words of all turns
weigh as much as its own. What stands below the last question itself comes before all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

Ranking: TypeAlias = Sequence[tuple[int, float]]

CANDIDATES = 50
RANK_CONSTANT = 10
DENSE_WEIGHT, LAST_WEIGHT, HISTORY_WEIGHT = 0.75, 1.0, 1.5
LEFT_HISTORY_WEIGHT = 1.0  # where the question opens a topic
HEADED_WEIGHT = 3.0  # of what stands below the question


@dataclass(frozen=True, slots=True)
class Part:
    """What one ranking says of a passage: its name, rank from 1, own score, and share of the fused score."""

    name: str
    rank: int
    score: float
    share: float


def scaled(ranking: Ranking) -> list[float]:
    """The scores of a ranking, best first, on 0..1: its best 1, one below its worst 0; all 1 where they are equal."""
    if not ranking:
        return []
    best, worst = ranking[0][1], ranking[-1][1]
    if best <= worst:
        return [1.0] * len(ranking)
    step = (best - worst) / len(ranking)
    return [(score - worst + step) / (best - worst + step) for _, score in ranking]


def parts(
    dense: Ranking, last: Ranking, history: Ranking = (), alone: Ranking | None = None, headed: Ranking = ()
) -> dict[int, list[Part]]:
    """For each passage among the first candidates of the rankings, what they say of it. `alone` is the ranking by the
    last question's own vector, where it opens a topic, `headed` are passages that have the last question as a
    heading."""
    found: dict[int, list[Part]] = {}
    named = (
        ("dense", dense, DENSE_WEIGHT),
        ("alone", alone or (), DENSE_WEIGHT),
        ("words", last, LAST_WEIGHT),
        ("history", history, HISTORY_WEIGHT if alone is None else LEFT_HISTORY_WEIGHT),
        ("headed", headed, HEADED_WEIGHT),
    )
    for name, ranking, weight in named:
        first = ranking[:CANDIDATES]
        for rank, ((identifier, score), scale) in enumerate(zip(first, scaled(first), strict=True), 1):
            share = (1 + RANK_CONSTANT) / (rank + RANK_CONSTANT) + scale
            found.setdefault(identifier, []).append(Part(name, rank, score, weight * share))
    return found


def fused(found: dict[int, list[Part]]) -> list[tuple[int, float]]:
    """(passage id, sum of its shares), best first; ties keep the first seen."""
    scores = [(identifier, sum(part.share for part in said)) for identifier, said in found.items()]
    return sorted(scores, key=lambda item: -item[1])


def fuse(dense: Ranking, last: Ranking, history: Ranking = (), alone: Ranking | None = None) -> list[tuple[int, float]]:
    """The fused ranking of a search, as the program does it."""
    return fused(parts(dense, last, history, alone))
