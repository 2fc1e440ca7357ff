"""Lines that a PDF draws out of turn, such as the headings of a printed spreadsheet after all its cells: put back
between the lines above and below them. Pure.

The order in which a page is drawn is mostly the one in which it is read, also over columns, so only lines that stand
alone at their height move, and only up, to where all lines before are above them and all lines after are below. The
foot of a page that is drawn first stays where it parts no sentence, and so do the first lines of a column, beside the
picture at the top of the one before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from uniconv_edge.library.extract.columns import Box, same_height

_MAX_LINES = 400
_MOST_MOVED = 0.5  # of the lines of a page: one with more has another order than from top to bottom
_MOST_BETWEEN = 5  # heights of a line, between it and the next of its column
_LEAST_PASSED = 2  # lines: a part of a formula may be drawn after what stands beside and below it


def in_turn(lines: Sequence[Sequence[Box]]) -> list[int] | None:
    """The numbers of a page's lines, each given by its boxes, in the order of reading; None where that is the order
    in which they are drawn. A line without boxes goes with the one before."""
    placed = {number: _around(boxes) for number, boxes in enumerate(lines) if boxes}
    if not 3 <= len(placed) <= _MAX_LINES:
        return None
    heights = _heights(placed)
    falling = _longest_falling([heights[number] for number in placed])
    kept = {number for place, number in enumerate(placed) if place in falling}
    if len(kept) == len(placed):
        return None
    moved = {n for n in placed if n not in kept and not any(_beside(placed[n], placed[m]) for m in placed if m != n)}
    moved -= _on_top_of_columns(moved, placed)
    slots: dict[int, int] = {}
    while moved:
        rest = [number for number in placed if number not in moved]
        slots = {number: _slot(number, rest, placed) for number in moved}
        lost = {number for number, slot in slots.items() if slot < 0}
        if not lost:
            break
        moved -= lost
    if not moved or len(moved) > _MOST_MOVED * len(placed):
        return None
    return _ordered(len(lines), moved, slots, placed)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, bottoms, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _heights(placed: dict[int, Box]) -> dict[int, int]:
    """How far down each line stands, in halves of a line: those side by side are equal or nearly so."""
    half = max(1.0, median(top - bottom for _, bottom, _, top in placed.values())) / 2
    return {number: round(-(bottom + top) / 2 / half) for number, (_, bottom, _, top) in placed.items()}


def _longest_falling(heights: Sequence[int]) -> set[int]:
    """The places of a longest run of lines, not all of them neighbours, of which none stands above one before."""
    ends: list[int] = []  # the least last height of a run of each length
    places: list[int] = []
    before: list[int] = []
    for place, height in enumerate(heights):
        length = bisect_right(ends, height)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [height]
        places[length : length + 1] = [place]
    found = set[int]()
    place = places[-1]
    while place >= 0:
        found.add(place)
        place = before[place]
    return found


def _beside(one: Box, other: Box) -> bool:
    return min(one[3], other[3]) > max(one[1], other[1]) and same_height(one, other)


def _on_top_of_columns(moved: set[int], placed: dict[int, Box]) -> set[int]:
    """Of these lines those right above the next line drawn, which stays, and begins where they do."""
    found = set[int]()
    for number, following in reversed(list(pairwise(placed))):
        if number in moved and (following not in moved or following in found):
            line, below = placed[number], placed[following]
            height = line[3] - line[1]
            if abs(line[0] - below[0]) < height and -height < line[1] - below[3] < _MOST_BETWEEN * height:
                found.add(number)
    return found


def _slot(number: int, rest: Sequence[int], placed: dict[int, Box]) -> int:
    """Behind how many of the lines that stay it belongs, -1 where that cannot be told."""
    line = placed[number]
    middle = line[1] + line[3]
    above = [placed[other][1] + placed[other][3] > middle for other in rest]
    slot = sum(above)
    if not all(above[:slot]):
        return -1
    drawn_after = sum(other < number for other in rest)
    neighbours = [placed[other] for other in rest[max(0, slot - 1) : slot + 1]]
    stands_between = any(line[0] < other[2] and other[0] < line[2] for other in neighbours)
    return slot if stands_between and drawn_after - slot >= _LEAST_PASSED else -1


def _ordered(count: int, moved: set[int], slots: dict[int, int], placed: dict[int, Box]) -> list[int]:
    waiting = sorted(moved, key=lambda number: (slots[number], -placed[number][1] - placed[number][3]))
    order: list[int] = []
    passed = 0
    for number in range(count):
        if number in moved:
            continue
        if number in placed:
            while waiting and slots[waiting[0]] <= passed:
                order.append(waiting.pop(0))
            passed += 1
        order.append(number)
    return order + waiting
