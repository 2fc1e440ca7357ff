"""Of the rows that a question means those within a bound: "over 150 euros", "before 2000". Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

from uniconv_edge.assistant.quoting.tables import Row
from uniconv_edge.assistant.rows.asked_of_rows import Operation
from uniconv_edge.assistant.rows.bounds import Bound
from uniconv_edge.assistant.rows.chosen_rows import (
    Chosen,
    amounts_in,
    days_in,
    filled,
    in_several_currencies,
    is_of_dates,
    is_state,
    named,
)
from uniconv_edge.assistant.rows.money import asks_for_money, is_money, is_of_money
from uniconv_edge.assistant.rows.paper_amounts import MONEYS
from uniconv_edge.assistant.words.amounts import amount
from uniconv_edge.assistant.words.days import last_of_month
from uniconv_edge.assistant.words.terms import bag
from uniconv_edge.wording import count

Measured: TypeAlias = Callable[[Operation, Chosen], list[str]]


def within(bound: Bound, asked: Operation, chosen: Chosen, may_be_measured: Measured) -> Chosen | None:
    """Of chosen rows those with a day or an amount within a bound; None where several columns may be meant that choose
    different ones, an amount is of another unit, or no row is within it. `may_be_measured`: the columns of amounts that
    a question may mean."""
    names = _bounded_days(asked, chosen) if bound.dated else _bounded_amounts(bound, asked, chosen, may_be_measured)
    found: list[list[Row]] = []
    for name in names:
        values: dict[int, Any] = {}
        if bound.dated:
            values = _whole_days(chosen.table.rows, name, bound)
            bound = bound.in_past([values[row.start] for row in chosen.rows if row.start in values], is_open=True)
        else:
            values = {place: each.value for place, each in amounts_in(chosen.table.rows, name).items()}
        found.append([row for row in chosen.rows if row.start in values and bound.holds(values[row.start])])
    if not found or not found[0] or any(each != found[0] for each in found):
        return None
    blank = len(chosen.rows) - len(filled(chosen.rows, names[0]))
    left = f" ({count(blank, chosen.table.of)} without one left out)" if blank else ""
    by = [*chosen.by, f"{names[0]}: {bound.told() if bound.dated else bound.said}{left}"]
    named_so = bag(" ".join(chosen.table.names)) & (bag(asked.head) | bag(bound.unit))
    held = chosen.held + bool(named_so) + 1 if chosen.held or named_so else 0
    return replace(chosen, rows=found[0], by=by, held=held)


def _bounded_days(asked: Operation, chosen: Chosen) -> list[str]:
    """The columns of days that a bound may be of; none where what was done is told by another column: what was paid by
    June need not be dated so."""
    names = chosen.table.names
    dated = [name for name in names if days_in(chosen.table.rows, name)]
    dated = [name for name in dated if not any(word.startswith(f"{name}: ") for word in chosen.by)]
    if own := named(dated, chosen.columns | asked.said):
        return own
    is_done = any(bag(name) & asked.said - bag(asked.head) for name in names if is_state(chosen.table, name))
    return [] if is_done and not asked.denies else dated


def _whole_days(rows: Sequence[Row], name: str, bound: Bound) -> dict[int, date]:
    """The days of a column; of a bare year or month its first, if with the last it lies on the same side of a bound."""
    days: dict[int, date] = {}
    for place, (year, month, day) in days_in(rows, name).items():
        if not year:
            return {}
        first = date(year, month or 1, day or 1)
        last = first if day else last_of_month(date(year, month or 12, 1))
        if bound.holds(first) is not bound.holds(last):
            return {}
        days[place] = first
    return days


def _bounded_amounts(bound: Bound, asked: Operation, chosen: Chosen, may_be_measured: Measured) -> list[str]:
    """The columns of amounts that a bound may be of: of its unit or called by it ("300 pages"), of an amount of money
    and of what the question or the table says is money those of money, else those that the question names."""
    rows, names = chosen.table.rows, chosen.table.names
    if bound.unit not in MONEYS | {""}:
        called = [name for name in names if not is_of_dates(chosen.table, name)]  # no "2 years" of a `Year`
        own = [name for name in named(called, bag(bound.unit)) if amounts_in(rows, name)]
        return own or [name for name in names if _units(rows, name) == {bound.unit}]
    if in_several_currencies(rows):
        return []
    of_money = bool(bound.unit) or asks_for_money(asked.said) or is_of_money(chosen.called)
    found = may_be_measured(replace(asked, kind="money" if of_money else asked.kind, of=""), chosen)
    if not found and of_money:
        found = [name for name in names if is_money(rows, name)]
    said = {name: (_units(rows, name) | _currencies(name)) - {""} for name in found}
    return [name for name in found if not (bound.unit and said[name]) or said[name] == {bound.unit}]


def _units(rows: Sequence[Row], name: str) -> set[str]:
    return {each.unit for each in amounts_in(rows, name).values()}


def _currencies(name: str) -> set[str]:
    """The currencies that the name of a column says: `Amount (EUR)`."""
    found = (amount(f"1 {word}") for word in re.findall(r"[^\W\d]+|[€$£]", name))
    return {each.unit for each in found if each} & MONEYS
