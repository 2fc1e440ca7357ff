"""What a search reads of a library: passages that share words with a query, and passages by their ids."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from uniconv_edge.library.query import match_expression
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit

_TITLE_WEIGHT, _TEXT_WEIGHT = 0.5, 1.0
_NO_COSINES: Mapping[int, float] = MappingProxyType({})
_VARIABLES_PER_QUERY = 500


def lexical(store: Store, query: str, limit: int) -> list[tuple[int, float]]:
    """(passage id, BM25) of passages that share words with the query, best first; higher is better."""
    expression = match_expression(query)
    if not expression or limit < 1:
        return []
    found = store.rows(
        "SELECT rowid, bm25(words, ?, ?) AS distance FROM words WHERE words MATCH ? ORDER BY distance, rowid LIMIT ?",
        _TITLE_WEIGHT,
        _TEXT_WEIGHT,
        expression,
        limit,
    )
    return [(int(identifier), -float(distance)) for identifier, distance in found]


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
