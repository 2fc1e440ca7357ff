"""The chapter or section that a question names by its number ("What is chapter 13 of the guide about?"): found by the
headings of documents."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from uniconv_edge.assistant.words.quantities import MONTHS
from uniconv_edge.library.extract.numbering import roman
from uniconv_edge.library.search import among
from uniconv_edge.library.store import Store
from uniconv_edge.places import HEADING_SEPARATOR


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document: its heading, and the ids of its passages in order."""

    name: str
    passages: list[int]


def chapters(store: Store, called: str, documents: Collection[int] | None) -> dict[int, Chapter]:
    """Of each document among `documents` (None: all) the chapter that is called so (`chapter 13`, `section 4.2`), or
    whose heading begins with the number where none is. One whose heading has no number is known by those of its
    sections (`13.1`)."""
    kind, number = called.split()
    is_called, is_numbered = _heading(kind, number)
    is_below = re.compile(rf"{re.escape(number)}\.\d")
    found: dict[int, Chapter] = {}
    numbered: dict[int, Chapter] = {}
    below: dict[int, Chapter] = {}
    within, values = among("document_id", documents)
    # Asked for in their order they would be looked through with their texts; the index has the headings alone.
    rows = store.rows(
        f"SELECT id, document_id, heading FROM passages WHERE (heading LIKE ? OR heading LIKE ?) {within}",  # noqa: S608 - a fixed condition
        f"%{number}%",
        f"%{_roman(number)}%",
        *values,
    )
    for identifier, document, heading in sorted(rows):
        trail = heading.split(HEADING_SEPARATOR)
        if name := next(filter(is_called.match, trail), ""):
            _add(found, document, name, identifier)
        elif name := next(filter(is_numbered.match, trail), ""):
            _add(numbered, document, name, identifier)
        elif any(map(is_below.match, trail)):
            below.setdefault(document, Chapter(called.capitalize(), [])).passages.append(identifier)
    return below | numbered | found


def _add(found: dict[int, Chapter], document: int, name: str, passage: int) -> None:
    """Add a passage to the first chapter of a document that is called so."""
    chapter = found.setdefault(document, Chapter(name, []))
    if chapter.name == name:
        chapter.passages.append(passage)


def _roman(number: str) -> str:
    """A number as Romans wrote it; what is no whole number as it is."""
    return roman(int(number)) if number.isdecimal() and int(number) else number


def _heading(kind: str, number: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a heading begins with that is called so: its kind and number, or the number alone, if it is of no day."""
    numbers = rf"(?:{re.escape(number)}|{re.escape(_roman(number))})"
    alone = rf"{re.escape(number)}(?:[.:]|(?!\s+(?:{MONTHS})\b))\s+\D" if number[0].isdecimal() else r"(?!)"
    return re.compile(rf"(?i){kind}\s+{numbers}(?![.\w]*\w)"), re.compile(rf"(?i){alone}")
