"""Tables of documents: which cell stands in which column, and the rows with the names of their columns. Pure.

Cells are placed as HTML tells: one may reach over several columns and rows. The rows of `thead` and those of `th` alone
name the columns, else a first row that is in bold type or tells itself from the others. What reaches over rows is told
in each of them. Tables that lay out a web page have tables or several paragraphs in a cell; they get no names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.blocks import Block, fold
from uniconv_edge.library.extract.rows import MAX_NAME_CHARACTERS, first_row_names, is_name, is_name_or_period, is_usual

_MAX_COLUMNS = 100  # a table with more is left as it is
_MAX_COLUMNS_OF_CELL, _MAX_ROWS_OF_CELL = 1_000, 65_534  # as the standard has it
_MAX_ROWS_OF_NAMES = 3
_MIN_NAMES = 2
_PAIR = 2
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_OF_LAYOUT = frozenset(("table", "blockquote", "article", "section"))  # in no cell of a table of facts
_LAYS_OUT = frozenset(("presentation", "none"))  # roles
_AMOUNT = expression(r"\W*\d(?!.*[^\W\d_]{4})")  # and no words but short units
_DIGITS = expression(r"\s*\d{1,6}")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """The words of a cell, over how many columns and rows it reaches, and whether it is marked as a name (`th`)."""

    text: str
    columns: int = 1
    rows: int = 1
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row. None reaches over to another `group` (`thead`, `tbody`, `tfoot`). `is_bold`: all
    its words are, or they are set off in another way."""

    cells: Sequence[Cell]
    group: int = 0
    in_head: bool = False
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell and its first column; `again` when it began in a row above."""

    cell: Cell
    column: int
    again: bool = False

    @property
    def end(self) -> int:
        return self.column + self.cell.columns


@dataclass(slots=True)
class _Part:
    """The numbers of rows that name the columns, and of those below them."""

    head: list[int] = field(default_factory=list)
    body: list[int] = field(default_factory=list)


def named_rows(rows: Sequence[Row]) -> dict[int, str]:
    """The texts of the rows, by their numbers, that are to be told in another way: those below names carry them. Of
    several rows of names the first has them all, the others have ""."""
    placed = _placed(rows)
    if placed is None:
        return {}
    width = max((each.end for cells in placed for each in cells), default=0)
    texts: dict[int, str] = {}
    for part in _parts(rows, placed, width):
        if not part.body or len(part.head) > _MAX_ROWS_OF_NAMES:
            continue
        names = _names([placed[number] for number in part.head], width)
        short = [name if len(name) <= MAX_NAME_CHARACTERS else "" for name in names]
        if len(set(filter(None, short))) < _MIN_NAMES:
            continue
        if len(part.head) > 1:
            texts |= dict.fromkeys(part.head, "")
            texts[part.head[0]] = " | ".join(name for name, _ in groupby(filter(None, names)))
        texts |= {number: _labelled(placed[number], short) for number in part.body}
    return texts


def table_blocks(rows: Sequence[Row]) -> Iterator[Block]:
    """A block for each row of a document's table that says something; below names with them, and in any case with the
    short words that reach down to it."""
    if all(row.in_head for row in rows):  # whoever marks the whole table names nothing
        rows = [replace(row, in_head=False) for row in rows]
    texts = named_rows(rows)
    placed = _placed(rows) or [[_Placed(cell, 0) for cell in row.cells] for row in rows]
    begun = False
    for number, (row, cells) in enumerate(zip(rows, placed, strict=True)):
        if any(cell.text for cell in row.cells):
            text = texts.get(number, " | ".join("" if _is_told(each) else each.cell.text for each in cells))
            yield Block(text, tight=begun)
            begun = True


def _placed(rows: Sequence[Row]) -> list[list[_Placed]] | None:
    """The cells of each row from the left, with those that reach down to it; None for too many columns."""
    found: list[list[_Placed]] = []
    reaching: list[tuple[_Placed, int]] = []  # with the number of the row that it does not reach
    free_from = [0] * _MAX_COLUMNS  # of each column, the number of a row
    for number, row in enumerate(rows):
        if number and row.group != rows[number - 1].group:
            reaching, free_from = [], [0] * _MAX_COLUMNS
        reaching = [(place, end) for place, end in reaching if end > number]
        cells = [_Placed(place.cell, place.column, again=True) for place, _ in reaching]
        column = 0
        for cell in row.cells:
            while column < _MAX_COLUMNS and free_from[column] > number:
                column += 1
            place = _Placed(cell, column)
            column = place.end
            if column > _MAX_COLUMNS:
                return None
            cells.append(place)
            if cell.rows > 1:
                reaching.append((place, number + cell.rows))
                free_from[place.column : column] = [number + cell.rows] * cell.columns
        found.append(sorted(cells, key=lambda each: each.column))
    return found


def _parts(rows: Sequence[Row], placed: Sequence[Sequence[_Placed]], width: int) -> Iterator[_Part]:
    """Rows of names with what stands below. Titles and notes, alone in their row, are in none."""
    several = [number for number, cells in enumerate(placed) if _has_several(cells, width)]
    if not any(_are_names(rows[number]) for number in several):
        two = len(several) > 1 and _are_under(placed[several[0]], placed[several[1]])
        head, body = several[: 1 + two], several[1 + two :]
        names = _names([placed[number] for number in head], width)
        is_set_off = _are_set_off([rows[number] for number in head], [rows[number] for number in body])
        if is_set_off or first_row_names([names, *(_texts(placed[number], width) for number in body)]):
            yield _Part(head, body)
        return
    part = _Part()
    for number in several:
        is_under = bool(part.head) and not part.body and _are_under(placed[part.head[-1]], placed[number])
        if not is_under and not _are_names(rows[number], over_numbers=not (part.head and part.body)):
            part.body.append(number)
        elif part.body:
            yield part
            part = _Part([number])
        else:
            part.head.append(number)
    yield part


def _has_several(cells: Sequence[_Placed], width: int) -> bool:
    """Whether a row says something, and not over its whole width."""
    own = [each.cell for each in cells if not each.again]
    return any(cell.text for cell in own) and (len(cells) > 1 and max(cell.columns for cell in own) < width)


def _are_names(row: Row, *, over_numbers: bool = True) -> bool:
    """Whether a row is marked as one of names. Further down sums are marked like this as well: `over_numbers` is False
    where only words are names."""
    filled = [cell for cell in row.cells if cell.text]
    return row.in_head or (
        len(filled) > 1 and all(cell.is_name and (over_numbers or is_name(cell.text)) for cell in filled)
    )


def _are_set_off(head: Sequence[Row], body: Sequence[Row]) -> bool:
    """Whether rows of words, years or dates are in bold type, and what is below them is not. Of two columns the first
    may begin a form, where such as name columns stand at the left."""
    below = [[cell.text for cell in row.cells] for row in body]
    return (
        all(row.is_bold for row in head)
        and all(is_name_or_period(cell.text) for row in head for cell in row.cells if cell.text)
        and not all(row.is_bold for row in body[:1])
        and not any(len(cells) == _PAIR and is_usual(cells[0]) for cells in below)
    )


def _are_under(above: Sequence[_Placed], cells: Sequence[_Placed]) -> bool:
    """Whether a row has a name of its own in each column below all the cells that reach over several. What stands alone
    in its row is a title."""
    if sum(bool(each.cell.text) for each in above) < 2:
        return False
    wide = [each for each in above if each.cell.columns > 1 and each.cell.text]
    for over in wide:
        names = [each.cell.text for each in cells if over.column <= each.column < over.end and not each.again]
        if len(set(names)) < over.cell.columns or not all(map(is_name_or_period, names)):
            return False
    return bool(wide)


def _texts(cells: Sequence[_Placed], width: int) -> list[str]:
    texts = [""] * width
    for each in cells:
        texts[each.column] = each.cell.text
    return texts


def _names(head: Sequence[Sequence[_Placed]], width: int) -> list[str]:
    """What the rows of names say of each column, from above."""
    said: list[list[Cell]] = [[] for _ in range(width)]
    for cells in head:
        for each in cells:
            for column in said[each.column : each.end]:
                if each.cell.text and each.cell not in column:
                    column.append(each.cell)
    return [" ".join(text for text, _ in groupby(cell.text for cell in column)) for column in said]


def _labelled(cells: Sequence[_Placed], names: Sequence[str]) -> str:
    """A row with the names of its columns. What is told again must be short; what reaches over columns of several names
    has them where it is a number or an hour for two of them, else none."""
    told = [each for each in cells if each.cell.text and not _is_told(each)]
    return " | ".join(
        f"{', '.join(over)}: {each.cell.text}" if all(over := _names_over(each, names)) else each.cell.text
        for each in told
    )


def _names_over(place: _Placed, names: Sequence[str]) -> list[str]:
    over = list(dict.fromkeys(names[place.column : place.end]))
    is_of_both = len(over) == _PAIR and _AMOUNT.match(place.cell.text)
    return over if len(over) == 1 or is_of_both else [""]


def _is_told(place: _Placed) -> bool:
    """Whether a row above has told a cell, at a length that is not told twice."""
    return place.again and len(place.cell.text) > MAX_NAME_CHARACTERS


class OpenTable:
    """A table whose end is not reached. `blocks` are the numbers of those that its rows became, None for empty ones and
    such as became several; `lays_out` tells that its cells hold the parts of a page, as far as is known."""

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.blocks: list[int | None] = []
        self._rows: list[Row] = []
        self.lays_out = attributes.get("role") in _LAYS_OUT
        self._is_prose = False  # so its rows are left as they are
        self._group = 0
        self._in_head = False
        self._cells: list[tuple[str, Mapping[str, str], int]] | None = None  # of the open row, with their first pieces
        self._ends: list[int] = []  # the number of pieces before the next cell
        self._types: set[bool] = set()  # whether words of the open row are in bold type
        self._paragraphs = 0  # in the open cell

    def begin(self, tag: str) -> None:
        """Note a tag inside."""
        if tag in _GROUPS:
            self._group += 1
            self._in_head = tag == "thead"
        elif tag == "tr":
            self.part_row()
            self._cells, self._ends, self._types = [], [], set()
        elif tag in _OF_LAYOUT:
            self.lays_out = True
        elif tag == "p" and self._cells:
            self._paragraphs += 1
            self._is_prose |= self._paragraphs > 1

    def begin_cell(self, tag: str, attributes: Mapping[str, str], before: int, after: int) -> None:
        """Note a cell that begins with piece number `after` of the row; the one before it ends with `before`."""
        if self._cells is not None:
            self._ends += [before] if self._cells else []
            self._cells.append((tag, attributes, after))
        self._paragraphs = 0

    def note_words(self, *, is_bold: bool) -> None:
        """Note that words stand inside."""
        self._types.add(is_bold)

    def end(self, tag: str) -> None:
        """Note the end of a tag inside: rows may follow `thead` without a group of their own."""
        if tag in _GROUPS:
            self._group += 1
            self._in_head = False

    def part_row(self) -> None:
        """Note that the open row becomes more than one block, or has a row inside: then it is none of facts."""
        self.lays_out |= self._cells is not None

    def end_row(self, pieces: Sequence[str]) -> int:
        """Take the cells of the open row; how many there are."""
        cells, ends, self._cells = self._cells or [], [*self._ends, len(pieces)], None
        self._is_prose |= bool(cells and "".join(pieces[: cells[0][2]]).strip())  # words before the first
        if not (self.lays_out or self._is_prose):
            read = [
                _cell(tag, attributes, "".join(pieces[start:end]))
                for (tag, attributes, start), end in zip(cells, ends, strict=False)
            ]
            self._rows.append(Row(read, self._group, self._in_head, is_bold=self._types == {True}))
        return len(cells)

    def named_blocks(self) -> dict[int, str]:
        """The texts of its blocks, by their numbers, that are to be told in another way."""
        texts = {} if self.lays_out or self._is_prose else named_rows(self._rows)
        return {block: text for row, text in texts.items() if (block := self.blocks[row]) is not None}


def _cell(tag: str, attributes: Mapping[str, str], text: str) -> Cell:
    columns = span(attributes.get("colspan"), _MAX_COLUMNS_OF_CELL) or 1
    rows = span(attributes.get("rowspan")) or _MAX_ROWS_OF_CELL  # 0: down to the end
    return Cell(fold(text), columns, rows, tag == "th")


def span(written: str | None, most: int = _MAX_ROWS_OF_CELL) -> int:
    """Over how many columns or rows a cell reaches; 1 where nothing is said."""
    digits = _DIGITS.match(written) if written else None
    return min(most, int(digits.group())) if digits else 1
