"""The paper's protocol on a published benchmark: NDCG@3, MRR, Recall@10 and @100 of the ranking, F1 of the answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.datasets import PoolPassage, Task
from uniconv_edge.evaluate.groups import parts_as_json
from uniconv_edge.evaluate.metrics import computed
from uniconv_edge.evaluate.published import shards as stored
from uniconv_edge.evaluate.significance import mean_interval
from uniconv_edge.evaluate.vectors import Narrate, session_vectors
from uniconv_edge.types import Hit, PassageEmbedder, Turn

# The paper's names, and those of ir_measures.
METRICS = {"NDCG@3": "nDCG@3", "MRR": "RR", "Recall@10": "R@10", "Recall@100": "R@100"}
DEPTH = 100
SOURCES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The ranking of each task, (passage number, id, score), best first; `values` per task that has a truth."""

    name: str
    query: str
    passages: int
    tasks: tuple[Task, ...]
    rankings: tuple[tuple[tuple[int, str, float], ...], ...]
    values: Mapping[str, list[float]]

    @property
    def scored(self) -> list[Task]:
        """The tasks that have a relevant passage: those of `values`, in order."""
        return [task for task in self.tasks if task.relevant]

    def as_json(self) -> dict[str, Any]:
        """The object of `--json`."""
        scored = self.scored
        return {
            "schema": 1,
            "set": self.name,
            "n": len(scored),
            "without_truth": len(self.tasks) - len(scored),
            "query": self.query,
            "retriever": "dense",
            "passages": self.passages,
            "metrics": {metric: float(np.mean(each)) for metric, each in self.values.items()},
            "intervals": {metric: mean_interval(each) for metric, each in self.values.items()},
            **parts_as_json(scored, self.values),
        }

    def task_rows(self) -> list[dict[str, Any]]:
        """The lines of a run folder's tasks.jsonl."""
        ranked = {task.id: ranking for task, ranking in zip(self.tasks, self.rankings, strict=True)}
        return [
            {
                "id": task.id, "set": task.set, "turn": task.depth, "answerable": task.answerable, "query": task.query,
                "metrics": {metric: each[index] for metric, each in self.values.items()},
                "relevant": list(task.relevant), "found": [identifier for _, identifier, _ in ranked[task.id][:10]],
            }
            for index, task in enumerate(self.scored)
        ]  # fmt: skip


def find(
    name: str, tasks: Sequence[Task], shards: stored.Shards, embedder: PassageEmbedder, query: str, narrate: Narrate
) -> Found:
    """Search the corpus for every task. Raises UniconvError when it lacks a relevant passage, or no task has one."""
    lost = stored.absent(shards, {identifier for task in tasks for identifier in task.relevant})
    if lost:
        raise UniconvError(
            f"{len(lost)} relevant passages are not in the corpus, such as {min(lost)!r}",
            "the corpus is of another version, or the truth of another split",
        )
    if not any(task.relevant for task in tasks):
        raise UniconvError(f"no question of {name} has a relevant passage", "name the file of relevant passages")
    sessions = [task.turns if query == "session" else (Turn("user", task.query),) for task in tasks]
    ranked = stored.search(shards, session_vectors(embedder, sessions), DEPTH, narrate)
    names = stored.named(shards, [number for ranking in ranked for number, _ in ranking])
    rankings = tuple(tuple((number, names[number], score) for number, score in ranking) for ranking in ranked)
    return Found(name, query, shards.size, tuple(tasks), rankings, _values(tasks, rankings))


def _values(tasks: Sequence[Task], rankings: Sequence[Sequence[tuple[int, str, float]]]) -> dict[str, list[float]]:
    judged = [(task, ranking) for task, ranking in zip(tasks, rankings, strict=True) if task.relevant]
    return computed(
        METRICS,
        {task.id: [identifier for _, identifier, _ in ranking] for task, ranking in judged},
        {task.id: task.relevant for task, _ in judged},
    )


def sources(found: Found, chosen: Sequence[Task], passages: Iterable[PoolPassage]) -> Iterator[list[Hit]]:
    """For each chosen task its first passages as sources. Their texts are read from the corpus in one pass."""
    ranked = {task.id: ranking[:SOURCES] for task, ranking in zip(found.tasks, found.rankings, strict=True)}
    wanted = {number for task in chosen for number, _, _ in ranked[task.id]}
    texts = {number: passage for number, passage in enumerate(passages) if number in wanted}
    for task in chosen:
        yield [
            Hit(
                rank=rank, score=score, passage_id=number, document_id=number, path=identifier,
                title=texts[number].title, page=None, page_index=0, start=0, end=len(texts[number].text),
                text=texts[number].text, cosine=score,
            )
            for rank, (number, identifier, score) in enumerate(ranked[task.id], start=1)
        ]  # fmt: skip
