"""The pages of notes, in the order of their files, and the passages of what stands on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.library.search import among, hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit

KINDS = ("md", "markdown", "mkd", "org")
"""The endings of files in which people keep notes."""


@dataclass(frozen=True, slots=True)
class NotePage:
    """A page of a document of this kind (the ending of its file), with its text."""

    document: int
    page: int
    kind: str
    title: str
    text: str


def note_pages(store: Store, documents: Sequence[int] | None, or_like: str = "") -> Iterator[NotePage]:
    """The pages of the notes among the documents (None: all), and those of others with a text like this pattern of SQL
    ("": none)."""
    within, values = among("document_id", documents)
    rows = store.rows(
        "SELECT document_id, page_index, kind, title, text FROM pages JOIN documents ON documents.id = document_id"  # noqa: S608 - a fixed condition
        f" WHERE (kind IN ({', '.join('?' * len(KINDS))}) OR text LIKE ?) {within} ORDER BY path, page_index",
        *KINDS,
        or_like,
        *values,
    )
    return (NotePage(*row) for row in rows)


def quotable(store: Store, places: Sequence[tuple[int, int, int, int, str]]) -> tuple[list[Hit], list[Candidate]]:
    """The passages of places (document, page, start, end and text), and these as what may be quoted of them."""
    keys = [_passage(store, *place[:3]) for place in places]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys), start=1)}
    hits = ranked(hits_of(store, [(key, 0.0) for key in numbers]))
    found = zip(keys, places, strict=True)
    return hits, [Candidate(numbers[key], start, end, text) for key, (_, _, start, end, text) in found]


def _passage(store: Store, document: int, page: int, offset: int) -> int:
    rows = store.rows(
        "SELECT id FROM passages WHERE document_id = ? AND page_index = ? ORDER BY end <= ?, start LIMIT 1",
        document,
        page,
        offset,
    )
    return int(rows[0][0])
