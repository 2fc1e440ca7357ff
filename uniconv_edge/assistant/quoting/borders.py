"""Where a model may begin and end a quote, in tokens: at the borders of sentences and clauses of its sources. Pure.

A quote that a model writes itself is held to these: at each step only tokens that go on with some stretch of a source
are allowed, and it may end only at a border. What is shown is the slice of the source, never the tokens.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit

LEAST_CHARACTERS = 12
# (texts) -> of each the ids of " " + text and, of each id, the (start, end) of its characters in " " + text
Spans = Callable[[Sequence[str]], list[tuple[list[int], list[tuple[int, int]]]]]
_CLAUSE = expression(r"[,;:](?=\s)\s+|\s+[-–—]\s+|—|[，；：、]\s*")


@dataclass(frozen=True, slots=True)
class Opening:
    """A place where a quote may begin: `ids` go on from there, `ends` says after how many of them it may end and at
    which character of the source's text that is."""

    source: int
    start: int
    ids: Sequence[int]
    ends: Mapping[int, int]


def openings(number: int, hit: Hit, taken: Sequence[Candidate], spans: Spans) -> list[Opening]:
    """The places in one source (`number`, from 1) that no earlier quote holds or that a quote could run into."""
    text = hit.text
    starts, ends = borders(text)
    used = sorted((c.start - hit.start, c.end - hit.start) for c in taken if c.source == number)
    places: list[tuple[int, int]] = []
    for start in starts:
        if any(a <= start < b for a, b in used):
            continue
        limit = min([start + MAX_QUOTE_CHARACTERS, len(text), *(a for a, _ in used if a > start)])
        last = bisect_right(ends, limit)
        if last and ends[last - 1] - start >= LEAST_CHARACTERS:
            places.append((start, ends[last - 1]))
    found, borders_behind = [], set(ends)
    for (start, stop), (ids, offsets) in zip(places, spans([text[a:b] for a, b in places]), strict=True):
        stops = {
            at: end
            for at, end in _stops(ids, offsets, start)
            if end in borders_behind and end - start >= LEAST_CHARACTERS
        }
        stops[len(ids)] = stop
        found.append(Opening(number, start, ids, stops))
    return found


def borders(text: str) -> tuple[list[int], list[int]]:
    """(starts, ends) of sentences and of the clauses within them, as offsets, both sorted."""
    starts: set[int] = set()
    ends: set[int] = set()
    for first, last in sentences(text):
        starts.add(first)
        ends.add(last)
        for clause in _CLAUSE.finditer(text, first, last):
            if first < clause.start() and clause.end() < last:
                ends.add(clause.start())
                starts.add(clause.end())
    return sorted(starts), sorted(ends)


def _stops(ids: Sequence[int], offsets: Sequence[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """(number of ids, character where they end) wherever no character is cut: one character may be several ids."""
    found = []
    for at, (_, end) in enumerate(offsets[: len(ids)], 1):
        if at == len(ids) or offsets[at][0] >= end:
            found.append((at, start + end - 1))
    return found
