"""Which fusion of the three rankings finds most on the development sets: `python benchmarks/fusion.py DATA`.

Dense ranking, the last question's words and the whole conversation's words are fused in three ways, each over a grid
of weights: reciprocal ranks (Cormack et al., 2009), scores scaled to 0..1 within a ranking, and the sum of both.
Where a question opens a topic, the ranking by its own vector weighs as much as the dense one, and the conversation's
words no more than its own, as in `assistant/search/fusion.py`.
Printed is mean nDCG@10 over the sets: of the setting that is best on all (in-sample), and of the setting that is best
on the other sets, measured on the one left out. The second is the honest one. Passage vectors come from the cache of
`evaluate`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.search import fusion
from uniconv_edge.evaluate.datasets import find_sets, read_set
from uniconv_edge.evaluate.lexical import Ranking
from uniconv_edge.evaluate.retrieval import PoolSearch, nearest, without_old_topics
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.paths import model_folder

Array = npt.NDArray[np.float64]
DENSE = (0.0, 0.125, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
HISTORY = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
CONSTANTS = (5, 10, 20, 60)
GAIN = 1 / np.log2(np.arange(10) + 2)
narrate = partial(print, file=sys.stderr, flush=True)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What the rankings say of one task's candidates. Ranks count from 1, infinity where a ranking has none."""

    ranks: Array  # (4, n): dense, last, history, the question's own vector where it opens a topic
    scores: Array  # (4, n), 0..1 within each ranking, 0 where it has none
    opens: bool
    relevant: npt.NDArray[np.bool_]  # (n,)
    ideal: float


@dataclass(frozen=True, slots=True)
class Setting:
    """One way to fuse: the weights of reciprocal ranks, of scaled scores, or of both."""

    kind: str
    constant: int
    dense: float
    history: float
    opening: bool = True  # whether a question that opens a topic is ranked otherwise

    def value(self, task: Candidates) -> Array:
        """Fused scores of the candidates, shape (n,)."""
        opens = task.opens and self.opening
        history = min(self.history, fusion.LEFT_HISTORY_WEIGHT) if opens else self.history
        weights = np.array([self.dense, 1.0, history, self.dense if opens else 0.0])
        ranked = weights @ ((1 + self.constant) / (self.constant + task.ranks))
        if self.kind == "ranks":
            return np.asarray(ranked)
        scaled = weights @ task.scores
        return np.asarray(scaled if self.kind == "scores" else ranked + scaled)

    def __str__(self) -> str:
        constant = "" if self.kind == "scores" else f", k {self.constant}"
        return f"{self.kind}{constant}, dense {self.dense:g}, history {self.history:g}"


def settings(kind: str) -> Iterator[Setting]:
    """The grid of one kind."""
    for constant, dense, history in itertools.product(CONSTANTS if kind != "scores" else (0,), DENSE, HISTORY):
        yield Setting(kind, constant, dense, history)


def candidates(rankings: Sequence[Ranking], relevant: set[int], *, opens: bool) -> Candidates:
    """The union of the first candidates of the rankings."""
    cut = [ranking[: fusion.CANDIDATES] for ranking in rankings]
    places = list(dict.fromkeys(place for ranking in cut for place, _ in ranking))
    column = {place: number for number, place in enumerate(places)}
    ranks = np.full((len(cut), len(places)), np.inf)
    scores = np.zeros((len(cut), len(places)))
    for row, ranking in enumerate(cut):
        for rank, ((place, _), scaled) in enumerate(zip(ranking, fusion.scaled(ranking), strict=True), 1):
            ranks[row, column[place]] = rank
            scores[row, column[place]] = scaled
    hits = np.array([place in relevant for place in places], bool)
    return Candidates(ranks, scores, opens, hits, float(GAIN[: len(relevant)].sum()))


def mean_ndcg(tasks: Sequence[Candidates], setting: Setting) -> float:
    """Mean nDCG@10 of one set."""
    total = 0.0
    for task in tasks:
        if task.relevant.any():
            order = np.argsort(-setting.value(task), kind="stable")[:10]
            total += float(GAIN[: len(order)] @ task.relevant[order]) / task.ideal
    return total / len(tasks)


def read(data: Path, embedder: OnnxEmbedder) -> dict[str, list[Candidates]]:
    """The candidates of every scored task of every set below `data`."""
    found: dict[str, list[Candidates]] = {}
    for name, tasks_file, passages_file in find_sets(data):
        data_set = read_set(tasks_file, passages_file)
        tasks = without_old_topics(data_set.scored, embedder)
        with PoolSearch(data_set, tasks, embedder, cache=cache_folder(), narrate=narrate) as search:
            rankings = zip(search.dense("session"), search.lexical("last"), search.lexical("history"), strict=True)
            found[name] = []
            for number, (task, (dense, last, history)) in enumerate(zip(tasks, rankings, strict=True)):
                own = search.alone(number)
                alone = [] if own is None else nearest(own[None], search.passages, fusion.CANDIDATES)[0]
                each = [dense, last, history if task.history else [], alone]
                relevant = {data_set.position[identifier] for identifier in task.relevant}
                found[name].append(candidates(each, relevant, opens=own is not None))
        narrate(f"{name}: {len(found[name])} tasks")
    return found


def table(found: Mapping[str, Sequence[Candidates]]) -> dict[str, dict[Setting, list[float]]]:
    """For each kind the nDCG@10 of every setting on every set."""
    alone = {
        "dense alone": [Setting("ranks", 10, 1e6, 0.0, opening=False)],
        "as the program does": [Setting("both", fusion.RANK_CONSTANT, fusion.DENSE_WEIGHT, fusion.HISTORY_WEIGHT)],
        "the same without topics": [
            Setting("both", fusion.RANK_CONSTANT, fusion.DENSE_WEIGHT, fusion.HISTORY_WEIGHT, opening=False)
        ],
        "words alone": [Setting("ranks", k, 0.0, h) for k in CONSTANTS for h in HISTORY],
    }
    kinds = {kind: list(settings(kind)) for kind in ("ranks", "scores", "both")}
    return {
        kind: {setting: [mean_ndcg(tasks, setting) for tasks in found.values()] for setting in grid}
        for kind, grid in (alone | kinds).items()
    }


def left_out(values: Mapping[Setting, Sequence[float]], sets: int) -> list[float]:
    """On each set the figure of the setting that is best on the mean of the others."""
    held: list[float] = []
    for number in range(sets):
        best = max(values.values(), key=lambda row: sum(row) - row[number])
        held.append(best[number])
    return held


def main() -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, help="a folder of development sets (docs/evaluation.md)")
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    started = time.perf_counter()
    found = read(options.data, OnnxEmbedder.open(model_folder(options.model)))
    rows = []
    for kind, values in table(found).items():
        best = max(values, key=lambda setting: sum(values[setting]))
        held = left_out(values, len(found))
        rows.append((kind, str(best), float(np.mean(values[best])), float(np.mean(held)), held))
    if options.json:
        names = ("kind", "best", "in_sample", "left_out", "left_out_by_set")
        report = {"schema": 1, "sets": list(found), "rows": [dict(zip(names, row, strict=True)) for row in rows]}
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        sys.stdout.write(f"| fusion | best setting on all sets | in-sample | left out | {' | '.join(found)} |\n")
        sys.stdout.write(f"|{'---|' * (4 + len(found))}\n")
        for kind, best, inside, outside, held in rows:
            each = " | ".join(f"{100 * value:.1f}" for value in held)
            sys.stdout.write(f"| {kind} | {best} | {100 * inside:.2f} | {100 * outside:.2f} | {each} |\n")
    narrate(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
