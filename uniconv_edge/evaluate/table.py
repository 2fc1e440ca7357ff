"""Every set of a folder through every way of searching, as one table: R@5 and nDCG@10 in percent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate.datasets import EvaluationSet, find_sets, read_set
from uniconv_edge.evaluate.lexical import LexicalQuery, Ranking, WordsOf
from uniconv_edge.evaluate.retrieval import PoolSearch, Retrieval, score
from uniconv_edge.evaluate.vectors import Narrate
from uniconv_edge.types import PassageEmbedder

SHOWN = ("R@5", "nDCG@10")


@dataclass(frozen=True, slots=True)
class System:
    """One column: a way to search, by `rank`, over the search of embedder number `encoder`."""

    name: str
    query: str
    retriever: str
    rank: Callable[[PoolSearch], list[Ranking]]
    encoder: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One set: the size of its pool and a result for each system, in their order."""

    set: str
    pool: int
    results: tuple[Retrieval, ...]


def systems(
    *, model: bool, bm25: bool, baselines: Sequence[str] = (), lexical_query: LexicalQuery = "both"
) -> list[System]:
    """The columns: with a model dense and fused, full text always, bm25s and named baseline encoders if wanted."""
    words: tuple[WordsOf, ...] = ("last", "history")
    columns = _dense("dense", 0) if model else []
    columns += [_words("full text", query) for query in words]
    columns += [_bm25(query) for query in words] if bm25 else []
    columns += [_fused("fused", lexical_query, 0)] if model else []
    for number, name in enumerate(baselines, start=1):
        columns += [*_dense(name, number), _fused(f"{name} fused", lexical_query, number)]
    return columns


def _dense(name: str, encoder: int) -> list[System]:
    return [
        System(f"{name}, session", "session", "dense", lambda search: search.dense("session"), encoder),
        System(f"{name}, last", "last", "dense", lambda search: search.dense("last"), encoder),
    ]


def _words(name: str, query: WordsOf) -> System:
    return System(f"{name}, {query}", query, "lexical", lambda search: search.lexical(query))


def _bm25(query: WordsOf) -> System:
    return System(f"BM25, {query}", query, "bm25s", lambda search: search.bm25(query))


def _fused(name: str, words: LexicalQuery, encoder: int) -> System:
    return System(
        f"{name}, session + {words}", "session", "fused", lambda search: search.fused("session", words), encoder
    )


def run_table(
    folder: Path,
    columns: Sequence[System],
    encoders: Sequence[PassageEmbedder | None],
    *,
    cache: Path,
    narrate: Narrate,
    only: Sequence[str] = (),
) -> Iterator[Row]:
    """Measure each set of the folder (all, or those named in `only`); `encoders` are what `System.encoder` counts."""
    sets = find_sets(folder)
    known = [name for name, _, _ in sets]
    if unknown := next((name for name in only if name not in known), None):
        raise UsageError(f"no set `{unknown}` in `{folder}`", f"it has {', '.join(known)}")
    for name, tasks, passages in sets:
        if only and name not in only:
            continue
        data = read_set(tasks, passages)
        narrate(f"{data.name}: {len(data.scored)} tasks, {len(data.passages)} passages")
        yield _measure(data, columns, encoders, cache, narrate)


def _measure(
    data: EvaluationSet,
    columns: Sequence[System],
    encoders: Sequence[PassageEmbedder | None],
    cache: Path,
    narrate: Narrate,
) -> Row:
    with ExitStack() as stack:
        searches = [
            stack.enter_context(PoolSearch(data, data.scored, encoder, cache=cache, narrate=narrate))
            for encoder in encoders or (None,)
        ]
        results = [
            score(data, data.scored, c.rank(searches[c.encoder]), query=c.query, retriever=c.retriever) for c in columns
        ]
    return Row(data.name, len(data.passages), tuple(results))


def as_markdown(rows: Sequence[Row], columns: Sequence[System]) -> str:
    """The table for people: each cell is R@5 / nDCG@10 in percent; the last row is the mean of the sets."""
    head = ["set", "tasks", "pool", *(column.name for column in columns)]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for row in rows:
        cells = [_cell([result.metrics[metric] for metric in SHOWN]) for result in row.results]
        lines.append([row.set, str(row.results[0].n), str(row.pool), *cells])
    if len(rows) > 1:
        means = [_cell([_mean(rows, number, metric) for metric in SHOWN]) for number in range(len(columns))]
        lines.append(["**mean of sets**", str(sum(row.results[0].n for row in rows)), "", *means])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def as_json(rows: Sequence[Row], columns: Sequence[System]) -> dict[str, Any]:
    """The object of `--json`: for each set a full result for each system, and the means of the sets."""
    metrics = rows[0].results[0].metrics if rows else ()
    return {
        "schema": 1,
        "sets": [
            {
                "set": row.set,
                "pool": row.pool,
                "systems": {column.name: result.as_json() for column, result in zip(columns, row.results, strict=True)},
            }
            for row in rows
        ],
        "mean": {
            column.name: {metric: _mean(rows, number, metric) for metric in metrics}
            for number, column in enumerate(columns)
        },
    }


def _mean(rows: Sequence[Row], number: int, metric: str) -> float:
    return float(np.mean([row.results[number].metrics[metric] for row in rows]))


def _cell(values: Sequence[float]) -> str:
    return " / ".join(f"{100 * value:.1f}" for value in values)
