"""Quotes: which stretches of the sources may be quoted, and whether a quote is what the page says. Pure.

A quote is chosen among candidates that are slices of the sources, so it is verbatim by construction; `verified` is
nevertheless decided by looking again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from uniconv_edge.library.words import words_of
from uniconv_edge.places import HEADING_SEPARATOR
from uniconv_edge.types import Hit, Quote

MAX_QUOTE_CHARACTERS = 600
_PAGE_FOOT = re.compile(r"(?i)\b(?:page|seite|pagina|página)\s*\d+(?:\s*(?:of|von|di|de|/)\s*\d+)?$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of source number `source` (from 1); `start` and `end` are offsets in its page's text."""

    source: int
    start: int
    end: int
    text: str


def candidates(hits: Sequence[Hit], sentences: Callable[[str], Iterable[tuple[int, int]]]) -> list[Candidate]:
    """The sentences of all sources that say something: at least three words, no heading and no names of columns,
    each stretch of a page once."""
    found: list[Candidate] = []
    seen: set[tuple[int, int, int, int]] = set()
    for number, hit in enumerate(hits, 1):
        whole: list[Candidate] = []
        trail = hit.heading.split(HEADING_SEPARATOR)
        for start, end in sentences(hit.text):
            place = (hit.document_id, hit.page_index, hit.start + start, hit.start + end)
            text = hit.text[start:end]
            if place in seen or not text.strip() or len(text) > MAX_QUOTE_CHARACTERS:
                continue
            seen.add(place)
            whole.append(Candidate(number, place[2], place[3], text))
        worthy = [
            c
            for c, following in zip_longest(whole, whole[1:])
            if _says_something(c.text) and " ".join(c.text.split()) not in trail and not _names(c, following)
        ]
        found += worthy or whole
    return found


def _names(candidate: Candidate, following: Candidate | None) -> bool:
    """Whether a row of a table only names the columns, and the next carries the names."""
    cells = candidate.text.split(" | ")
    if len(cells) < 2 or following is None:
        return False
    # Where the first column has no name, as beside years, no row begins with one.
    return following.text.startswith(f"{cells[0]}: ") or all(f" | {cell}: " in following.text for cell in cells)


@lru_cache(maxsize=1024)
def _says_something(text: str) -> bool:
    """Kept, because the sentences of a source return with the next questions."""
    return len(words_of(text)) >= 3 and not is_heading(text)


def is_heading(text: str) -> bool:
    """Whether a line is only a heading or a running head: mark-up of one, a few words without an end and without a
    figure, or a line that ends with the number of its page."""
    bare = text.strip()
    if bare.startswith("#") or _PAGE_FOOT.search(bare):
        return True
    return (
        not bare.endswith((".", "!", "?", ";", ":", ")", '"'))
        and "|" not in bare
        and (len(words_of(bare)) <= 6 and not any(c.isdigit() for c in bare))
    )


def to_quote(candidate: Candidate, hits: Sequence[Hit], page_text: str | None) -> Quote:
    """The candidate as a quote; `verified` when its page still holds exactly this text at these offsets."""
    hit = hits[candidate.source - 1]
    return Quote(
        source=hit.rank,
        path=hit.path,
        title=hit.title,
        page=hit.page,
        page_index=hit.page_index,
        document_id=hit.document_id,
        start=candidate.start,
        end=candidate.end,
        text=candidate.text,
        verified=page_text is not None and page_text[candidate.start : candidate.end] == candidate.text,
        place=hit.place,
        heading=hit.heading,
    )
