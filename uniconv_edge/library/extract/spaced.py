"""Tables of a PDF page whose rows are drawn in one piece each: parted at wide gaps into as many cells. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from uniconv_edge.library.extract.columns import Box, Run
from uniconv_edge.library.extract.tables import ALIGNED_POINTS, CLOSER, MARK_WIDTH, ROW_GAP, Cell, Table

_MIN_SPACED = 3  # columns
_MIN_LINES = 2  # names over one row, as above the items of an invoice


def spaced(rows: Sequence[Sequence[Run]]) -> Iterator[Table]:
    """Tables among the cells of lines that are parted at their wide gaps, as rows drawn in one piece: two lines or
    more of as many cells, three at least, each column with an edge or its middle in common; a row of names may stand
    above, with none over the first column."""
    start = 0
    while start < len(rows):
        columns = [_Column(run.box) for run in rows[start]]
        end = start + 1
        while end < len(rows) and _all_take(columns, rows[end]):
            end += 1
        if end - start >= _MIN_LINES and _are_cells(columns):
            cells = [[[run.members] for run in row] for row in rows[start:end]]
            above = rows[start - 1] if start else []
            over_later = _stands_over(above, columns[1:], columns[0].right)
            corner: list[Cell] = [[]] if over_later and not _is_line_of(above, rows[start], rows[start + 1]) else []
            if corner or _stands_over(above, columns):
                cells.insert(0, [*corner, *([run.members] for run in above)])
            yield Table(end - len(cells), end, cells)
        start = end if end - start >= _MIN_LINES else start + 1


class _Column:
    """Boxes below each other, as long as they begin, end or are centred at one place."""

    def __init__(self, box: Box) -> None:
        self.first = self.last = box
        self.left, self.right = box[0], box[2]
        self._ranges = [(place, place) for place in _places(box)]

    def grown(self, box: Box) -> list[tuple[float, float]]:
        """From where to where the left ends, the right ends and the middles reach with this box below."""
        return [(min(low, at), max(high, at)) for (low, high), at in zip(self._ranges, _places(box), strict=True)]

    def may_take(self, box: Box) -> bool:
        """Whether a box stands right below the last, in line with all."""
        height = box[3] - box[1]
        near = -0.5 * height < self.last[1] - box[3] < ROW_GAP * height
        return near and any(high - low < ALIGNED_POINTS for low, high in self.grown(box))

    def take(self, box: Box) -> None:
        """Let the box be the last."""
        self._ranges, self.last = self.grown(box), box
        self.left, self.right = min(self.left, box[0]), max(self.right, box[2])


def _places(box: Box) -> tuple[float, float, float]:
    return box[0], box[2], (box[0] + box[2]) / 2


def _all_take(columns: Sequence[_Column], runs: Sequence[Run]) -> bool:
    """Let each column take its box; False, and nothing taken, where one does not."""
    if len(columns) != len(runs) or not all(
        column.may_take(run.box) for column, run in zip(columns, runs, strict=True)
    ):
        return False
    for column, run in zip(columns, runs, strict=True):
        column.take(run.box)
    return True


def _are_cells(columns: Sequence[_Column]) -> bool:
    """Whether columns stand apart, three or more; of three the first must hold more than the marks of a list."""
    height = columns[0].last[3] - columns[0].last[1] if columns else 0.0
    return (
        len(columns) >= _MIN_SPACED
        and all(one.right < other.left for one, other in pairwise(columns))
        and (len(columns) > _MIN_SPACED or columns[0].right - columns[0].left >= MARK_WIDTH * height)
    )


def _is_line_of(runs: Sequence[Run], names: Sequence[Run], below: Sequence[Run]) -> bool:
    """Whether a row is the first line of the names below it, which stand closer than rows do."""
    # Under letters that reach below the line.
    upper, lower, following = (max(run.box[1] for run in row) for row in (runs, names, below))
    return upper - lower < CLOSER * (lower - following)


def _stands_over(runs: Sequence[Run], columns: Sequence[_Column], left: float = float("-inf")) -> bool:
    """Whether a row right above the columns, and right of `left`, has one cell over each."""
    if len(runs) != len(columns):
        return False
    lefts = [column.left for column in columns[1:]] + [float("inf")]
    rights = [left] + [column.right for column in columns[:-1]]
    return all(
        run.box[0] < column.right
        and run.box[2] > column.left
        and before < run.box[0]
        and run.box[2] < after
        and 0 <= run.box[1] - column.first[3] + 0.5 * (run.box[3] - run.box[1]) < ROW_GAP * (run.box[3] - run.box[1])
        for run, column, before, after in zip(runs, columns, rights, lefts, strict=True)
    )
