"""The tasks that notes keep with a box before them, `[ ]` to do and `[x]` done, in the order of their documents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.search.rerank import ranked
from uniconv_edge.assistant.words.terms import bag, stem, telling_words
from uniconv_edge.library.search import among, hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.types import Hit

MOST_TASKS = 25
_TASK = re.compile(r"(?m)^[ \t]*(?:[-*+•] |\d{1,3}[.)] )(\[([ xX])\] \S[^\n]*)")
_OPEN = " "


def tasks(
    store: Store, documents: Sequence[int] | None, about: str, *, done: bool
) -> tuple[int, list[Hit], list[Candidate]]:
    """How many tasks the documents (None: all) have that are done or not, and hold these words or stand in a document
    or under a heading that does; the passages that hold the first `MOST_TASKS` of them, and these."""
    wanted = {stem(word) for word in telling_words(about)}
    within, values = among("document_id", documents)
    rows = store.rows(
        "SELECT passages.id, passages.document_id, passages.page_index, passages.start, passages.end, passages.title,"  # noqa: S608 - a fixed condition
        " passages.heading FROM passages JOIN documents ON documents.id = document_id"
        f" WHERE text LIKE '%[_] %' {within} ORDER BY path, page_index, start",
        *values,
    )
    pages = lru_cache(maxsize=1)(store.page_text)  # passages are in the order of their pages
    found: list[tuple[int, int, int, str]] = []
    for key, document, page, start, end, title, heading in rows:
        found += [
            (key, *task.span(1), task[1])
            for task in _TASK.finditer(pages(document, page), start, end)
            if (task[2] != _OPEN) == done and wanted <= bag(f"{title}\n{heading}\n{task[1]}")
        ]
    told = found[:MOST_TASKS]
    numbers = {key: number for number, key in enumerate(dict.fromkeys(key for key, *_ in told), start=1)}
    hits = ranked(hits_of(store, [(key, 0.0) for key in numbers]))
    return len(found), hits, [Candidate(numbers[key], start, end, text) for key, start, end, text in told]
