"""Amounts as papers state them, made such that rows of them can be compared and added: ranges by one of their ends,
several currencies apart. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from uniconv_edge.assistant.quoting.tables import Row
from uniconv_edge.assistant.rows.asked_of_rows import Over
from uniconv_edge.assistant.rows.papers import range_in
from uniconv_edge.assistant.words.amounts import Amount, amount, same_unit, written_sum

MONEYS = frozenset(("eur", "gbp", "usd", "chf", "sek", "nok", "dkk", "pln", "¥", "cad", "aud", "jpy"))
_ONE_MONEY = "£"
_ENDS = (Over.HIGHEST, Over.LOWEST)


@dataclass(frozen=True, slots=True)
class AsRead:
    """Rows whose cells can be compared or added, and the names of their columns that held ranges, or several
    currencies."""

    rows: list[Row]
    ranged: frozenset[str]
    mixed: frozenset[str]


def as_read(rows: Sequence[Row], names: Sequence[str], over: Over) -> AsRead:
    """Rows with a range read as its upper end for the highest, as its lower one for the lowest, and for a sum the
    amounts of several currencies as if they were of one."""
    ranged = frozenset(
        name for name in names if over in _ENDS and any(range_in(row.cells.get(name, "")) for row in rows)
    )
    mixed = frozenset(name for name in names if over is Over.SUM and len(_moneys(rows, name)) > 1)
    return AsRead([_read(row, over, ranged, mixed) for row in rows], ranged, mixed)


def _read(row: Row, over: Over, ranged: Set[str], mixed: Set[str]) -> Row:
    cells = dict(row.cells)
    for name in ranged & cells.keys():
        if held := range_in(cells[name]):
            cells[name] = held.high if over is Over.HIGHEST else held.low
    for name in mixed & cells.keys():
        if each := amount(cells[name]):
            cells[name] = f"{_ONE_MONEY}{each.digits}{f' {each.times}' if each.times else ''}"
    return replace(row, cells=cells)


def _moneys(rows: Sequence[Row], name: str) -> set[str]:
    """The currencies of a column of money; none where a cell is anything else."""
    units = {each.unit if (each := amount(row.cells[name])) else "" for row in rows if name in row.cells}
    return units if units <= MONEYS else set()


def is_certain(best: int, values: Mapping[int, str], over: Over) -> bool:
    """Whether the highest of values by the upper ends of ranges is so by the lower ends too, the lowest by the upper
    ones. `values`: by the places of their rows."""
    found: dict[int, Decimal] = {}
    for at, value in values.items():
        held = range_in(value)
        each = amount((held.low if over is Over.HIGHEST else held.high) if held else value)
        if each is None:
            return False
        found[at] = each.value
    extreme = (max if over is Over.HIGHEST else min)(found.values())
    return found[best] == extreme


def sum_of_each(values: Sequence[str]) -> str:
    """The sum of the amounts in each currency, and of how many: `£90.00 in 3 and €12.50 in 2`; "" where it cannot be
    told."""
    by_money: dict[str, list[Amount]] = {}
    for each in map(amount, values):
        if each is None:
            return ""
        by_money.setdefault(each.unit, []).append(each)
    if not all(map(same_unit, by_money.values())):
        return ""
    if len(by_money) == 1:
        return written_sum(*by_money.values())
    return " and ".join(f"{written_sum(each)} in {len(each)}" for each in by_money.values())
