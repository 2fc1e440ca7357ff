"""What the cells of one row tell together whose columns are months or years: "In which month was leisure the highest?",
"How much do we spend on rent in total?". Pure.

Of several rows it is that which holds the words of the question, or where it has none that of the totals; of one month
without such a row it is all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_rows import Operation, Over
from uniconv_edge.assistant.rows.chosen_rows import amounts_in, column_of, holds, may_be_added
from uniconv_edge.assistant.rows.money import asks_for_money, is_money, is_of_money
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import Amount, amount, same_unit, written_mean, written_sum
from uniconv_edge.assistant.words.dates import YEAR, months, said, written
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of

_FEWEST_COLUMNS = 3
_MOST_ROWS = 12  # that are quoted
_MOST_TIED = 3
_PERIODS = bag("month year monthly yearly annual")
_TOTALS = bag("total sum")
# Of these the sum of several months is nothing.
_LEVELS = bag("balance stock population rate level temperature price members reading percent share")
_TWO_YEARS = expression(rf"{YEAR}\s?[-–/]\s?(?:\d\d|{YEAR})")
_DONE = (Over.SUM, Over.MEAN, Over.HIGHEST, Over.LOWEST)


def told_of_months(
    asked: Operation, table: Table, body: Sequence[Row], total: Row | None, called: frozenset[str]
) -> Told | None:
    """What one row tells of what is asked of its months or years; None where that is not certain. `body`: the rows but
    those of totals; `total`: that of all; `called`: the stems of what the table is called."""
    columns = [name for name in table.names if _is_period(name)]
    columns = [name for name in columns if months(said(name))] or columns  # a year beside months may be their total
    if asked.over not in _DONE or len(columns) < _FEWEST_COLUMNS or asked.pair or asked.since or asked.denies:
        return None
    words = [word for word in asked.words if stem(word) not in _PERIODS]
    in_rows = [word for word in words if any(holds(row, word) for row in body)]
    others = [name for name in table.names if name not in columns]
    if any(stem(word) not in called and not column_of(word, others) for word in words if word not in in_rows):
        return None
    if asks_for_money(asked.said) and not (is_of_money(called) or any(is_money(body, name) for name in columns)):
        return None  # what was used of something is not what it cost
    dates = frozenset[str]() if asked.dates <= called else asked.dates
    chosen = [name for name in columns if dates <= said(name)]
    if dates and len(chosen) == 1 and not in_rows and (total is None or asked.over is not Over.SUM):
        return _of_one_month(asked, body, chosen[0], len(words) + 1)
    rows = [row for row in body if all(holds(row, word) for word in in_rows)] if in_rows else [total] if total else []
    if len(rows) != 1:
        return None
    [row] = rows
    found = {name: amount(row.cells.get(name, "")) for name in chosen}
    amounts = {name: each for name, each in found.items() if each is not None}
    if not amounts or len(amounts) < len(found) or not same_unit(list(amounts.values())):
        return None
    if not dates and not _is_total(row, table, amounts):
        return None
    told = (
        _compared(asked, amounts) if asked.over in (Over.HIGHEST, Over.LOWEST) else _added(asked, row, amounts, called)
    )
    return Told((row,), told, len(words) + 1) if told else None


def _of_one_month(asked: Operation, body: Sequence[Row], name: str, held: int) -> Told | None:
    """What all rows tell together of one month or year."""
    found = amounts_in(body, name)
    rows = [row for row in body if row.start in found]
    if len(rows) < len(body) or len({each.value < 0 for each in found.values()}) > 1:
        return None
    amounts = list(found.values())
    if asked.over in (Over.HIGHEST, Over.LOWEST):
        if amounts[0].value < 0:
            return None
        extreme = (max if asked.over is Over.HIGHEST else min)(amounts, key=lambda each: each.value)
        best = [row for row in rows if found[row.start].value == extreme.value]
        note = f"Of {len(rows)} rows, compared by “{name}”, the {asked.over.value} is {extreme.written}."
        return Told(tuple(best), note, held) if len(best) <= _MOST_TIED else None
    if not may_be_added(body) or asked.per or any(each.unit == "%" for each in amounts) or len(rows) > _MOST_ROWS:
        return None
    result = (written_sum if asked.over is Over.SUM else written_mean)(amounts)
    note = f"{asked.over.value.capitalize()} of “{name}” in {len(rows)} rows: {result}."
    return Told(tuple(rows), note, held, len(rows))


def _added(asked: Operation, row: Row, amounts: dict[str, Amount], called: frozenset[str]) -> str:
    """The sum or average; "" where these are not added up."""
    names, values = list(amounts), list(amounts.values())
    of_months = all(months(said(name)) for name in names)
    if len(names) == 1:
        return f"“{names[0]}” in this row: {values[0].written}." if asked.over is Over.SUM else ""
    if asked.over is Over.MEAN:
        fits = asked.per == ("month" if of_months else "year") or not asked.per
        return f"Average of “{names[0]}” to “{names[-1]}” in this row: {written_mean(values)}." if fits else ""
    labels = bag(" ".join(cell for name, cell in row.cells.items() if name not in amounts)) | called
    if labels & _LEVELS or not (of_months or asked.kind == "money") or any(each.unit == "%" for each in values):
        return ""
    return f"Sum of “{names[0]}” to “{names[-1]}” in this row: {written_sum(values)}."


def _compared(asked: Operation, amounts: dict[str, Amount]) -> str:
    """The month or year of the highest or lowest, where one is asked for."""
    if not asked.said & _PERIODS or len(amounts) < _FEWEST_COLUMNS:
        return ""
    extreme = (max if asked.over is Over.HIGHEST else min)(each.value for each in amounts.values())
    best = [name for name, each in amounts.items() if each.value == extreme]
    names, which = list(amounts), " and ".join(f"“{name}”" for name in best)
    if len(best) == len(names) or all(each.value < 0 for each in amounts.values()):  # the most that went out is lowest
        return ""
    return (
        f"Of “{names[0]}” to “{names[-1]}” in this row, the {asked.over.value} is {which}: {amounts[best[0]].written}."
    )


def _is_total(row: Row, table: Table, amounts: dict[str, Amount]) -> bool:
    """Whether a column of totals, where there is one, is the sum of these amounts."""
    named = [name for name in table.names if bag(name) & _TOTALS]
    totals = [amount(row.cells.get(name, "")) for name in named]
    added = sum((each.value for each in amounts.values()), Decimal(0))
    return all(each is not None and each.value == added for each in totals)


def _is_period(name: str) -> bool:
    """Whether a column is called as a month or year and nothing else, or as a year from one to the next (`2027/28`)."""
    if _TWO_YEARS.fullmatch(name):
        return True
    dates = said(name)
    return bool(dates) and {word.lower() for word in words_of(written(name))} <= {each.lower() for each in dates}
