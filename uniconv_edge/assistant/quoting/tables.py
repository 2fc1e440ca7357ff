"""The tables of a page whose rows carry the names of their columns: `Name: Anna | Age: 44`. Pure.

So tables of spreadsheets and documents are stored, below a row of the names (`library/extract/rows.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import zip_longest

from uniconv_edge.library.sentences import BAR

_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a page: where it stands, and its filled cells by the names of their columns; "" for one without."""

    start: int
    end: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class Table:
    """The names of its columns, where the row of names begins, and the rows. `sure`: no line among the rows was left
    out that may be one."""

    start: int
    names: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    sure: bool = True

    @property
    def end(self) -> int:
        """Where the last row ends."""
        return self.rows[-1].end


@lru_cache(maxsize=16)  # of a page the same tables are asked for again
def tables_of(page: str) -> tuple[Table, ...]:
    """All tables of a page with two rows or more, in order."""
    found: list[Table] = []
    names: tuple[str, ...] = ()
    named = position = 0
    missed = False  # a line below the names may be a row
    lines = page.splitlines(keepends=True)
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        start, position = position, position + len(line)
        text = line.rstrip()
        if names and (cells := _labelled(text, names)) is not None:
            if not found or found[-1].start != named:
                found.append(Table(named, names))
            found[-1].rows.append(Row(start, start + len(text), cells))
            found[-1].sure = found[-1].sure and not missed
        elif _names(parts := tuple(text.split(BAR)), following.rstrip()):
            names, named, missed = parts, start, False
        elif len(parts) > 1 and found and found[-1].start == named:
            found[-1].sure = False
        else:
            missed = missed or len(parts) > 1 or any(map(str.isdigit, text))
    return tuple(table for table in found if len(table.rows) >= _FEWEST_ROWS)


def table_at(page: str, start: int, end: int) -> Table | None:
    """The table that has a row around a place; None without one."""
    return next(
        (table for table in tables_of(page) for row in table.rows if row.start <= start and end <= row.end), None
    )


def _names(parts: tuple[str, ...], following: str) -> bool:
    """Whether the cells of a line name the columns of the line below."""
    return len(parts) > 1 and all(parts) and len(set(parts)) == len(parts) and _labelled(following, parts) is not None


def _labelled(line: str, names: tuple[str, ...]) -> dict[str, str] | None:
    """The cells of a row below these names; None for a line that is none."""
    cells: dict[str, str] = {}
    at = 0
    for part in line.split(BAR):
        place = next((i for i in range(at, len(names)) if part.startswith(f"{names[i]}: ")), None)
        if place is None:
            return None
        at = place + 1
        cells[names[place]] = part[len(names[place]) + 2 :]
    return cells
