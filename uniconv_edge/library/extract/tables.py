"""Tables of a PDF page, told by where their words stand: rows of cells that share columns. Pure.

PDFium gives a table as lines of words without borders between cells, and a cell of several lines apart from its row.
Here the boxes of its words say which cells there are. A row is recognised by at least two of its cells standing under
those above; a list (narrow marks and one column of text) is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, pairwise
from typing import TypeAlias

from uniconv_edge.library.extract.columns import JOINS_WITHIN, Box, Run, rows_of, same_height

_NEW = -1
MIN_ROWS = 3
ALIGNED_POINTS = 3.0
_SAME_LINE_POINTS = 1.5  # at the top or the bottom; an index stands lower, an exponent higher
_SAME_HEIGHT_POINTS = 0.3  # on which letters stand
_SAME_SIZE = 0.6  # and both are smaller
_MIN_ALIGNED = 1.5  # cells a row
_LINE_GAP = 0.9  # of the height of a line: less below a line is the next line of its cell
CLOSER = 0.75
_CLOSER_LINES = 0.85  # of the way from one row to the next, on which letters stand
_MOST_TRIED = 500_000  # squares of lines that make no table: then no table is looked for within them
_PAIR = 2  # cells of a row that may be a label and what it is of
_MAX_MORE_LINES = 2  # of names, below the first
ROW_GAP = 3.0  # of the height of a line: more below a row ends the table
_WIDEST_TITLE = 0.6  # of a table, of the rows below it: wider ones may be prose
MARK_WIDTH = 2.5  # of the height of a line: beside one column, anything narrower is the mark of a list

Cell: TypeAlias = list[list[int]]
"""The boxes of a cell by their numbers on the page, one list for each of its lines; none where it is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, from the left, that stand in the lines from `start` to before `end`."""

    start: int
    end: int
    rows: list[list[Cell]]


@dataclass(slots=True)
class _Row:
    """`first` and `last` line of the page that it stands in; whether it is a title of the rows below, which reaches
    over several columns."""

    first: int
    last: int
    cells: dict[int, list[Run]] = field(default_factory=dict)
    is_title: bool = False

    def add(self, column: int, run: Run, line: int) -> None:
        self.cells.setdefault(column, []).append(run)
        self.last = line

    def take(self, following: _Row) -> None:
        """Let the lines of the row below be lines of this one."""
        for column, runs in following.cells.items():
            self.cells.setdefault(column, []).extend(runs)
        self.last = following.last

    def top(self) -> float:
        """The height at which its highest cell begins."""
        return max(lines[0].box[3] for lines in self.cells.values())

    def first_line(self) -> float:
        """The height of its first line, under letters that reach below."""
        return max(lines[0].box[1] for lines in self.cells.values())

    def last_line(self) -> float:
        """The height of its last line."""
        ends = [lines[-1].box for lines in self.cells.values()]
        lowest = min(ends, key=lambda box: box[1])
        return max(box[1] for box in ends if box[1] < (lowest[1] + lowest[3]) / 2)

    def line(self, which: int) -> float | None:
        """The height on which its first line (0) stands, or its last (-1); None where it is not known."""
        found = [lines[which].line for lines in self.cells.values()]
        known = [each for each in found if each is not None]
        return (min if which else max)(known) if len(known) == len(found) else None

    def is_on_line(self, run: Run) -> bool:
        """Whether a run stands on one line with the first of a cell, by the heights of their letters or, of like size,
        by their boxes."""
        box = run.box
        return any(
            (run.line is not None and first.line is not None and abs(run.line - first.line) < _SAME_HEIGHT_POINTS)
            or (
                min(abs(box[1] - first.box[1]), abs(box[3] - first.box[3])) < _SAME_LINE_POINTS
                and box[3] - box[1] > _SAME_SIZE * (first.box[3] - first.box[1])
            )
            for first in (lines[0] for lines in self.cells.values())
        )

    def end(self) -> float:
        """The height at which its longest cell ends."""
        return min(lines[-1].box[1] for lines in self.cells.values())


def is_in_line(box: Box, other: Box) -> bool:
    """Whether a box begins, ends or is centred where another does."""
    return any(
        abs(a - b) < ALIGNED_POINTS
        for a, b in ((box[0], other[0]), (box[2], other[2]), ((box[0] + box[2]) / 2, (other[0] + other[2]) / 2))
    )


class _Growing:
    """A table as far as its lines have been taken."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []
        self._columns: list[list[Box]] = []
        self._aligned = 0  # cells that stand right under others
        self._height = 0.0  # of a line: words of small letters are lower

    def take(self, runs: Sequence[Run], line: int, following: Run | None = None) -> bool:
        """Take runs on one height, from the left, before what stands beside them in the next column is drawn
        (`following`); False when they are none of this table."""
        if self._is_title(runs):
            self._rows.append(_Row(line, line, is_title=True))
            self._rows[-1].add(self._column_of_title(runs[0].box), runs[0], line)
            return True
        divided = [part for run in runs for part in self._divided(run)]
        runs = divided if len(divided) == len(self._columns) else runs
        columns = [self._column(run.box) for run in runs]
        places = [column for column in columns if column is not None]
        known = [column for column in places if column != _NEW]
        if len(places) < len(columns) or len(set(known)) < len(known):
            return False
        aligned = [self._is_aligned(run.box, column) for run, column in zip(runs, places, strict=True)]
        row = self._rows[-1] if self._rows else None
        if row is not None and self._belong(runs, places, aligned, row, following):
            aligned = [under and column not in row.cells for under, column in zip(aligned, places, strict=True)]
        elif row is None or (
            (any(aligned) or self._is_under_corner(runs, places)) and self._may_begin_row(runs, places)
        ):
            row = _Row(line, line)
            self._rows.append(row)
        else:
            return False
        self._add(row, runs, places, line)
        self._aligned += sum(aligned)
        return True

    def _belong(
        self,
        runs: Sequence[Run],
        columns: Sequence[int],
        aligned: Sequence[bool],
        row: _Row,
        following: Run | None,
    ) -> bool:
        """Whether each of the runs is one more cell of the row or one more line of a cell. In the first column, or in
        several, lines could as well begin a row, so there they must stand closer than rows do, unless the next cell is
        drawn back on the line on which the row began."""
        if row.is_title:
            return False
        going_on = [column for column in columns if column in row.cells]
        closer = float("inf")
        if following is not None and len(row.cells) == len(columns) == 1 and row.is_on_line(following):
            pass
        elif len(going_on) > 1 or self._leftmost() in going_on:
            # Of a whole row the way from the names to the row below them tells nothing.
            is_whole = len(columns) > _PAIR and row.cells.keys() == set(columns)
            known = self._rows[1:] if is_whole else self._rows
            lines = [
                (row.cells[column][-1].line, run.line)
                for run, column in zip(runs, columns, strict=True)
                if column in row.cells
            ]
            closer = _closer(known, lines)
        return all(
            0 <= row.cells[column][-1].box[1] - run.box[3] < min(closer, _LINE_GAP * self._height)
            if column in row.cells
            else (is_aligned or (column == _NEW and _is_right_of(run.box, row))) and self._is_beside(run, row)
            for run, column, is_aligned in zip(runs, columns, aligned, strict=True)
        )

    def _is_beside(self, run: Run, row: _Row) -> bool:
        """Whether a run is a further cell of the row: PDFium divides a line at a wide gap, and of several lines a cell
        may begin above the others, below the end of the row before."""
        box = run.box
        height = box[3] - box[1]
        ceiling = self._rows[-2].end() if len(self._rows) > 1 else row.top() + ROW_GAP * self._height
        return row.is_on_line(run) or (row.end() < box[1] + height / 2 and box[3] <= ceiling)

    def _add(self, row: _Row, runs: Sequence[Run], columns: Sequence[int], line: int) -> None:
        for run, found in zip(runs, columns, strict=True):
            column = found
            if column == _NEW:
                column = len(self._columns)
                self._columns.append([])
            self._columns[column].append(run.box)
            self._height = max(self._height, run.box[3] - run.box[1])
            row.add(column, run, line)

    def _may_begin_row(self, runs: Sequence[Run], columns: Sequence[int]) -> bool:
        """Whether runs stand below the last row, not far below, and are several or the leftmost cell: the first line of
        the table may have none there."""
        is_leftmost = columns[0] == self._leftmost() or self._is_under_corner(runs, columns)
        return self._is_near(runs[0].box) and (len(runs) > 1 or is_leftmost)

    def _is_near(self, box: Box) -> bool:
        """Whether a box stands not far below the last row."""
        return -0.5 * self._height < self._rows[-1].end() - box[3] < ROW_GAP * self._height

    def _is_title(self, runs: Sequence[Run]) -> bool:
        """Whether a run stands alone right below a row, begins where the first column does, or left of a row of names
        without one, and reaches over more: a title of the rows below."""
        if len(runs) != 1 or not self._rows or self._rows[-1].is_title:
            return False
        box = runs[0].box
        left, right = self._columns[self._leftmost()][0][0], max(end[2] for column in self._columns for end in column)
        is_at_corner = len(self._rows) == 1 < len(self._columns) and box[0] < left - ALIGNED_POINTS and left < box[2]
        begins = abs(box[0] - left) < ALIGNED_POINTS and self._column(box) is None
        is_narrow = box[2] - box[0] < _WIDEST_TITLE * (right - min(left, box[0]))
        return (begins or is_at_corner) and is_narrow and self._is_near(box)

    def _column_of_title(self, box: Box) -> int:
        """The first column, a new one where a title stands left of all."""
        left = self._columns[self._leftmost()][0][0]
        if box[0] < left - ALIGNED_POINTS:
            self._columns.append([(box[0], box[1], left - 1.0, box[3])])
        return self._leftmost()

    def _is_under_corner(self, runs: Sequence[Run], columns: Sequence[int]) -> bool:
        """Whether the first of the runs begins the column of which the row of names has no cell, at the left."""
        return (
            len(self._rows) == 1 < len(self._columns)
            and columns[0] == _NEW
            and (runs[0].box[2] < self._columns[self._leftmost()][0][0])
        )

    def _leftmost(self) -> int:
        return min(range(len(self._columns)), key=lambda column: self._columns[column][0][0])

    def _column(self, box: Box) -> int | None:
        """The column that a box stands in, `_NEW`, or None where it reaches over several."""
        over = [
            number
            for number, boxes in enumerate(self._columns)
            if box[0] < max(other[2] for other in boxes) and box[2] > min(other[0] for other in boxes)
        ]
        if len(over) > 1:
            return None
        return over[0] if over else _NEW

    def _divided(self, run: Run) -> list[Run]:
        """The cells of a run that reaches over several columns, each of its boxes in line with one: a column may
        be as wide as its longest cell, behind which the next begins at once. The run itself where they are not."""
        if self._column(run.box) is not None:
            return [run]
        cells: dict[int, Run] = {}
        for number, part in zip(run.members, run.parts, strict=True):
            column = self._column(part)
            if column is None or not self._is_aligned(part, column) or column in cells:
                return [run]
            cells[column] = Run(part, [number], [part], run.line)
        return list(cells.values())

    def _is_aligned(self, box: Box, column: int) -> bool:
        """Whether a box begins, ends or is centred where another of its column does."""
        return column != _NEW and any(is_in_line(box, other) for other in self._columns[column])

    def finished(self, end: int) -> Table | None:
        """The table of the lines before `end`, None when they make none. A line belongs to it as a whole or not at
        all."""
        rows = self._rows
        while rows and (rows[-1].last >= end or len(rows[-1].cells) < 2):
            end = min(end, rows.pop().first)
        order = sorted(range(len(self._columns)), key=lambda column: self._columns[column][0][0])
        count = sum(len(row.cells) > 1 for row in rows)
        if count < MIN_ROWS or self._aligned < _MIN_ALIGNED * (count - 1) or self._is_list(order):
            return None
        rows = _with_whole_head(rows)
        columns = _as_one(order, rows)
        filled = [[not row.cells.keys().isdisjoint(group) for group in columns] for row in rows]
        # The row of names often has none over the first column, nor over marks of some of the rows.
        shown = [first or sum(of) > 1 for first, of in zip(filled[0], zip(*filled, strict=True), strict=True)]
        cells = [list(_cells(row, columns, shown)) for row in rows]
        return Table(rows[0].first, rows[-1].last + 1, cells)

    def _is_list(self, order: Sequence[int]) -> bool:
        boxes = [run.box for row in self._rows for lines in row.cells.values() for run in lines]
        marks = [run.box for row in self._rows if not row.is_title for run in row.cells.get(order[0], ())]
        pairs = sum(len(row.cells) <= 2 for row in self._rows)
        height = max(box[3] - box[1] for box in boxes)
        return 2 * pairs > len(self._rows) and max((box[2] - box[0] for box in marks), default=0) < MARK_WIDTH * height


def _closer(rows: Sequence[_Row], lines: Sequence[tuple[float | None, float | None]]) -> float:
    """How far below the last lines of cells those must begin that go on with them, as they stand (the last, the next):
    closer than rows do. Where it is known on which height letters stand, that tells it, since the way from one with a
    `q` to one with an accent is shorter."""
    ways = [(above.line(-1), below.line(0)) for above, below in pairwise(rows)]
    steps = [above - below for above, below in ways if above is not None and below is not None]
    own = [above - below for above, below in lines if above is not None and below is not None]
    if len(steps) == len(ways) and len(own) == len(lines):
        return float("inf") if steps and max(own) < _CLOSER_LINES * min(steps) else 0.0
    return min((CLOSER * (above.end() - below.top()) for above, below in pairwise(rows)), default=0.0)


def _with_whole_head(rows: Sequence[_Row]) -> list[_Row]:
    """The rows, the first of them as one where they are lines of names: they stand closer than all rows below."""
    steps = [above.last_line() - below.first_line() for above, below in pairwise(rows)]
    for more in range(min(_MAX_MORE_LINES, len(steps) - MIN_ROWS + 1), 0, -1):
        if max(steps[:more]) < CLOSER * min(steps[more:]):
            for row in rows[1 : more + 1]:
                rows[0].take(row)
            return [rows[0], *rows[more + 1 :]]
    return list(rows)


def _is_right_of(box: Box, row: _Row) -> bool:
    """Whether a box stands apart from all of the row, on its right."""
    right = max(run.box[2] for lines in row.cells.values() for run in lines)
    return box[0] - right >= JOINS_WITHIN * (box[3] - box[1])


def _as_one(order: Sequence[int], rows: Sequence[_Row]) -> list[list[int]]:
    """The columns from the left, as one those beside each other of which each row has one at most, as of words at the
    left and at the right of a cell."""
    groups: list[list[int]] = []
    for column in order:
        if groups and not any(column in row.cells and not row.cells.keys().isdisjoint(groups[-1]) for row in rows):
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups


def _cells(row: _Row, columns: Sequence[Sequence[int]], shown: Sequence[bool]) -> Iterator[Cell]:
    """The cells of a row, an empty one where it has no words in a column that is shown all the same."""
    for group, is_shown in zip(columns, shown, strict=True):
        cell = [run.members for column in group for run in row.cells.get(column, ())]
        if cell or is_shown:
            yield cell


def tables(lines: Sequence[Sequence[Box]], stands: Sequence[Sequence[float]] = ()) -> Iterator[Table]:
    """The tables among the lines of a page, each line given by the boxes of its words in the order they are drawn.
    `stands`: the heights on which the letters of each box stand."""
    numbers = accumulate((len(line) for line in lines), initial=0)
    rows = [rows_of(line, first) for line, first in zip(lines, numbers, strict=False)]
    stand = [height for line in stands for height in line]
    for run in (run for heights in rows if stand for runs in heights for run in runs):
        run.line = stand[run.members[0]]
    start = tried = 0
    while start < len(rows):
        growing, end = _Growing(), start
        if _begins(rows, start):
            while (
                end < len(rows)
                and rows[end]
                and all(growing.take(runs, end, _drawn_higher(rows, end)) for runs in rows[end])
            ):
                end += 1
        found = growing.finished(end)
        if found is not None:
            yield found
        tried += 0 if found is not None else (end - start) ** 2
        start = found.end if found is not None else start + 1 if tried < _MOST_TRIED else max(end, start + 1)


def cells_of(lines: Sequence[Sequence[Box]]) -> list[list[Run]]:
    """The cells of each line that stands on one height, as the boxes of its words part them; none of other lines."""
    numbers = accumulate((len(line) for line in lines), initial=0)
    heights = [rows_of(line, first) for line, first in zip(lines, numbers, strict=False)]
    return [found[0] if len(found) == 1 else [] for found in heights]


def finer(apart: Sequence[Table], whole: Sequence[Table]) -> tuple[list[Table], list[Table]]:
    """Both without what overlaps: of the tables that stand in the same lines, those that part them into more cells; one
    of lines that are parted at gaps must hold the others whole."""
    kept, left = [], list(whole)
    for table in apart:
        others = [other for other in left if other.start < table.end and table.start < other.end]
        inside = all(table.start <= other.start and other.end <= table.end for other in others)
        if inside and (not others or _count(table) > sum(map(_count, others))):
            kept.append(table)
            left = [other for other in left if other not in others]
    return kept, left


def _count(table: Table) -> int:
    return sum(bool(cell) for row in table.rows for cell in row)


def _drawn_higher(rows: Sequence[Sequence[Sequence[Run]]], number: int) -> Run | None:
    """What is drawn next on the right of a line of one box, and of lines below it in its column, where that stands
    higher: a cell of several lines is drawn before the next one; None where nothing is."""
    if not _is_of_one_column(rows[number]):
        return None
    first = rows[number][0][0].box
    for line in islice(rows, number + 1, None):
        if not line or not line[0]:
            return None
        box = line[0][0].box
        if box[0] >= first[2]:
            return line[0][0] if box[1] > first[3] - _SAME_SIZE * (first[3] - first[1]) else None
        if not _is_of_one_column(line) or box[3] > first[3]:
            return None
    return None


def _is_of_one_column(heights: Sequence[Sequence[Run]]) -> bool:
    """Whether a line is one box on each of its heights, as where PDFium joins a divided word to the next line."""
    return bool(heights) and all(len(runs) == 1 for runs in heights)


def _begins(rows: Sequence[Sequence[Sequence[Run]]], number: int) -> bool:
    """Whether a line has a second cell, on it or, where PDFium divides the line at a wide gap, on the next."""
    if not rows[number] or len(rows[number][0]) > 1:
        return bool(rows[number])
    if number + 1 == len(rows) or not rows[number + 1]:
        return False
    this, following = rows[number][-1][-1].box, rows[number + 1][0][0].box
    return following[0] > this[2] and same_height(this, following)
