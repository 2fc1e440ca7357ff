"""Rows of a table as lines that can be read alone: `Name: Anna | Age: 44`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median

from uniconv_edge.library.extract.blocks import Block, TextBudget, fold

_SEARCHED_ROWS = 15
_MAX_HEADER_CHARACTERS = 60
_MAX_COLUMNS = 16_384


def row_blocks(rows: Iterable[tuple[int, Sequence[str]]], budget: TextBudget) -> list[Block]:
    """Blocks of (number, cells) rows; when a row names the columns, the cells below it carry these names."""
    filled = [(number, cells) for number, raw in rows if any(cells := [fold(cell) for cell in raw[:_MAX_COLUMNS]])]
    header = _header(filled)
    names: Sequence[str] = ()
    blocks: list[Block] = []
    for index, (number, cells) in enumerate(filled):
        text = " | ".join(_labelled(cells, names))
        budget.spend(len(text))
        blocks.append(Block(text, tight=bool(blocks), at=number))
        if index == header:
            names = cells
    return blocks


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


def _header(rows: Sequence[tuple[int, Sequence[str]]]) -> int:
    """The index of the row that names the columns: words in nearly every column in use. -1 when there is none."""
    first = [cells for _, cells in rows[:_SEARCHED_ROWS]]
    if len(first) < 2:
        return -1
    usual = median(sum(map(bool, cells)) for cells in first)
    for index, cells in enumerate(first[:-1]):
        named = [cell for cell in cells if cell]
        if len(named) < 2 or len(named) < 0.7 * usual:
            continue
        sound = len(set(named)) == len(named) and all(map(_is_name, named))
        return index if sound else -1
    return -1


def _is_name(cell: str) -> bool:
    letters = any(character.isalpha() for character in cell)
    return letters and len(cell) <= _MAX_HEADER_CHARACTERS and cell[0] not in "-+$€£" and "@" not in cell
