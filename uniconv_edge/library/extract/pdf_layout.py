"""The lines of a PDF page as they are read: columns drawn in turns put in order, and each row of a table on a line of
its own, its cells apart.

`reader` is the page's text as pypdfium2 has it, whose characters are counted as those of the text are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract import divided
from uniconv_edge.library.extract.columns import Box, parts_of, reading_order
from uniconv_edge.library.extract.label_columns import beside_labels
from uniconv_edge.library.extract.lone_marks import lone_marks
from uniconv_edge.library.extract.paragraphs import CELL_BORDER, NARROW_CHARACTERS
from uniconv_edge.library.extract.pdf_type import LINE_END, line_of, type_size
from uniconv_edge.library.extract.pdf_words import index_at, wide_gaps, with_gaps
from uniconv_edge.library.extract.ragged import pairs, ragged_rows
from uniconv_edge.library.extract.side_by_side import apart, filled_in, with_labels
from uniconv_edge.library.extract.spaced import spaced
from uniconv_edge.library.extract.tables import (
    ALIGNED_POINTS,
    ROW_GAP,
    Cell,
    Table,
    cells_of,
    finer,
    is_in_line,
    tables,
)
from uniconv_edge.library.extract.turns import in_turn

Columns: TypeAlias = Sequence[Sequence[Box]]
"""The columns of a table from the left, each by the boxes of its cells."""

_MIN_RUNS_OF_COLUMNS = 12
_RUNS_PER_LINE = 1.4
_MAX_RUNS = 3_000
_MAX_GAPS = 20_000
_MIN_HEIGHT = 0.2  # points: a blank that is drawn has none, a dash has more
_MIN_CELLS_OF_TABLES = 3
_PAIR = 2
_EDGE_LINES = 3  # of which fewer may be a running head or foot
_LONE_MARK = expression(f" {CELL_BORDER} ([.,;:)])(?= {CELL_BORDER} |$)")  # the end of a sentence after a wide space


def laid_out(reader: Any, text: str, above: Columns = ()) -> tuple[str, Columns]:
    """The text of a page, in another order when its lines alternate between two columns, else with each row of its
    tables on a line of its own and the cells apart; and the columns of the table at its foot. `above`: those of the
    table at the foot of the page before, which may end here in rows that are too few to be told by themselves."""
    count, lines = reader.count_rects(), text.split(LINE_END)
    if not (above or _may_have_cells(lines, count)) or count > _MAX_RUNS:
        return text, ()
    starts = accumulate((len(line) + len(LINE_END) for line in lines), initial=0)
    places = [(start, start + len(line)) for start, line in zip(starts, lines, strict=False)]
    page = _Lines(reader, text, lines, places, [_boxes(reader, start, end - start) for start, end in places])
    page, marks = _in_order(page)
    read: list[str] = []
    columns: Columns = ()
    for first, end, said in _parts(page, count):
        if said is None:
            own, columns = _with_rows(page.in_order(range(first, end)), marks[first:end], () if first else above)
            read += own
        else:
            read.append(said)
            columns = ()
    return LINE_END.join(read), columns


def _parts(page: _Lines, count: int) -> list[tuple[int, int, str | None]]:
    """(first line, line after the last, text) of the parts of a page from above: the text of two columns that are drawn
    in turns, None for other lines."""
    whole: list[tuple[int, int, str | None]] = [(0, len(page.lines), None)]
    if count < max(_MIN_RUNS_OF_COLUMNS, _RUNS_PER_LINE * len(page.lines)):
        return whole
    parts = list(parts_of([box for line in page.boxes for box in line]))
    if not any(part.is_columns for part in parts) or _is_table(page.parted):
        return whole
    line_of_box = [number for number, line in enumerate(page.boxes) for _ in line]
    ends = [max(line_of_box[index] for line in part.lines for index in line) + 1 for part in parts]
    starts = [min(line_of_box[index] for line in part.lines for index in line) for part in parts]
    if any(end > start for end, start in zip(ends, starts[1:], strict=False)):  # a line reaches over two parts
        return [(0, len(page.lines), _words(page, [line for part in parts for line in part.lines]))]
    said = [_words(page, part.lines) if part.is_columns else None for part in parts]
    return list(zip([0, *ends[:-1]], [*ends[:-1], len(page.lines)], said, strict=True))


def _words(page: _Lines, lines: Iterable[Sequence[int]]) -> str:
    """The text of lines that are given by the numbers of their boxes."""
    boxes = [box for line in page.boxes for box in line]
    words = (" ".join(page.reader.get_text_bounded(*boxes[index]).strip() for index in line) for line in lines)
    return divided.marked("\n".join(line for line in words if line))


def _with_rows(page: _Lines, marks: Sequence[str], above: Columns) -> tuple[list[str], Columns]:
    """The lines of a page or of a part of it, their marks before them, with each row of its tables on a line of its
    own; and the columns of the table at its foot."""
    read = [mark + page.told(number) for number, mark in enumerate(marks)]
    found = _tables(page)
    found += ((table, page.flat_parted) for table in _rest_of_table(page, above, [table for table, _ in found]))
    taken = {line for table, _ in found for line in range(table.start, table.end)}
    for label, value in beside_labels(page.lines, page.boxes):
        if label not in taken and value not in taken:
            read[label], read[value] = f"{read[label].strip()} {CELL_BORDER} {read[value].strip()}", ""
            taken |= {label, value}
    for label, value in filled_in(page.lines, page.boxes, page.sizes):
        if label not in taken and value not in taken:
            read[label], read[value] = f"{read[label].strip().rstrip(':')}: {read[value].strip()} {CELL_BORDER}", ""
    for start, end, rows in _table_rows(page, found):
        read[start:end] = rows
    return read, _columns_at_foot(page, found)


def _in_order(page: _Lines) -> tuple[_Lines, list[str]]:
    """The lines in the order in which they are read, without marks of items that are drawn by themselves, and for each
    the mark before it."""
    marks = lone_marks(page.lines, page.boxes)
    kept = [number for number in range(len(page.lines)) if number not in marks]
    turns = in_turn([page.boxes[number] for number in kept])
    placed = kept if turns is None else [kept[number] for number in turns]
    before = {item: f"{page.lines[mark].strip()} " for mark, item in marks.items()}
    return page.in_order(placed), [before.get(number, "") for number in placed]


@dataclass(frozen=True)
class _Lines:
    """The lines of a page with their spans in its text and their boxes."""

    reader: Any
    text: str
    lines: Sequence[str]
    places: Sequence[tuple[int, int]]
    boxes: Sequence[Sequence[Box]]

    def in_order(self, numbers: Sequence[int]) -> _Lines:
        """These lines, in this order."""
        return _Lines(
            self.reader,
            self.text,
            [self.lines[number] for number in numbers],
            [self.places[number] for number in numbers],
            [self.boxes[number] for number in numbers],
        )

    def told(self, number: int) -> str:
        """A line as it is read where it is no row of a table."""
        return with_gaps(self.reader, self.lines[number], *self.places[number], self.boxes[number])

    @cached_property
    def sizes(self) -> Sequence[float]:
        """The height of the type with which each line begins; 0 of a blank one."""
        blanks = (len(line) - len(line.lstrip()) for line in self.lines)
        return [
            type_size(self.reader, start + blank) if start + blank < end else 0.0
            for (start, end), blank in zip(self.places, blanks, strict=True)
        ]

    @cached_property
    def flat_parted(self) -> Sequence[Box]:
        """The boxes of all lines, parted at wide gaps."""
        return [box for line in self.parted for box in line]

    @cached_property
    def parted(self) -> Sequence[Sequence[Box]]:
        """The boxes, parted at wide gaps where there are not too many gaps to look at."""
        if self.text.count(" ") > _MAX_GAPS:
            return self.boxes
        return [
            _boxes_apart(self.reader, start, line) for (start, _), line in zip(self.places, self.lines, strict=True)
        ]


def _tables(page: _Lines) -> list[tuple[Table, Sequence[Box]]]:
    """The tables of a page, each with the boxes that its cells count."""
    cells = cells_of(page.parted)
    parted, whole = finer(list(spaced(cells)), list(tables(page.boxes, _stands(page))))
    flat = [box for line in page.boxes for box in line]
    taken = {line for table in parted for line in range(table.start, table.end)}
    ragged, whole = finer([*ragged_rows(cells, taken), *pairs(cells, taken)], whole)
    return [*((table, page.flat_parted) for table in (*parted, *ragged)), *((table, flat) for table in whole)]


def _columns_at_foot(page: _Lines, found: Sequence[tuple[Table, Sequence[Box]]]) -> Columns:
    """The columns of the table that stands lowest on a page, with no more than a running foot below it."""
    for table, boxes in found:
        width = max(map(len, table.rows))
        own = [[[boxes[i] for line in cell for i in line] for cell in row] for row in table.rows if len(row) == width]
        end = min(box[1] for row in own for cell in row for box in cell)
        if width > _PAIR and sum(any(box[3] <= end for box in line) for line in page.boxes) < _EDGE_LINES:
            return [[box for cell in column for box in cell] for column in zip(*own, strict=True)]
    return ()


def _rest_of_table(page: _Lines, columns: Columns, found: Sequence[Table]) -> Iterator[Table]:
    """Each line at the top of a page, below no more than a running head, whose cells stand in line with the columns of
    the table at the foot of the page before."""
    if not columns:
        return
    first = list(accumulate((len(line) for line in page.parted), initial=0))
    heads = 0
    for number in sorted((n for n, line in enumerate(page.parted) if line), key=lambda n: -page.parted[n][0][3]):
        if any(table.start <= number < table.end for table in found):
            return
        cells = _under(columns, page.parted[number], first[number])
        if cells:
            heads = _EDGE_LINES
            yield Table(number, number + 1, [cells])
        elif (heads := heads + 1) >= _EDGE_LINES:
            return


def _under(columns: Columns, boxes: Sequence[Box], first: int) -> list[Cell]:
    """The cells of a line whose boxes, counted from `first`, stand in line with the columns, the first and all but one
    of the others; none of another line."""
    cells: list[Cell] = [[] for _ in columns]
    for number, box in enumerate(boxes, first):
        places = [at for at, column in enumerate(columns) if any(is_in_line(box, other) for other in column)]
        if len(places) != 1 or cells[places[0]]:
            return []
        cells[places[0]] = [[number]]
    return cells if cells[0] and sum(map(bool, cells)) >= max(len(cells) - 1, _PAIR + 1) else []


def _table_rows(page: _Lines, found: Sequence[tuple[Table, Sequence[Box]]]) -> Iterator[tuple[int, int, list[str]]]:
    """(first line, line after the last, rows) of the tables of a page, the last first."""
    for table, its_boxes in sorted(found, key=lambda each: -each[0].start):
        rows = _rows(page.reader, page.text, its_boxes, table.rows, page.places[table.start : table.end])
        if rows is not None:
            yield table.start, table.end, rows
            above = table.start - 1 - _is_title(page, table.start - 1)
            if names := _names_above(page, table, above, [other for other, _ in found]):
                yield above, above + 1, [names]


def _stands(page: _Lines) -> list[list[float]]:
    """The heights on which the letters of each box stand."""
    return [[_stand(page.reader, box) for box in line] for line in page.boxes]


def _stand(reader: Any, box: Box) -> float:
    index = index_at(reader, box)
    return box[1] if index is None else line_of(reader, index)


def _is_title(page: _Lines, number: int) -> bool:
    """Whether a line is the title of a group of rows: one piece, right above them and as far left."""
    if number < 1 or len(page.parted[number]) != 1 or not page.boxes[number + 1]:
        return False
    box, below = page.boxes[number][0], page.boxes[number + 1][0]
    is_narrow = len(page.lines[number].strip()) < NARROW_CHARACTERS
    return (
        is_narrow and abs(box[0] - below[0]) < ALIGNED_POINTS and _is_near(page.boxes[number], page.boxes[number + 1])
    )


def _names_above(page: _Lines, table: Table, above: int, found: Sequence[Table]) -> str:
    """The row of names that stands in the line `above` a table, whose edges are not those of its columns, as of numbers
    on the right; "" for none."""
    if above < 0 or any(other.start <= above < other.end for other in found):
        return ""
    line = page.lines[above]
    borders = wide_gaps(page.reader, page.places[above][0], line)
    if not len(borders) + 1 == max(map(len, table.rows)) > _PAIR:
        return ""
    if not _is_near(page.boxes[above], page.boxes[above + 1]):
        return ""
    return _row_text([line[start:end].strip() for start, end in pairwise([0, *borders, len(line)])])


def _is_near(boxes: Sequence[Box], below: Sequence[Box]) -> bool:
    """Whether a line stands right above another."""
    if not boxes or not below:
        return False
    height = boxes[0][3] - boxes[0][1]
    return -height < boxes[0][1] - below[0][3] < ROW_GAP * height


def _may_have_cells(lines: Sequence[str], count: int) -> bool:
    """Whether there are more boxes than lines, or many lines that are short, since a wide gap ends a line, or of
    figures. Most pages of prose are spared the rest."""
    if count >= len(lines) + _MIN_CELLS_OF_TABLES:
        return True
    return sum(len(line) < NARROW_CHARACTERS or _ends_in_figures(line) for line in lines) > _MIN_CELLS_OF_TABLES


def _ends_in_figures(line: str) -> bool:
    """Whether the last words of a line, three or more, have digits."""
    words = line.rsplit(maxsplit=_MIN_CELLS_OF_TABLES)[-_MIN_CELLS_OF_TABLES:]
    return len(words) == _MIN_CELLS_OF_TABLES and all(any(map(str.isdigit, word)) for word in words)


def _boxes(reader: Any, start: int, length: int) -> list[Box]:
    count = reader.count_rects(start, length) if length else 0
    boxes = (reader.get_rect(index) for index in range(count))
    return [box for box in boxes if box[3] - box[1] > _MIN_HEIGHT]


def _is_table(parted: Sequence[Sequence[Box]]) -> bool:
    """Whether what looks like two columns has wide gaps inside of them: a row of cells may be drawn in few pieces."""
    return reading_order([box for line in parted for box in line]) is None


def _boxes_apart(reader: Any, start: int, line: str) -> list[Box]:
    """The boxes of a line, parted at gaps as wide as columns have: a row may be drawn as one piece."""
    gaps = [start + gap for gap in wide_gaps(reader, start, line)]
    borders = pairwise([start - 1, *gaps, start + len(line)])
    return [box for before, after in borders for box in _boxes(reader, before + 1, after - before - 1)]


def _rows(
    reader: Any, text: str, boxes: Sequence[Box], rows: Sequence[Sequence[Cell]], places: Sequence[tuple[int, int]]
) -> list[str] | None:
    """The rows of a table whose lines stand at `places` of the text, None when a word is not found where its box is: a
    cell's line goes from where it begins to where the next that is drawn begins, or to the end of the line."""
    firsts = sorted(line[0] for row in rows for cell in row for line in cell)
    begins = [index_at(reader, boxes[first]) for first in firsts]
    found = [begin for begin in begins if begin is not None]
    start, end = places[0][0], places[-1][1]
    if len(found) < len(begins) or sorted(set(found)) != found or found[0] < start or found[-1] >= end:
        return None
    ends = [end for _, end in places]
    nexts = (
        min(after for after in [*ends, following] if after > begin) for begin, following in pairwise([*found, end])
    )
    said = {first: text[begin:after] for first, begin, after in zip(firsts, found, nexts, strict=True)}
    if sum(map(_length, said.values())) != _length(text[start:end]):
        return None
    at = dict(zip(firsts, found, strict=True))
    sizes = [[type_size(reader, at[cell[0][0]]) if cell else 0.0 for cell in row] for row in rows]
    told = with_labels([[_cell_text(said[line[0]] for line in cell) for cell in row] for row in rows], sizes)
    return [_LONE_MARK.sub(r"\1", _row_text(row)) for row in apart(told)]


def _row_text(cells: list[str]) -> str:
    """A row on a line, an empty cell where one follows; that of one cell ends in a border."""
    count = max((number for number, cell in enumerate(cells, start=1) if cell), default=1)
    return f" {CELL_BORDER} ".join(cells[:count] if count > 1 else [cells[0], ""])


def _length(text: str) -> int:
    return len("".join(text.split()))


def _cell_text(lines: Iterable[str]) -> str:
    return divided.marked("\n".join(line.strip() for line in lines)).replace("\n", " ")
