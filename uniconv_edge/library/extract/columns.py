"""Two columns whose lines a PDF draws in turns, left, right, left: put back into the order of reading. Pure.

Most programs write one column after the other, and PDFium keeps that order; only pages that alternate are changed.
A table alternates as well, but its cells are short: both sides have to be wide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

Box: TypeAlias = tuple[float, float, float, float]  # left, bottom, right, top; points, upwards

_MIN_ROWS = 6
_MIN_COLUMN_POINTS = 110.0
_MIN_GUTTER_POINTS = 7.0
JOINS_WITHIN = 0.9  # of the height of a line: runs closer than this are one
_LOWEST = 0.3  # of the height of what stands before: a point that is drawn by itself, as in `-5.5`, is lower


@dataclass(slots=True)
class Run:
    """Boxes side by side without a gap."""

    box: Box
    members: list[int]
    parts: list[Box]  # those of the members
    line: float | None = None  # the height on which its letters stand, where it is known


def reading_order(boxes: Sequence[Box]) -> list[list[int]] | None:
    """The lines of a page, each a list of indices of its boxes, in reading order; None when it has no such columns."""
    parts = list(parts_of(boxes))
    return [line for part in parts for line in part.lines] if any(part.is_columns for part in parts) else None


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a page, each a list of indices of its boxes, in reading order, and whether they are of two columns."""

    lines: list[list[int]]
    is_columns: bool


def parts_of(boxes: Sequence[Box]) -> Iterator[Part]:
    """The parts of a page from above: lines as they are drawn, and those of two columns that are drawn in turns."""
    rows = rows_of(boxes)
    start = index = 0
    while index < len(rows):
        end = _end_of_columns(rows, index)
        if end is None:
            index += 1
            continue
        if start < index:
            yield Part([_members(row) for row in rows[start:index]], is_columns=False)
        gutter = _gutter(rows[index:end])
        lines = [
            run.members
            for side in (0, 1)
            for row in rows[index:end]
            for run in row
            if (run.box[0] >= gutter) == bool(side)
        ]
        yield Part(lines, is_columns=True)
        start = index = end
    if start < len(rows):
        yield Part([_members(row) for row in rows[start:]], is_columns=False)


def _members(row: Sequence[Run]) -> list[int]:
    return [member for run in row for member in run.members]


def rows_of(boxes: Sequence[Box], first: int = 0) -> list[list[Run]]:
    """Boxes that follow each other to the right on one height, joined to runs; one list for each height. They are
    numbered from `first`."""
    rows: list[list[Run]] = []
    for number, box in enumerate(boxes, first):
        last = rows[-1][-1] if rows else None
        height = max(1.0, box[3] - box[1])
        if last is None or not same_height(last.box, box) or box[0] < last.box[2] - height:
            rows.append([Run(box, [number], [box])])
        elif box[0] - last.box[2] < JOINS_WITHIN * max(height, _LOWEST * (last.box[3] - last.box[1])):
            left, bottom, right, top = last.box
            last.box = (left, min(bottom, box[1]), max(right, box[2]), max(top, box[3]))
            last.members.append(number)
            last.parts.append(box)
        else:
            rows[-1].append(Run(box, [number], [box]))
    return rows


def same_height(one: Box, other: Box) -> bool:
    """Whether two boxes stand side by side: more than half of the lower one."""
    overlap = min(one[3], other[3]) - max(one[1], other[1])
    return overlap > 0.5 * min(one[3] - one[1], other[3] - other[1])


def beside(box: Box, others: Mapping[int, Box]) -> int | None:
    """The number of the box nearest on the left of one, on its height."""
    left, bottom, _, top = box
    ends = {
        number: other[2]
        for number, other in others.items()
        if other[0] < left and other[1] < top and other[3] > bottom and same_height(box, other)
    }
    return max(ends, key=ends.__getitem__, default=None)


def nearest_beside(box: Box, others: Mapping[int, Box]) -> int | None:
    """The number of the box nearest on either side of one, on its height."""
    apart = {
        number: max(box[0] - other[2], other[0] - box[2]) for number, other in others.items() if same_height(box, other)
    }
    return min(apart, key=apart.__getitem__, default=None)


def above(box: Box, others: Mapping[int, Box]) -> int | None:
    """The number of the last box on the line nearest above one; boxes without height hold blanks."""
    middle = (box[1] + box[3]) / 2
    over = {
        number: other
        for number, other in others.items()
        if middle < other[1] < other[3] and other[0] < box[2] and other[2] > box[0]
    }
    nearest = min(over, key=lambda number: over[number][1], default=None)
    if nearest is None:
        return None
    return max(at for at, other in others.items() if at == nearest or same_height(over[nearest], other))


def _end_of_columns(rows: Sequence[Sequence[Run]], first: int) -> int | None:
    """The row after the last of the alternating lines that begin at `first`, or None when they do not begin there."""
    low, high = 0.0, float("inf")
    pairs: list[Sequence[Run]] = []
    end = first
    while end < len(rows):
        row = rows[end]
        if len(row) == 2:
            narrowed = max(low, row[0].box[2]), min(high, row[1].box[0])
            if narrowed[1] - narrowed[0] < _MIN_GUTTER_POINTS:
                break
            low, high = narrowed
            pairs.append(row)
        elif not pairs or len(row) != 1 or not (row[0].box[2] <= high or row[0].box[0] >= low):
            break
        end += 1
    if len(pairs) < _MIN_ROWS:
        return None
    widths = [sum(row[side].box[2] - row[side].box[0] for row in pairs) / len(pairs) for side in (0, 1)]
    return end if min(widths) >= _MIN_COLUMN_POINTS else None


def _gutter(rows: Sequence[Sequence[Run]]) -> float:
    """Where the right column begins."""
    return min(row[1].box[0] for row in rows if len(row) == 2) - 1.0
