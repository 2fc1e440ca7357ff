"""Tables of a Word document of 97 to 2003: which column a cell stands in, told by where its row's edges are. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from uniconv_edge.library.extract.doc_file import Paragraph
from uniconv_edge.library.extract.doc_properties import RowCells
from uniconv_edge.library.extract.grid import Cell, Row

_NEAR = 60  # twips, as far apart as edges of one column may stand


@dataclass(frozen=True, slots=True)
class TableCell:
    """The paragraphs of a cell."""

    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of a row, what is said of them, and whether the row is one of the table's head."""

    cells: Sequence[TableCell]
    says: RowCells
    is_head: bool


def is_laid_out(rows: Sequence[Sequence[Sequence[Paragraph]]], text_of: Callable[[Paragraph], str]) -> bool:
    """Whether a table is a frame around text, or one row of texts beside each other."""
    if all(len(cells) == 1 for cells in rows):
        return True
    lines = (sum(text.count("\n") + 1 for text in map(text_of, cell) if text) for cell in rows[0])
    return len(rows) == 1 and any(count > 1 for count in lines)


def as_rows(
    table: Sequence[TableRow], text_of: Callable[[TableCell], str], heads: int, bold: Sequence[bool]
) -> list[Row]:
    """The rows with their cells in columns; the first ones are the head, those of `bold` may be in bold type."""
    columns = _columns(table)
    rows: list[list[Cell]] = []
    owners: dict[int, tuple[int, int]] = {}  # by columns: the row and number of the cell that may reach down
    for row in table:
        cells: list[Cell] = []
        for number, cell in enumerate(row.cells):
            column, width = _span(row, number, columns)
            text = text_of(cell)
            if not text and cells and _flag(row.says.from_before, number):
                cells[-1] = replace(cells[-1], columns=cells[-1].columns + width)
            elif not text and column in owners and _flag(row.says.from_above, number):
                above, place = owners[column]
                rows[above][place] = replace(rows[above][place], rows=len(rows) - above + 1)
            else:
                owners[column] = len(rows), len(cells)
                cells.append(Cell(text, width))
        rows.append(cells)
    return [
        Row(cells, in_head=number < heads, is_bold=number < len(bold) and bold[number])
        for number, cells in enumerate(rows)
    ]


def _flag(flags: Sequence[bool], number: int) -> bool:
    return number < len(flags) and flags[number]


def _columns(table: Sequence[TableRow]) -> list[int]:
    """Where the columns of a table begin; empty where its rows have as many cells each, or do not say."""
    if len({len(row.cells) for row in table}) < 2 or any(len(row.says.edges) <= len(row.cells) for row in table):
        return []
    found: list[int] = []
    for edge in sorted({edge for row in table for edge in row.says.edges}):
        if not found or edge - found[-1] > _NEAR:
            found.append(edge)
    return found


def _span(row: TableRow, number: int, columns: Sequence[int]) -> tuple[int, int]:
    """The first column of a cell, and over how many it reaches."""
    if not columns:
        return number, 1
    begin, end = (bisect_left(columns, edge - _NEAR) for edge in row.says.edges[number : number + 2])
    return begin, max(1, end - begin)
