"""What rows come to for each of what a column tells, or for each month or year: "What did we spend per category?". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.chosen_rows import amounts_in, days_in, is_of_dates
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.days import last_of_month, told
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.assistant.words.amounts import written_sum

_MOST = 12  # groups that are told
_PERIODS = ("month", "year")


def told_per_group(group: str, of_all: Told, table: Table, rows: Sequence[Row]) -> Told | None:
    """What is told of rows, with what it comes to for each of what a word of the question means; None where no column
    is called so, a row does not tell it, or there are more than twelve. `of_all`: what is told of them together."""
    groups: dict[str, list[Row]] = {}
    names = [name for name in table.names if stem(group) in bag(name)]
    is_period = group in _PERIODS and not names
    names = [name for name in table.names if is_of_dates(table, name)] if is_period else names
    if len(names) != 1:
        return None
    keys = _periods(rows, names[0], group) if is_period else [row.cells.get(names[0], "").strip() for row in rows]
    for row, key in zip(rows, keys, strict=False):
        groups.setdefault(key, []).append(row)
    if "" in groups or len(keys) < len(rows) or not 1 < len(groups) <= _MOST:
        return None
    each = ", ".join(f"{key} {_come_to(own, of_all.column)}" for key, own in groups.items())
    return replace(of_all, note=f"{of_all.note} By {group if is_period else f'“{names[0]}”'}: {each}.", held=of_all.held + 1)


def _periods(rows: Sequence[Row], name: str, period: str) -> list[str]:
    """The month or year of each row by a column of dates; of fewer rows where one does not tell it."""
    days = [days_in(rows, name).get(row.start, (0, 0, 0)) for row in rows]
    first = [date(year, month if period == "month" else 1, 1) for year, month, _ in days if year and month]
    return [told(day, last_of_month(day)) if period == "month" else str(day.year) for day in first]


def _come_to(rows: Sequence[Row], column: str) -> str:
    """The sum of a column, or without one how many rows there are."""
    return written_sum(list(amounts_in(rows, column).values())) if column else str(len(rows))
