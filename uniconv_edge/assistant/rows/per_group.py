"""What rows come to for each value of a column, month or year: "What did we spend per category?". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_rows import Over
from uniconv_edge.assistant.rows.chosen_rows import amounts_in, days_in, is_of_dates
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import written_sum
from uniconv_edge.assistant.words.days import last_of_month, told
from uniconv_edge.assistant.words.terms import bag, stem

_MOST = 12  # groups that are told
PERIODS = ("month", "year")


def columns_of(group: str, table: Table) -> list[str]:
    """The columns that tell of which group rows are: called by a word for it, or of dates for "month" and "year"."""
    called = [name for name in table.names if bag(name) == {stem(group)}]
    return called or [name for name in table.names if group in PERIODS and is_of_dates(table, name)]


def told_per_group(group: str, name: str, of_all: Told, rows: Sequence[Row], over: Over) -> Told | None:
    """What is told of rows, with what it comes to for each value of a column, or each month or year there; None where a
    row does not tell it, or there are more than twelve. `of_all`: what is told of them together. `over`: which comes
    first, the highest or the lowest; the first row's for another."""
    groups: dict[str, list[Row]] = {}
    is_period = bag(name) != {stem(group)}
    keys = _periods(rows, name, group) if is_period else [row.cells.get(name, "").strip() for row in rows]
    for row, key in zip(rows, keys, strict=False):
        groups.setdefault(key, []).append(row)
    if "" in groups or len(keys) < len(rows) or not 1 < len(groups) <= _MOST:
        return None
    amounts = {key: list(amounts_in(own, of_all.column).values()) for key, own in groups.items()}
    by = f"By {group if is_period else f'“{name}”'}"
    if over in (Over.HIGHEST, Over.LOWEST):
        sums = {key: sum(each.value for each in own) for key, own in amounts.items()}
        groups = {key: groups[key] for key in sorted(sums, key=lambda key: sums[key], reverse=over is Over.HIGHEST)}
        by += f", the {over.value} first"
    come_to = (f"{key} {written_sum(amounts[key]) if amounts[key] else len(own)}" for key, own in groups.items())
    return replace(of_all, note=f"{of_all.note} {by}: {', '.join(come_to)}.", held=of_all.held + 1)


def _periods(rows: Sequence[Row], name: str, period: str) -> list[str]:
    """The month or year of each row by a column of dates; of fewer rows where one does not tell it."""
    days = days_in(rows, name).values()
    first = [date(year, month if period == "month" else 1, 1) for year, month, _ in days if year and month]
    return [told(day, last_of_month(day)) if period == "month" else str(day.year) for day in first]
