"""Rows of a PDF page that are parted by wide gaps and are no table of even columns: some lack a cell. Pure.

Such rows have gaps below each other through all their lines, which the blanks of justified prose and of code have not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import groupby, pairwise
from typing import TypeAlias

from uniconv_edge.library.extract.columns import Box, Run
from uniconv_edge.library.extract.tables import Table

_MIN_ROWS = 5  # fewer have a gap in common by chance
_MIN_CELLS = 3
_MIN_ALIGNED = 2  # cells of a row that stand under others
_MIN_GUTTERS = 2  # gaps from the first row to the last
_MIN_GUTTER_POINTS = 4.0
_ALIGNED_POINTS = 3.0
_PAIR = 2
_WIDEST_MARK = 2.5  # of the height of a line: `(iv)`
_ROW_GAP = 3.0  # of the height of a line: more below a row is another table

_Gutter: TypeAlias = tuple[float, float]  # where a gap begins and ends, from the left


def ragged_rows(lines: Sequence[Sequence[Run]], taken: Set[int]) -> Iterator[Table]:
    """The rows among the cells of lines that are parted at their wide gaps, but for the lines of other tables
    (`taken`)."""
    rows = [line if len(line) >= _MIN_CELLS else [] for line in lines]
    start = 0
    while start < len(rows):
        end = start + 1
        gutters = [(run.box[2], following.box[0]) for run, following in pairwise(rows[start])]
        while end < len(rows) and _stand_below(rows[end], rows[end - 1]):
            left = _through(gutters, rows[end])
            if len(left) < _MIN_GUTTERS:
                break
            gutters, end = left, end + 1
        # Of three cells in every row it would be a table, unless it is a list or the contents of a book.
        if end - start >= _MIN_ROWS and max(map(len, rows[start:end])) > _MIN_CELLS:
            yield from _left(rows, range(start, end), taken)
        start = end


def pairs(lines: Sequence[Sequence[Run]], taken: Set[int]) -> Iterator[Table]:
    """Rows of a short name and what it means, as of a list of abbreviations: lines with one wide gap each, both parts
    of which begin below those above; wider than the marks of a list."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and end not in taken and _is_pair(lines[end]) and _goes_on(lines, start, end):
            end += 1
        own = lines[start:end]
        height = own[0][0].box[3] - own[0][0].box[1] if own else 0.0
        if len(own) >= _MIN_ROWS and max(run.box[2] - run.box[0] for run, _ in own) >= _WIDEST_MARK * height:
            yield Table(start, end, [[[run.members] for run in row] for row in own])
        start = max(end, start + 1)


def _is_pair(runs: Sequence[Run]) -> bool:
    """Whether a line has two parts, the second the longer."""
    if len(runs) != _PAIR:
        return False
    (left, _, right, _), (begins, _, ends, _) = runs[0].box, runs[1].box
    return right - left < ends - begins


def _goes_on(lines: Sequence[Sequence[Run]], start: int, at: int) -> bool:
    """Whether the parts of a line begin where those of the first do, right below the line before."""
    if at == start:
        return True
    height = lines[at][0].box[3] - lines[at][0].box[1]
    is_near = 0 < lines[at - 1][0].box[3] - lines[at][0].box[3] < _ROW_GAP * height
    edges = zip(lines[start], lines[at], strict=True)
    return is_near and all(abs(one.box[0] - other.box[0]) < _ALIGNED_POINTS for one, other in edges)


def _left(rows: Sequence[Sequence[Run]], lines: range, taken: Set[int]) -> Iterator[Table]:
    """The stretches of lines that are not taken."""
    for is_taken, stretch in groupby(lines, key=taken.__contains__):
        if not is_taken:
            own = list(stretch)
            yield Table(own[0], own[-1] + 1, [[[run.members] for run in rows[line]] for line in own])


def _stand_below(runs: Sequence[Run], above: Sequence[Run]) -> bool:
    """Whether a row stands right below another, cells under cells."""
    if not runs or not above:
        return False
    height = runs[0].box[3] - runs[0].box[1]
    near = -0.5 * height < above[0].box[1] - runs[0].box[3] < _ROW_GAP * height
    return near and sum(any(_aligned(run.box, other.box) for other in above) for run in runs) >= _MIN_ALIGNED


def _through(gutters: Sequence[_Gutter], runs: Sequence[Run]) -> list[_Gutter]:
    """What a further row leaves of the gaps."""
    found = []
    for left, right in gutters:
        begins = max((run.box[2] for run in runs if run.box[0] <= left), default=left)
        ends = min((run.box[0] for run in runs if run.box[0] > left), default=right)
        if min(right, ends) - max(left, begins) >= _MIN_GUTTER_POINTS:
            found.append((max(left, begins), min(right, ends)))
    return found


def _aligned(one: Box, other: Box) -> bool:
    """Whether two boxes begin, end or are centred at one place."""
    sides = ((one[0], other[0]), (one[2], other[2]), ((one[0] + one[2]) / 2, (other[0] + other[2]) / 2))
    return any(abs(a - b) < _ALIGNED_POINTS for a, b in sides)
