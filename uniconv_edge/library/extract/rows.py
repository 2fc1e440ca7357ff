"""Rows of a table as lines that can be read alone: `Name: Anna | Age: 44`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import TypeAlias

from uniconv_edge.library.extract.blocks import Block, TextBudget, fold

_Row: TypeAlias = tuple[int, Sequence[str]]  # its number and its cells

_SEARCHED_ROWS = 15
MAX_NAME_CHARACTERS = 60
_MAX_COLUMNS = 16_384
_YEAR = re.compile(r"(?:1[89]|20)\d\d")


def row_blocks(rows: Iterable[_Row], budget: TextBudget) -> list[Block]:
    """Blocks of (number, cells) rows; when a row names the columns, the cells below it carry these names.

    After an empty row another table may begin, whose first row of words names its columns. Where the first rows name
    nothing (forms, lists of numbers), later ones do not either: they would be names for too much.
    """
    parts = _parts(rows)
    header = _header([row for part in parts for row in part])
    names: Sequence[str] = ()
    blocks: list[Block] = []
    index = 0
    for part in parts:
        renamed = _header(part) if index > header >= 0 else -1
        if renamed >= 0 and _begins_table(part[renamed:], _columns(names)):
            names = ()
        else:
            renamed = -1
        alone = len(part) == 1 and sum(map(bool, part[0][1])) == 1  # a title or a note
        for place, (number, cells) in enumerate(part):
            text = " | ".join(_labelled(cells, () if alone else names))
            budget.spend(len(text))
            blocks.append(Block(text, tight=bool(blocks), at=number))
            if index == header or place == renamed:
                names = cells
            index += 1
    return blocks


def table_lines(rows: Sequence[Sequence[str]], *, headed: bool = False) -> list[str]:
    """The rows of a document's table, each as a line. Those below a row of names carry them; there is one where the
    document says so (`headed`), or where the first of at least three rows stands over numbers in three columns or more:
    of two columns the first row may be one of a form."""
    if not rows or not (headed or first_row_names(rows)):
        return [" | ".join(cells) for cells in rows]
    names = rows[0]
    labelled = (_labelled(cells, names) if len(cells) == len(names) else cells for cells in rows[1:])
    return [" | ".join(names), *(" | ".join(cells) for cells in labelled)]


def table_blocks(rows: Iterable[Sequence[str]], *, headed: bool = False) -> Iterator[Block]:
    """A block for each row of a document's table that is not empty, as `table_lines` has it."""
    for number, line in enumerate(table_lines(list(filter(any, rows)), headed=headed)):
        yield Block(line, tight=number > 0)


def first_row_names(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of at least three rows names the columns: it stands over numbers in three of them or more."""
    return len(rows) > 2 and len(rows[0]) > 2 and _stands_over_numbers(rows)


def _stands_over_numbers(rows: Sequence[Sequence[str]]) -> bool:
    names, *below = rows
    columns = [[cells[column] for cells in below if len(cells) == len(names)] for column in range(len(names))]
    return _name_columns([name for name in names[1:] if name], below) and any(
        name and len(filled := list(filter(None, column))) > 1 and not any(map(is_name, filled))
        for name, column in zip(names[1:], columns[1:], strict=True)
    )


def _name_columns(cells: Sequence[str], below: Iterable[Sequence[str]]) -> bool:
    """Whether cells are names of columns, no two alike: words, and years, two at least, over what are no years."""
    if len(set(cells)) < len(cells):
        return False
    if all(map(is_name, cells)):
        return bool(cells)
    years = sum(_YEAR.fullmatch(cell) is not None for cell in cells)
    return (
        years > 1
        and all(is_name(cell) or _YEAR.fullmatch(cell) for cell in cells)
        and not any(_YEAR.fullmatch(cell) for row in below for cell in row)
    )


def _parts(rows: Iterable[_Row]) -> list[list[_Row]]:
    """The filled rows, parted at empty ones."""
    parts: list[list[_Row]] = []
    joins = False
    for number, raw in rows:
        cells = [fold(cell) for cell in raw[:_MAX_COLUMNS]]
        filled = any(cells)
        if filled and joins:
            parts[-1].append((number, cells))
        elif filled:
            parts.append([(number, cells)])
        joins = filled
    return parts


def _columns(cells: Sequence[str]) -> set[int]:
    """The columns that are filled."""
    return {column for column, cell in enumerate(cells) if cell}


def _begins_table(rows: Sequence[_Row], above: set[int]) -> bool:
    """Whether a row of words after an empty one names columns: others than those above, or it stands over numbers."""
    header = _columns(rows[0][1])
    if not header <= above:
        return True
    below = ([cells[column] for _, cells in rows[1:] if column < len(cells) and cells[column]] for column in header)
    return any(cells and not any(map(is_name, cells)) for cells in below)


def _labelled(cells: Sequence[str], names: Sequence[str]) -> list[str]:
    """The filled cells, each with its column's name; without names the empty ones stay, so that columns line up."""
    if not names:
        return list(_trimmed(cells))
    return [
        f"{names[column]}: {cell}" if column < len(names) and names[column] else cell
        for column, cell in enumerate(cells)
        if cell
    ]


def _trimmed(cells: Sequence[str]) -> Sequence[str]:
    last = max((column for column, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _header(rows: Sequence[_Row]) -> int:
    """The index of the row that names the columns: words in nearly every column in use. -1 when there is none."""
    first = [cells for _, cells in rows[:_SEARCHED_ROWS]]
    if len(first) < 2:
        return -1
    usual = median(sum(map(bool, cells)) for cells in first)
    for index, cells in enumerate(first[:-1]):
        named = [cell for cell in cells if cell]
        if len(named) < 2 or len(named) < 0.7 * usual:
            continue
        below = first[index + 1 :]
        sound = any(map(is_name, named)) and _name_columns(named, below)
        return index if sound else -1
    return -1


def is_name(cell: str) -> bool:
    """Whether a cell may be the name of a column: words, and not many."""
    letters = any(character.isalpha() for character in cell)
    return letters and len(cell) <= MAX_NAME_CHARACTERS and cell[0] not in "-+$€£" and "@" not in cell
