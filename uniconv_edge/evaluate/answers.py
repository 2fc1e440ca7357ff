"""How good the answers of a set are: words shared with the references, quotes, and knowing when not to answer."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import repeat
from typing import Any, Protocol

import numpy as np

from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.evaluate.groups import parts_as_json
from uniconv_edge.evaluate.lexical import LexicalQuery, Ranking
from uniconv_edge.evaluate.metrics import Overlap, auroc, best_f1
from uniconv_edge.evaluate.retrieval import SHOWN_OF_A_SOURCE, PoolSearch, trec_run
from uniconv_edge.evaluate.significance import SEED, Interval, auroc_interval, mean_interval
from uniconv_edge.types import Answer, Hit, Timings, Turn

GOLD_SOURCES = 5
_NEGATIVES_LOOKED_AT = 50


class Answerer(Protocol):
    """Answers a conversation from given sources, without a search."""

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        """The answer to the last turn."""
        ...


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer and its measures; they are 0 when the task was refused, None when it has nothing to compare with.

    `bare_f1` is the token F1 of the answer that was given without any source, None when that was not asked for.
    """

    task: Task
    answer: Answer
    f1: float | None
    rouge_l: float | None
    bleu: float | None
    quote_f1: float | None
    bare_f1: float | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """Figures of one run over the answers of a set."""

    set: str
    sources: str
    judged: tuple[Judged, ...]
    metrics: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]

    def as_json(self) -> dict[str, Any]:
        """The object of `--json`."""
        first = [each.answer.timings.first_token_ms for each in self.judged]
        total = [each.answer.timings.total_ms for each in self.judged]
        return {
            "schema": 1,
            "set": self.set,
            "n": len(self.judged),
            "sources": self.sources,
            "metrics": dict(self.metrics),
            "intervals": dict(self.intervals),
            **parts_as_json([each.task for each in self.judged], measures(self.judged)),
            "median_ms": {"first_token": float(np.median(first)), "total": float(np.median(total))},
        }


def sample(tasks: Sequence[Task], limit: int | None) -> tuple[Task, ...]:
    """All tasks, or `limit` of them drawn with a seed, in their order."""
    if limit is None or limit >= len(tasks):
        return tuple(tasks)
    chosen = random.Random(SEED).sample(range(len(tasks)), limit)  # noqa: S311 - a repeatable draw, not a secret
    return tuple(tasks[index] for index in sorted(chosen))


def gold_sources(search: PoolSearch) -> Iterator[list[Hit]]:
    """For each task of the search five sources in seeded order: the relevant passages (at most four), or for an
    unanswerable task those offered, and the passages that share most words with the question but are neither."""
    for number, task in enumerate(search.tasks):
        chosen = _gold_places(search, task)
        random.Random(f"{SEED}:{task.id}").shuffle(chosen)  # noqa: S311 - a repeatable order, not a secret
        yield as_hits(search, number, [(place, 0.0) for place in chosen])


def _gold_places(search: PoolSearch, task: Task) -> list[int]:
    position = search.data.position
    known = {position[identifier] for identifier in (*task.relevant, *task.offered)}
    chosen = [position[identifier] for identifier in (task.relevant or task.offered)[: GOLD_SOURCES - 1]]
    negatives = [place for place, _ in search.words(task, "last", _NEGATIVES_LOOKED_AT) if place not in known]
    return chosen + negatives[: GOLD_SOURCES - len(chosen)]


def found_sources(search: PoolSearch, lexical_query: LexicalQuery, top_k: int) -> Iterator[list[Hit]]:
    """For each task of the search the first `top_k` passages of the fused ranking."""
    return (hits for hits, _ in timed_sources(search, lexical_query, top_k))


def timed_sources(search: PoolSearch, lexical_query: LexicalQuery, top_k: int) -> Iterator[tuple[list[Hit], float]]:
    """As `found_sources`, each with the milliseconds that the task's own search took: exact scan, words and fusion."""
    search.prepare()
    for number in range(len(search.tasks)):
        began = time.perf_counter()
        ranking = search.fused_one(number, lexical_query)
        taken = 1e3 * (time.perf_counter() - began)
        yield as_hits(search, number, ranking[:top_k]), taken


def as_hits(search: PoolSearch, number: int, ranking: Ranking) -> list[Hit]:
    """Passages of the pool as sources for task `number` of the search, each a document of one page."""
    own = search.alone(number)
    asked = search.led_to(number)[None]
    asked = asked if own is None else np.vstack([asked, own])
    passages = search.data.passages
    return [
        Hit(
            rank=rank,
            score=value,
            passage_id=place,
            document_id=place,
            path=passages[place].id,
            title=passages[place].title,
            page=None,
            page_index=0,
            start=0,
            end=len(passages[place].text),
            text=passages[place].text,
            cosine=float((asked @ search.passages[place]).max()),
        )
        for rank, (place, value) in enumerate(ranking, start=1)
    ]


def judge_all(
    answerer: Answerer,
    tasks: Sequence[Task],
    sources: Iterable[Sequence[Hit]],
    *,
    search_ms: Iterable[float] | None = None,
    bare: bool = False,
) -> Iterator[Judged]:
    """Answer and judge each task from its sources, one after the other; with `bare` also from no source at all.

    `search_ms`, one for each task, is what finding its sources took: the times of the answer are then those of a person
    who waits for the search as well.
    """
    overlap = Overlap()
    waited = repeat(0.0, len(tasks)) if search_ms is None else search_ms
    for task, hits, milliseconds in zip(tasks, sources, waited, strict=True):
        answer = answerer.answer_from(task.turns, hits)
        judged = judge(task, replace(answer, timings=_searched(answer.timings, milliseconds)), overlap)
        if bare:
            judged = replace(judged, bare_f1=judge(task, answerer.answer_from(task.turns, ()), overlap).f1)
        yield judged


def _searched(timings: Timings, milliseconds: float) -> Timings:
    """The times of an answer from given sources, with those of the search between reading the session and them."""
    if not milliseconds:
        return timings
    first, total = timings.first_token_ms + milliseconds, timings.total_ms + milliseconds
    return Timings(timings.embed_ms, milliseconds, first, total)


def judge(task: Task, answer: Answer, overlap: Overlap) -> Judged:
    """Compare one answer with its references; quotes with the task's evidence, or with the references without one."""
    if not task.answerable or not task.responses:
        return Judged(task, answer, None, None, None, None)
    said = answer.text if answer.answered else ""
    quoted = " ".join(quote.text for quote in answer.quotes) if answer.answered else ""
    expected = (task.evidence,) if task.evidence else task.responses
    return Judged(
        task,
        answer,
        best_f1(said, task.responses),
        overlap.rouge_l(said, task.responses),
        overlap.bleu(said, task.responses),
        best_f1(quoted, expected),
    )


def measures(judged: Sequence[Judged]) -> dict[str, list[float | None]]:
    """The measures of each answer, shape (n,); None where it has nothing to compare with."""
    return {
        "F1": [each.f1 for each in judged],
        "ROUGE-L": [each.rouge_l for each in judged],
        "BLEU": [each.bleu for each in judged],
        "quote_F1": [each.quote_f1 for each in judged],
        "answered": [float(each.answer.answered) for each in judged],
    }


def summarise(name: str, sources: str, judged: Sequence[Judged]) -> Answering:
    """Means with their intervals, and the AUROC of the confidence. Raises UniconvError without an answer."""
    if not judged:
        raise UniconvError(f"no task of {name} was answered", "name a set with tasks, and a `--limit` above 0")
    columns = measures(judged)
    for measure, wanted in (("answered_answerable", True), ("answered_unanswerable", False)):
        columns[measure] = [float(each.answer.answered) if each.task.answerable is wanted else None for each in judged]
    values = {metric: [value for value in column if value is not None] for metric, column in columns.items()}
    metrics: dict[str, float | None] = {m: float(np.mean(v)) if v else None for m, v in values.items()}
    intervals = {metric: mean_interval(each) for metric, each in values.items()}
    confidence = [each.answer.confidence for each in judged]
    answerable = [each.task.answerable for each in judged]
    metrics["abstain_AUROC"] = auroc(confidence, answerable)
    intervals["abstain_AUROC"] = auroc_interval(confidence, answerable)
    return Answering(name, sources, tuple(judged), metrics, intervals)


def details(each: Judged) -> dict[str, Any]:
    """One answer with what it was made from: a line of a run folder's tasks.jsonl, and of `--details`."""
    timings = each.answer.timings
    return {
        **each.task.as_row(),
        "sources": [hit.path for hit in each.answer.sources],
        "source_texts": [hit.text[:SHOWN_OF_A_SOURCE] for hit in each.answer.sources],
        "answered": each.answer.answered,
        "confidence": each.answer.confidence,
        "text": each.answer.text,
        "quotes": [
            {"source": quote.path, "text": quote.text, "verified": quote.verified} for quote in each.answer.quotes
        ],
        "metrics": {name: column[0] for name, column in measures([each]).items()},
        "bare_F1": each.bare_f1,
        "ms": {
            "embed": timings.embed_ms,
            "search": timings.search_ms,
            "first_token": timings.first_token_ms,
            "total": timings.total_ms,
        },
    }


def offered_lines(judged: Sequence[Judged], name: str) -> list[str]:
    """The sources that were offered, in TREC run format, in the order they were offered in."""
    return trec_run(
        {each.task.id: [(hit.path, 1.0 / hit.rank) for hit in each.answer.sources] for each in judged}, name
    )
