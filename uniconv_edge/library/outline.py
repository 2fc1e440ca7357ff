"""Headings of a document, the trail that leads to a place in it ("Lease > Deposit"), and the place's number. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from uniconv_edge.places import HEADING_SEPARATOR, said_at

TERM_LEVEL = 10
"""That of a term above what it means, of a term within that one more: they are below all headings."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading line: where it begins in the page's text, its level (1 is the highest) and its words.

    One without words ends the section above it: what follows belongs to the document and to no part of it.
    """

    offset: int
    level: int
    text: str


def extend_trail(trail: Iterable[Heading], heading: Heading) -> tuple[Heading, ...]:
    """The trail after `heading`: headings of its level and below leave, then it joins."""
    return (*(above for above in trail if above.level < heading.level), heading)


def trail_text(trail: Iterable[Heading]) -> str:
    """The trail as a person reads it, highest level first."""
    return HEADING_SEPARATOR.join(heading.text for heading in trail if heading.text)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a page counts besides pages, and where its text may be parted.

    `unit` is `line`, `row`, `cell`, `record`, `message`, `time` (of a recording, whose lines tell it) or "".
    `anchors` are (offset in the page's text, number of the
    unit there), in order; after an anchor each line end is one line or row more. `borders` are offsets where a
    statement of source code begins, None for prose; without any, each line (a row of a table) stands for itself.
    """

    unit: str = ""
    anchors: tuple[tuple[int, int], ...] = ()
    borders: tuple[int, ...] | None = None


NO_MARKS = Marks()


class Places:
    """Names the places of one page: `lines 12–30`, `sheet Costs, rows 4–9`, `slide 3`."""

    def __init__(self, text: str, page_place: str, marks: Marks) -> None:
        self._text, self._page_place = text, page_place
        self._marks = marks
        self._offsets = [offset for offset, _ in marks.anchors]
        counts_lines = marks.unit in ("line", "row")
        self._line_ends = [match.start() for match in re.finditer("\n", text)] if counts_lines else []

    def name(self, start: int, end: int) -> str:
        """The place of a stretch of the page's text."""
        if self._marks.unit == "time":
            return ", ".join(filter(None, (self._page_place, said_at(self._text[start:end]))))
        first, last = self._number(start), self._number(max(start, end - 1))
        unit = self._marks.unit
        numbers = "" if not first else f"{unit} {first}" if first == last else f"{unit}s {first}–{last}"
        return ", ".join(part for part in (self._page_place, numbers) if part)

    def _number(self, offset: int) -> int:
        index = bisect_right(self._offsets, offset) - 1
        if index < 0:
            return 0
        at, number = self._marks.anchors[index]
        return number + bisect_right(self._line_ends, offset - 1) - bisect_right(self._line_ends, at - 1)
