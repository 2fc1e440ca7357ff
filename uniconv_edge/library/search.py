"""What a search reads of a library: which documents pass filters, passages that share words, passages by their ids."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.library.query import Filters, path_passes
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import match_expression, terms_of
from uniconv_edge.types import Hit

_TITLE_WEIGHT, _TEXT_WEIGHT, _ALSO_WEIGHT = 0.5, 1.0, 1.0
# About a microsecond each. On the development sets 20,000 lose nothing, 5,000 up to five points (docs/retrieval.md).
MOST_POSTINGS = 20_000
_NO_COSINES: Mapping[int, float] = MappingProxyType({})
_VARIABLES_PER_QUERY = 500


def lexical(
    store: Store,
    query: str,
    limit: int,
    *,
    phrases: Sequence[str] = (),
    documents: Sequence[int] | None = None,
    without: npt.NDArray[np.int64] | None = None,
    counts: dict[str, int] | None = None,
) -> list[tuple[int, float]]:
    """(passage id, BM25) of passages that share words with the query, best first; higher is better.

    `phrases` must occur word for word; `documents` are the ids of those looked at (None: all), `without` ids of
    passages that are passed over. `counts` keeps from one search to the next in how many passages a word stands.
    """
    terms = _affordable(store, terms_of(query), {} if counts is None else counts)
    expression = match_expression(terms, phrases)
    if not expression or limit < 1:
        return []
    within, values = _within("rowid", documents)
    if without is not None and len(without):
        within += " AND rowid NOT IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(without.tolist()))
    found = store.rows(  # the f-string adds a fixed condition only
        f"SELECT rowid, bm25(words, ?, ?, ?) AS distance FROM words WHERE words MATCH ? {within} "  # noqa: S608
        "ORDER BY distance, rowid LIMIT ?",
        *(_TITLE_WEIGHT, _TEXT_WEIGHT, _ALSO_WEIGHT),
        expression,
        *values,
        limit,
    )
    return [(int(identifier), -float(distance)) for identifier, distance in found]


def _affordable(store: Store, terms: Sequence[str], counts: dict[str, int]) -> list[str]:
    """The rarest terms that together stand in at most MOST_POSTINGS passages, in order; the rarest in any case.

    BM25 is computed for every passage with any of the terms, and the common ones hardly tell passages apart.
    """
    for term in terms:
        if term not in counts:
            found = store.rows(
                "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT ?)", term, MOST_POSTINGS
            )
            counts[term] = int(found[0][0])
    kept: set[str] = set()
    total = 0
    for term in sorted(terms, key=lambda term: counts[term]):
        total += counts[term]
        if kept and total > MOST_POSTINGS:
            break
        kept.add(term)
    return [term for term in terms if term in kept]


def matching_documents(store: Store, filters: Filters) -> list[int] | None:
    """Ids of the documents that pass the filters, ascending; None when there is no filter."""
    if not filters:
        return None
    conditions: list[str] = ["1"]
    values: list[str | int] = []
    for column, wanted in (("kind", filters.kinds), ("collection", filters.collections)):
        if wanted:
            conditions.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - two names
            values.append(json.dumps(wanted))
    for comparison, moment in (("mtime_ns >= ?", filters.after_ns), ("mtime_ns < ?", filters.before_ns)):
        if moment is not None:
            conditions.append(comparison)
            values.append(moment)
    rows = store.rows(
        f"SELECT id, path FROM documents WHERE {' AND '.join(conditions)} ORDER BY id",  # noqa: S608 - fixed conditions
        *values,
    )
    paths = filters.paths
    return [int(row[0]) for row in rows if not paths or path_passes(os.fsdecode(row[1]), paths)]


def passages_within(
    store: Store, documents: Sequence[int] | None, phrases: Sequence[str] = ()
) -> npt.NDArray[np.int64] | None:
    """Ids of the passages of these documents in which all phrases occur, ascending; None when that means all."""
    expression = match_expression([], phrases)
    if documents is None and not expression:
        return None
    if expression:
        within, values = _within("rowid", documents)
        statement = f"SELECT rowid FROM words WHERE words MATCH ? {within} ORDER BY rowid"  # noqa: S608 - as above
        rows = store.rows(statement, expression, *values)
    else:
        within, values = _within("id", documents)
        rows = store.rows(f"SELECT id FROM passages WHERE 1 {within} ORDER BY id", *values)  # noqa: S608 - as above
    return np.fromiter((row[0] for row in rows), np.int64, len(rows))


def sketches_of(
    store: Store, identifiers: Sequence[int] | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Ids of passages, ascending, and their sketches, each shape (n,): of these ids, or of all."""
    if identifiers is None:
        rows = store.rows("SELECT id, sketch FROM passages ORDER BY id")
    else:
        wanted = json.dumps(list(identifiers))
        rows = store.rows(
            "SELECT id, sketch FROM passages WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id", wanted
        )
    both = np.array(rows, np.int64).reshape(len(rows), 2)
    return both[:, 0], np.ascontiguousarray(both[:, 1])


def _within(column: str, documents: Sequence[int] | None) -> tuple[str, list[str]]:
    if documents is None:
        return "", []
    inside = "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?))"
    return f"AND {column} IN ({inside})", [json.dumps(list(documents))]


def hits_of(store: Store, scored: Sequence[tuple[int, float]], cosines: Mapping[int, float] = _NO_COSINES) -> list[Hit]:
    """The passages of (id, score) pairs, in order, ranked from 1. Ids no longer in the library are left out."""
    found = _passage_rows(store, [identifier for identifier, _ in scored])
    kept: list[Hit] = []
    for identifier, score in scored:
        if identifier not in found:
            continue
        document, path, title, number, index, start, end, text, heading, place = found[identifier]
        kept.append(
            Hit(
                rank=len(kept) + 1,
                score=score,
                passage_id=identifier,
                document_id=document,
                path=os.fsdecode(path),
                title=title,
                page=number,
                page_index=index,
                start=start,
                end=end,
                text=text,
                heading=heading,
                cosine=cosines.get(identifier, 0.0),
                place=place,
            )
        )
    return kept


def _passage_rows(store: Store, identifiers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    found: dict[int, tuple[Any, ...]] = {}
    for first in range(0, len(identifiers), _VARIABLES_PER_QUERY):
        part = identifiers[first : first + _VARIABLES_PER_QUERY]
        marks = ",".join("?" * len(part))
        rows = store.rows(  # the f-string adds question marks only
            "SELECT passages.id, documents.id, path, documents.title, number, passages.page_index, start, end, "  # noqa: S608
            "passages.text, passages.heading, passages.place "
            "FROM passages JOIN documents ON documents.id = document_id JOIN pages USING (document_id, page_index) "
            f"WHERE passages.id IN ({marks})",
            *part,
        )
        found.update((int(row[0]), row[1:]) for row in rows)
    return found
