"""How well the relevant passages of a set are found: dense, lexical or both fused."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from uniconv_edge.assistant.question.topic import before_question, opens_topic, since_topic
from uniconv_edge.assistant.search.fusion import fuse
from uniconv_edge.assistant.search.retrieve import worded
from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.datasets import EvaluationSet, Task
from uniconv_edge.evaluate.groups import parts_as_json
from uniconv_edge.evaluate.lexical import Bm25Pool, LexicalQuery, LibraryPool, Ranking, WordsOf, bm25_query, query_text
from uniconv_edge.evaluate.metrics import score_rankings
from uniconv_edge.evaluate.significance import Interval, mean_interval
from uniconv_edge.evaluate.vectors import Narrate, passage_vectors, session_vectors
from uniconv_edge.types import FloatArray, PassageEmbedder, Turn

DenseQuery = Literal["last", "session"]
Retriever = Literal["dense", "lexical", "fused"]

DEPTH = 100
SHOWN_OF_A_SOURCE = 400  # characters: enough for a person to see what a source is about
_QUERIES_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Figures of one run: `values` per task of `tasks`, `metrics` their means, `intervals` of the means."""

    set: str
    query: str
    retriever: str
    tasks: tuple[Task, ...]
    rankings: tuple[Ranking, ...]
    values: Mapping[str, list[float]]
    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval | None]

    @property
    def n(self) -> int:
        """How many tasks were scored."""
        return len(self.tasks)

    def as_json(self) -> dict[str, Any]:
        """The object of `--json`."""
        return {
            "schema": 1,
            "set": self.set,
            "n": self.n,
            "query": self.query,
            "retriever": self.retriever,
            "metrics": dict(self.metrics),
            "intervals": dict(self.intervals),
            **parts_as_json(self.tasks, self.values),
        }


class PoolSearch:
    """Rankings of a set's pool for some of its tasks; each ranking holds (index of passage, score), best first.

    What several rankings share (vectors, word index) is computed once. A context manager: it owns a temporary folder.
    """

    def __init__(
        self,
        data: EvaluationSet,
        tasks: Sequence[Task],
        embedder: PassageEmbedder | None,
        *,
        cache: Path,
        narrate: Narrate,
    ) -> None:
        self.data = data
        self.tasks = tuple(tasks)
        self._embedder = embedder
        self._cache = cache
        self._narrate = narrate
        self._pool: LibraryPool | None = None
        self._passages: FloatArray | None = None
        self._queries: dict[DenseQuery, FloatArray] = {}

    def __enter__(self) -> PoolSearch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.close()

    def rank(self, retriever: Retriever, query: DenseQuery, lexical_query: LexicalQuery) -> list[Ranking]:
        """The rankings of one retriever."""
        if retriever == "dense":
            return self.dense(query)
        return self.lexical(lexical_query) if retriever == "lexical" else self.fused(query, lexical_query)

    @property
    def passages(self) -> FloatArray:
        """Unit vectors of the pool, shape (n, dims)."""
        if self._passages is None:
            self._passages = passage_vectors(self._model, self.data, self._cache, self._narrate)
        return self._passages

    def queries(self, query: DenseQuery) -> FloatArray:
        """Unit vectors of the tasks' sessions, or of their last turns alone, shape (tasks, dims)."""
        if query == "last" and not any(task.history for task in self.tasks):
            query = "session"
        if query not in self._queries:
            turns = [task.turns if query == "session" else (Turn("user", task.query),) for task in self.tasks]
            self._queries[query] = session_vectors(self._model, turns)
        return self._queries[query]

    def dense(self, query: DenseQuery) -> list[Ranking]:
        """By cosine to the vector of the whole session, or of its last turn alone."""
        return nearest(self.queries(query), self.passages, DEPTH)

    def lexical(self, query: LexicalQuery) -> list[Ranking]:
        """By the library's full-text ranking; "both" fuses those of the last turn and of the history."""
        if query != "both":
            return [self.words(task, query, DEPTH) for task in self.tasks]
        return [fuse((), last, history)[:DEPTH] for last, history in self._both()]

    def words(self, task: Task, words_of: WordsOf, limit: int) -> Ranking:
        """The library's full-text ranking of one task."""
        return self._opened_pool().search(query_text(task, words_of), limit, related=words_of == "last")

    def bm25(self, words_of: WordsOf) -> list[Ranking]:
        """By bm25s."""
        return Bm25Pool(self.data.passages).search([bm25_query(task, words_of) for task in self.tasks], DEPTH)

    def fused(self, query: DenseQuery, lexical_query: LexicalQuery) -> list[Ranking]:
        """As the assistant fuses. With "both" it is all that the assistant does: dense, the words of the last turn, and
        those of the history where there is one."""
        if lexical_query == "both" and query == "session":
            return [self.fused_one(number, lexical_query) for number in range(len(self.tasks))]
        words = self._both() if lexical_query == "both" else [(ranking, []) for ranking in self.lexical(lexical_query)]
        return [
            fuse(dense, last, history)[:DEPTH] for dense, (last, history) in zip(self.dense(query), words, strict=True)
        ]

    def fused_one(self, number: int, lexical_query: LexicalQuery) -> Ranking:
        """The fused ranking of one task with its session's vector, searched by itself as a person's question is; with
        "both" as the assistant does, which leaves old topics."""
        if lexical_query != "both":
            dense = nearest(self.queries("session")[number : number + 1], self.passages, DEPTH)[0]
            return fuse(dense, self.words(self.tasks[number], lexical_query, DEPTH))[:DEPTH]
        dense = nearest(self.led_to(number)[None], self.passages, DEPTH)[0]
        last, history = self._words_of(self._topics[number])
        own = self.alone(number)
        alone = None if own is None else nearest(own[None], self.passages, DEPTH)[0]
        return fuse(dense, last, history, alone)[:DEPTH]

    def led_to(self, number: int) -> FloatArray:
        """The vector (dims,) of a task's session without the topics that it has left; as the assistant has it."""
        vector: FloatArray = self._sessions[number]
        return vector

    def alone(self, number: int) -> FloatArray | None:
        """The vector (dims,) of a task's question by itself, where it opens a topic of its own; as the assistant has
        it."""
        own: FloatArray | None = self.queries("last")[number] if self._opening[number] else None
        return own

    @cached_property
    def _topics(self) -> list[Task]:
        return without_old_topics(self.tasks, self._model)

    @cached_property
    def _sessions(self) -> FloatArray:
        """The vectors of the whole sessions, but for those that have left a topic."""
        vectors = self.queries("session").copy()
        left = [number for number, task in enumerate(self._topics) if task.turns != self.tasks[number].turns]
        if left:
            vectors[left] = session_vectors(self._model, [self._topics[number].turns for number in left])
        return vectors

    @cached_property
    def _opening(self) -> list[bool]:
        """For each task whether its question opens a topic; decided for all at once, which embeds them together."""
        following = [number for number, task in enumerate(self._topics) if task.history]
        opening = [False] * len(self.tasks)
        if following:
            read = [worded(self._topics[number].turns) for number in following]
            before = session_vectors(self._model, [tuple(before_question(turns)) for turns in read])
            own = self.queries("last")
            for number, turns, session in zip(following, read, before, strict=True):
                opening[number] = opens_topic(turns, float(own[number] @ session))
        return opening

    def prepare(self) -> None:
        """Make what all tasks share: the vectors of passages and sessions, and the word index."""
        _ = self._sessions, self._opening, self.passages
        self._opened_pool()

    def _both(self) -> list[tuple[Ranking, Ranking]]:
        return [self._words_of(task) for task in self.tasks]

    def _words_of(self, task: Task) -> tuple[Ranking, Ranking]:
        """The rankings of the last turn's words and, where there is one, of the history's."""
        history = self.words(task, "history", DEPTH) if task.history else []
        return self.words(task, "last", DEPTH), history

    def _opened_pool(self) -> LibraryPool:
        if self._pool is None:
            self._pool = LibraryPool(self.data.passages)
        return self._pool

    @property
    def _model(self) -> PassageEmbedder:
        if self._embedder is None:
            raise UniconvError("a dense ranking needs a model", "name one with `--model`")
        return self._embedder


def without_old_topics(tasks: Sequence[Task], embedder: PassageEmbedder) -> list[Task]:
    """The tasks with what their questions follow: the turns from the last question on that left what was said before
    it."""
    kept = [len(since_topic(embedder, worded(task.history))) for task in tasks]
    return [
        replace(task, history=task.history[len(task.history) - count :])
        for task, count in zip(tasks, kept, strict=True)
    ]


def nearest(queries: FloatArray, passages: FloatArray, depth: int) -> list[Ranking]:
    """The `depth` passages (n, d) of highest inner product for each query (t, d), exact; ties in pool order."""
    found: list[Ranking] = []
    for start in range(0, len(queries), _QUERIES_AT_ONCE):
        similarities = queries[start : start + _QUERIES_AT_ONCE] @ passages.T
        order = np.argsort(-similarities, axis=1, kind="stable")[:, :depth]
        for row, places in zip(similarities, order, strict=True):
            found.append([(int(place), float(row[place])) for place in places])
    return found


def score(
    data: EvaluationSet, tasks: Sequence[Task], rankings: Sequence[Ranking], *, query: str, retriever: str
) -> Retrieval:
    """Measure rankings of tasks that all have a relevant passage. Raises UniconvError when there is no such task."""
    if not tasks:
        raise UniconvError(f"no task of {data.name} has a relevant passage", "retrieval cannot be measured on it")
    named = {
        task.id: [data.passages[place].id for place, _ in ranking]
        for task, ranking in zip(tasks, rankings, strict=True)
    }
    relevant: dict[str, Collection[str]] = {task.id: task.relevant for task in tasks}
    values = score_rankings(named, relevant)
    return Retrieval(
        set=data.name,
        query=query,
        retriever=retriever,
        tasks=tuple(tasks),
        rankings=tuple(rankings),
        values=values,
        metrics={name: float(np.mean(each)) for name, each in values.items()},
        intervals={name: mean_interval(each) for name, each in values.items()},
    )


def run_lines(data: EvaluationSet, result: Retrieval) -> list[str]:
    """The rankings in TREC run format."""
    ranked = {
        task.id: [(data.passages[place].id, value) for place, value in ranking]
        for task, ranking in zip(result.tasks, result.rankings, strict=True)
    }
    return trec_run(ranked, result.retriever)


def trec_run(ranked: Mapping[str, Sequence[tuple[str, float]]], name: str) -> list[str]:
    """For each task id (passage id, score) pairs, best first, in TREC run format. Tied scores are lowered by the least
    step, to keep the order in every tool. Raises UniconvError for an id with white space."""
    lines: list[str] = []
    for task, ranking in ranked.items():
        ceiling = np.float32(np.inf)
        for rank, (passage, value) in enumerate(ranking, start=1):
            ceiling = min(np.float32(value), np.nextafter(ceiling, np.float32(-np.inf)))
            lines.append(f"{_run_id(task)} Q0 {_run_id(passage)} {rank} {ceiling:.9g} {name}")
    return lines


def task_rows(data: EvaluationSet, result: Retrieval) -> list[dict[str, Any]]:
    """The lines of a run folder's tasks.jsonl: each task with its conversation, its measures, and the first passages of
    its ranking with the beginning of their texts."""
    return [
        {
            **task.as_row(),
            "metrics": {name: each[index] for name, each in result.values.items()},
            "found": [data.passages[place].id for place, _ in result.rankings[index][:10]],
            "source_texts": [data.passages[place].text[:SHOWN_OF_A_SOURCE] for place, _ in result.rankings[index][:10]],
        }
        for index, task in enumerate(result.tasks)
    ]


def qrels_lines(tasks: Sequence[Task]) -> list[str]:
    """The relevant passages in TREC qrels format."""
    return [f"{_run_id(task.id)} 0 {_run_id(passage)} 1" for task in tasks for passage in task.relevant]


def _run_id(identifier: str) -> str:
    if any(character.isspace() for character in identifier):
        raise UniconvError(
            f"id {identifier!r} has white space, which the TREC run format cannot hold", "leave out `--run`"
        )
    return identifier
