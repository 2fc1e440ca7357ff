"""What a search reads of a library: which documents pass filters, passages by their ids."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.library.quantised import Quantised, is_stored
from uniconv_edge.library.query import Filters, path_passes
from uniconv_edge.library.schema import INSTANCES, TERMS
from uniconv_edge.library.store import Store
from uniconv_edge.library.words import STOP_WORDS, match_expression, phrase_expression
from uniconv_edge.types import FloatArray, Hit

_BEGINNING = 3  # letters by which stems are looked up
# What stands in a word, cut to its stem, behind the two letters of a word that glues where full text knows it by these:
# `us` of `using` and `useful`, `in` of `inning`.
_ENDINGS = ("e", "ed", "es", "ing", "s", "efu", "nin")
_LAST = "\U0010ffff"
_NO_COSINES: Mapping[int, float] = MappingProxyType({})
_OF_DOCUMENTS = "SELECT id FROM passages WHERE document_id IN (SELECT value FROM json_each(?))"
_ROW_MATCHED = "+rowid"  # the sign keeps SQLite from matching anew for each passage of the documents


def matching_documents(store: Store, filters: Filters, among: Sequence[int] | None = None) -> list[int] | None:
    """Ids of the documents `among` these (None: all) that pass the filters, ascending; None when that means all."""
    if not filters:
        return None if among is None else sorted(set(among))
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
    paths, kept = filters.paths, None if among is None else set(among)
    return [
        int(row[0])
        for row in rows
        if (kept is None or int(row[0]) in kept) and (not paths or path_passes(os.fsdecode(row[1]), paths))
    ]


def passages_within(
    store: Store, documents: Sequence[int] | None, phrases: Sequence[str] = ()
) -> npt.NDArray[np.int64] | None:
    """Ids of the passages of these documents in which all phrases occur, ascending; None when that means all."""
    expression = match_expression([], phrases)
    if documents is None and not expression:
        return None
    if expression:
        within, values = _within(documents)
        statement = f"SELECT rowid FROM words WHERE words MATCH ? {within}"  # noqa: S608 - as above
        rows = store.rows(statement, expression, *values)
    else:
        rows = store.rows(_OF_DOCUMENTS, json.dumps(list(documents or ())))
    return np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))


def passages_matching(store: Store, expression: str, documents: Sequence[int] | None, most: int) -> list[int]:
    """Ids of the passages of these documents (None: all) that an FTS5 expression matches, ascending; of many the ones
    that were indexed last."""
    within, values = _within(documents)
    statement = f"SELECT rowid FROM words WHERE words MATCH ? {within} ORDER BY rowid DESC LIMIT ?"  # noqa: S608 - as above
    return sorted(int(row[0]) for row in store.rows(statement, expression, *values, most))


def passages_with(store: Store, word: str) -> int:
    """How many passages have a word."""
    expression = phrase_expression(word)
    return int(store.rows("SELECT count(*) FROM words WHERE words MATCH ?", expression)[0][0]) if expression else 0


def documents_perhaps_with(store: Store, word: str, *, longer: bool) -> set[int]:
    """Ids of the documents that may have a word (of small letters of ASCII) or, if `longer`, one that begins so. Full
    text knows words by stems, which may lack the last letters of a word or have another in their place: more may be
    found, but none is missed."""
    beginning = word[:_BEGINNING]
    terms = f"SELECT term FROM {TERMS} WHERE term >= ? AND term < ? || ?"  # noqa: S608 - a table's name
    begun = [str(term) for (term,) in store.rows(terms, beginning, beginning, _LAST)]
    likely = [term for term in begun if word.startswith(term[:-1]) or (longer and term.startswith(word))]
    likely += _short_stems(word)
    passages = f"SELECT doc FROM {INSTANCES} WHERE term IN (SELECT value FROM json_each(?))"  # noqa: S608 - as above
    holding = f"SELECT DISTINCT document_id FROM passages WHERE id IN ({passages})"  # noqa: S608
    return {int(key) for (key,) in store.rows(holding, json.dumps(likely))}


def _short_stems(word: str) -> list[str]:
    """The stems that full text may know a word by and that lack its third letter or have another in its place: `ad` of
    `adding`, `pai` of `pay`, `ei` of `eyed`. Those that are words that glue stand everywhere."""
    first, two, end = word[:1], word[:2], word[2:]
    found = [two] if end in _ENDINGS or two not in STOP_WORDS else []
    found += [f"{two}i"] if end[:1] == "y" else []
    return found + ([f"{first}i"] if two[1:] == "y" else [])


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


def passage_at(store: Store, document: int, page_index: int, start: int) -> int | None:
    """The id of the passage of a document that holds a place of a page; None where none does."""
    rows = store.rows(
        "SELECT id FROM passages WHERE document_id = ? AND page_index = ? AND start <= ? ORDER BY start DESC LIMIT 1",
        document,
        page_index,
        start,
    )
    return int(rows[0][0]) if rows else None


def among(column: str, documents: Collection[int] | None) -> tuple[str, list[str]]:
    """What lets only rows of these documents (None: all) pass, at the end of a WHERE clause, and its values; `column`
    holds the ids."""
    if documents is None:
        return "", []
    return f"AND {column} IN (SELECT value FROM json_each(?))", [json.dumps(list(documents))]  # noqa: S608 - a column's name


def _within(documents: Sequence[int] | None) -> tuple[str, list[str]]:
    if documents is None:
        return "", []
    return f"AND {_ROW_MATCHED} IN ({_OF_DOCUMENTS})", [json.dumps(list(documents))]


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


def with_cosines(store: Store, hits: Sequence[Hit], session: FloatArray, alone: FloatArray | None = None) -> list[Hit]:
    """The hits, those found by words alone with the cosine to the session that a search by vectors would have given
    them. With `alone`, another unit vector (dims,), every hit has its higher cosine to one of the two."""
    lacking = [hit.passage_id for hit in hits if alone is not None or hit.cosine == 0.0]
    if not lacking:
        return list(hits)
    asked = np.stack([session] if alone is None else [session, alone])
    rows = store.rows(
        "SELECT passage_id, vector FROM vectors WHERE passage_id IN (SELECT value FROM json_each(?))",
        json.dumps(lacking),
    )
    dims = asked.shape[1]
    rows = [row for row in rows if is_stored(row[1], dims)]
    highest = (Quantised.read([row[1] for row in rows], dims).matrix() @ asked.T).max(axis=1)
    cosines = {int(row[0]): float(cosine) for row, cosine in zip(rows, highest, strict=True)}
    return [replace(hit, cosine=cosines.get(hit.passage_id, hit.cosine)) for hit in hits]


def _passage_rows(store: Store, identifiers: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    rows = store.rows(
        "SELECT passages.id, documents.id, path, documents.title, number, passages.page_index, start, end, "
        "passages.text, passages.heading, passages.place "
        "FROM passages JOIN documents ON documents.id = document_id "
        "JOIN pages INDEXED BY pages_numbered USING (document_id, page_index) "
        "WHERE passages.id IN (SELECT value FROM json_each(?))",
        json.dumps(list(identifiers)),
    )
    return {int(row[0]): row[1:] for row in rows}
