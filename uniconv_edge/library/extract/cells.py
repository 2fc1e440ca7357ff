"""Cells of spreadsheets: values as a person reads them, and rows with what reaches over several of them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from uniconv_edge.expressions import expression
from uniconv_edge.library.extract.rows import MAX_NAME_CHARACTERS, is_name_or_period

_DURATION = expression(r"PT(\d+)H(\d\d)M(\d\d)(?:\.\d+)?S")
Merged: TypeAlias = tuple[tuple[int, int], tuple[int, int]]
"""A cell that reaches over others: first row and column, last row and column."""


def told_rows(rows: Iterable[Sequence[str]], merged: Iterable[Merged]) -> Iterator[tuple[int, list[str]]]:
    """(number, cells) of each row, with the short words of cells that reach down to it from above. A row of names over
    several columns is told with the names below it."""
    starts: defaultdict[int, list[Merged]] = defaultdict(list)
    for each in merged:
        starts[each[0][0]].append(each)
    upper: tuple[int, list[str], list[Merged]] | None = None  # a row that may stand over names
    for number, cells in enumerate(_reached(rows, starts), start=1):
        wide = [each for each in starts.get(number - 1, ()) if each[1][1] > each[0][1]]
        if upper is not None:
            above_number, above, above_wide = upper
            if (names := _joined(above, cells, above_wide)) is not None:
                yield above_number, names
                upper = None
                continue
            yield above_number, above
        upper = (number, cells, wide) if wide and sum(map(bool, cells)) > 1 else None
        if upper is None:
            yield number, cells
    if upper is not None:
        yield upper[:2]


def _reached(rows: Iterable[Sequence[str]], starts: defaultdict[int, list[Merged]]) -> Iterator[list[str]]:
    reaching: dict[int, tuple[str, int]] = {}  # by columns, with the last row
    for index, row in enumerate(rows):
        cells = list(row)
        reaching = {column: reach for column, reach in reaching.items() if reach[1] >= index}
        if any(cells):  # what stands alone over several rows is told once
            for column, (text, _) in reaching.items():
                cells[column] = cells[column] or text
        for (_, column), (last, _) in starts.get(index, ()):
            if last > index and column < len(cells) and 0 < len(cells[column]) <= MAX_NAME_CHARACTERS:
                reaching[column] = cells[column], last
        yield cells


def _joined(above: Sequence[str], cells: Sequence[str], wide: Sequence[Merged]) -> list[str] | None:
    """The names of the columns of both rows; None when there is not a name of its own in each column below all those
    that reach over several."""
    names = list(cells)
    if len(above) != len(cells):
        return None
    for (top, left), (bottom, right) in wide:
        below = cells[left : right + 1]
        if bottom > top or len(set(below)) < right + 1 - left or not all(map(is_name_or_period, below)):
            return None
        names[left : right + 1] = (f"{above[left]} {name}".strip() for name in below)
    over = {column for (_, left), (_, right) in wide for column in range(left, right + 1)}
    for column, name in enumerate(above):
        if name and column not in over and name != names[column]:
            names[column] = f"{name} {names[column]}".strip()
    return names


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.12g}"
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, timedelta):
        return _hours(value)
    if isinstance(value, date | time):
        return str(value)
    duration = _DURATION.fullmatch(value) if isinstance(value, str) else None  # as ods has it
    return ":".join(duration.groups()).removesuffix(":00") if duration else str(value)


def _hours(duration: timedelta) -> str:
    """`30:00`: hours and minutes, as such cells mostly show them, and seconds where there are any."""
    minutes, seconds = divmod(round(abs(duration).total_seconds()), 60)
    sign = "-" if duration < timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
