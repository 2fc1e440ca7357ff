"""Rows that a web page draws with boxes and not as a table, as hours of opening beside their days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from uniconv_edge.library.extract.blocks import fold

_ROWS = frozenset(("div", "li"))
_CELLS = frozenset(("div", "p"))
_WITHIN = frozenset(("a", "abbr", "b", "br", "em", "i", "small", "span", "strong", "sup", "time"))
_FEWEST_ROWS = 3
_FEWEST_CELLS, _MOST_CELLS = 2, 6
_MAX_CHARACTERS = 60  # of a cell


def draw_tables(root: Any) -> None:
    """Make tables of three rows or more that follow each other, each of as many boxes with a few words."""
    # What is numbered are steps and no rows.
    for element in [each for each in root.iter() if len(each) >= _FEWEST_ROWS and each.tag != "ol"]:
        for rows in list(_runs(element)):
            table = rows[0].makeelement("table")
            element.insert(element.index(rows[0]), table)
            for row in rows:
                row.tag = "tr"
                for cell in row:
                    cell.tag = "td"
                table.append(row)


def _runs(element: Any) -> Iterator[Sequence[Any]]:
    """The children of an element that are rows of one table."""
    for count, rows in groupby(element, _cells):
        found = list(rows)
        if count and len(found) >= _FEWEST_ROWS:
            yield found


def _cells(row: Any) -> int:
    """How many cells a row has, 0 for what is none."""
    is_row = row.tag in _ROWS and _FEWEST_CELLS <= len(row) <= _MOST_CELLS
    return len(row) if is_row and not _beside(row.text, row.tail) and all(map(_is_cell, row)) else 0


def _is_cell(box: Any) -> bool:
    if box.tag not in _CELLS or _beside(box.tail) or any(each.tag not in _WITHIN for each in box.iterdescendants()):
        return False
    return 0 < len(fold("".join(box.itertext()))) <= _MAX_CHARACTERS


def _beside(*texts: str | None) -> bool:
    return any((text or "").strip() for text in texts)
