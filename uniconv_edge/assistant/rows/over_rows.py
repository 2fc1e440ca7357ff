"""What all rows of one table, or items of one list, tell together: their sum, the highest, how many there are. Pure.

Only where it is certain which rows are meant (`chosen_rows`), and amounts are of one unit. Else nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from uniconv_edge.assistant.quoting.lists import Listed
from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_rows import RANKS, Operation, Over
from uniconv_edge.assistant.rows.bounded_rows import within
from uniconv_edge.assistant.rows.chosen_rows import (
    MADE,
    TOTAL,
    Chosen,
    amounts_in,
    are_distinct,
    chosen_rows,
    days_in,
    in_several_currencies,
    is_of_dates,
    may_be_added,
    name_one_another,
    named,
    row_of,
    without_totals,
)
from uniconv_edge.assistant.rows.money import MONEY_NAMES, PREFERRED, is_money
from uniconv_edge.assistant.rows.over_months import told_of_months
from uniconv_edge.assistant.rows.per_group import PERIODS, columns_of, told_per_group
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.amounts import Amount, moneys, of_now, same_unit, written_mean, written_sum
from uniconv_edge.assistant.words.terms import bag, forms, is_empty, is_time, singular, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of
from uniconv_edge.wording import count

MAX_QUOTED = 12  # rows
_MAX_ROWS = 20_000  # that are looked at
_FEWEST_ROWS = 2
_MOST_TIED = 3
# Beside what came in: "Paid out", "Paid in".
_OUT = bag("out outgoing expense debit spent ausgaben soll gasto gastos debit depenses uscite despesas uitgaven af")
_IN = bag("income incoming received revenue earnings einnahmen ingresos recettes entrate receitas inkomsten")
# Units of what is large, long or heavy, and the names of columns for it.
KINDS = {
    "size": (
        {"m", "m²", "m2", "sqm", "sq m", "sq km", "km", "km²", "cm", "mm", "ha", "ft", "acre", "mile"},
        bag("size area height width extent"),
    ),
    "length": (
        {"s", "min", "minute", "h", "hour", "hr", "day", "week", "month", "year", "m", "km", "mile"},
        bag("length duration"),
    ),
    "weight": ({"kg", "g", "t", "lb", "oz", "stone", "tonne", "kilo"}, bag("weight mass")),
}
_BORN = bag("born birth birthday dob birthdate")
_AGE = bag("age")
_CAME = bag("joined since member started paid")
# A number of these columns only tells rows apart.
_NAMES_BY_NUMBER = bag("no nr number id index code phone telephone mobile year zip postcode ref reference account")
_OF_ONE_PIECE = bag(
    "price rate unit each einzelpreis stückpreis preis precio unitario prix unitaire prezzo prijs stukprijs preço"
)
_PIECES = bag(
    "quantity qty pieces units number count amount hours days menge anzahl stück stunden cantidad unidades horas "
    "quantité qté nombre heures quantità numero ore aantal stuks uren quantidade"
)
_PER_PIECE = expression(r"(?:\bper\b|/)\s?(?!month|year|week|annum|quarter)\w|\beach\b|\ba head\b")
_AVERAGES = bag("average mean avg median durchschnitt mittelwert media promedio moyenne gemiddelde média")
_BUYS = bag("buy purchase order spend pay")
_SPENDS, _TOTALS = bag("spend pay"), bag("total")
_EXPENSES = bag("expense expensive")
_OF_SPENDING = _SPENDS | _EXPENSES | bag("cheap cost costly dear payment purchase bill")
_PEOPLE = frozenset(("people", "persons", "person"))
_OF_PEOPLE = bag(
    "birth birthday born email phone mobile role relation joined surname firstname personnel employee staff salary wage"
)
_ROWS = frozenset(("rows", "entries", "items", "things", "lines", "payments", "purchases", "records"))
_CLAUSE = expression(r"(?<!\d)[,;](?!\d)|[,;](?=\s)|\(|\)|\. ")


def told_of_table(asked: Operation, table: Table, names: Sequence[str], *, known: bool) -> Told | None:
    """What a table tells of what is asked of its rows; None where that is not certain. `names`: what the table is
    called, by title, headings and file. `known`: the last answer was quoted from there."""
    body, total = without_totals(table) if table.sure and len(table.rows) <= _MAX_ROWS else ([], None)
    if len(body) < _FEWEST_ROWS:
        return None
    told = told_of_columns(asked, replace(table, rows=body), total, names, known=known)
    if told or asked.rank > 1:
        return told
    return told_of_months(asked, table, body, total, frozenset[str]().union(*map(bag, names)))


def told_of_columns(
    asked: Operation, table: Table, total: Row | None, names: Sequence[str], *, known: bool
) -> Told | None:
    """What the cells of one column tell, of a table without the rows of its totals; as `told_of_table`."""
    over = asked.over
    asked = _as_grouped(asked, table)
    chosen = chosen_rows(asked, table, names, known=known)
    of_group = columns_of(asked.group, table) if asked.group and chosen else []
    if chosen and asked.group:
        of_group = named(of_group, chosen.columns) or of_group
        chosen = replace(chosen, columns=chosen.columns - bag(" ".join(of_group)))
    for bound in asked.bounds:
        chosen = within(bound, asked, chosen, _may_be_measured) if chosen else None
    if chosen is None:
        return None
    if asked.over is Over.SUM and not asked.group and total is not None and len(chosen.rows) == len(table.rows):
        is_said = any(TOTAL.search(cell) for cell in total.cells.values())
        return Told((total,), "" if is_said else "This row is the sum of those above it.", chosen.held)
    if asked.over is Over.COUNT and _measured(replace(asked, kind=""), chosen):
        if not (asked.adds or asked.group):  # "how many days does she have": of one row or another
            return None
        asked = replace(asked, over=Over.SUM, kind="")
    told = {Over.COUNT: _counted, Over.ROWS: _listed, Over.SUM: _summed, Over.MEAN: _summed}.get(asked.over, _compared)
    of_all = told(asked, chosen)
    if of_all is None or not asked.group:
        return of_all
    rows = of_all.compared or chosen.rows
    return told_per_group(asked.group, of_group[0], of_all, rows, over) if len(of_group) == 1 else None


def _as_grouped(asked: Operation, table: Table) -> Operation:
    """A question for the dearest month as one for what all months come to; one "by" what no column is called so ("by
    card") as one for the rows that say it."""
    is_extreme = asked.over in (Over.HIGHEST, Over.LOWEST) and asked.kind == "money"
    if is_extreme and asked.head in PERIODS and not named(table.names, bag(asked.head)):
        words = tuple(word for word in asked.words if word != asked.head)
        return replace(asked, over=Over.SUM, group=asked.head, words=words)
    if asked.group and not columns_of(asked.group, table):
        return replace(asked, group="", words=(*asked.words, asked.group))
    return asked


def may_be_of_list(asked: Operation) -> bool:
    """Whether what is asked is which item of a list costs most or least."""
    is_extreme = asked.over in (Over.HIGHEST, Over.LOWEST) and asked.rank == 1
    return asked.kind == "money" and is_extreme and not (asked.pair or asked.dates)


def told_of_list(asked: Operation, listed: Listed, page: str, names: Sequence[str], *, known: bool) -> Told | None:
    """The item of a list that costs most or least; None where that is not certain. Of an item with several amounts the
    one counts whose clause holds the other words of the question: "per month" of "fee £99, monthly payment £12"."""
    rows = [Row(start, end, {"": page[start:end]}) for start, end in listed.items]
    beside = {stem for row in rows for clause in _clauses(row) if moneys(clause) for stem in bag(clause)}
    above = bag(page[listed.start : listed.items[0][0]])
    by_clause = [word for word in asked.words if stem(word) in beside - above]
    others = tuple(word for word in asked.words if stem(word) not in above and word not in by_clause)
    chosen = chosen_rows(replace(asked, words=others), Table(listed.start, ("",), rows), names, known=known)
    if chosen is None:
        return None
    found: list[tuple[Row, Amount]] = []
    for row in chosen.rows:
        clauses = [clause for clause in _clauses(row) if all(stem(word) in bag(clause) for word in by_clause)]
        amounts = [each for clause in clauses for each in moneys(clause)]
        if len(amounts) > 1 or None in amounts:
            return None
        found += [(row, each) for each in amounts if each is not None]
    if len(found) < 2 or not same_unit([each for _, each in found]):
        return None
    extreme = (max if asked.over is Over.HIGHEST else min)(each.value for _, each in found)
    best = [(row, each) for row, each in found if each.value == extreme]
    if len(best) > _MOST_TIED:
        return None
    which = _which(asked, [*chosen.by, *by_clause])
    note = f"Of {len(found)} items with an amount in this list{which}, the {asked.over.value} is {best[0][1].written}."
    return Told(tuple(row for row, _ in best), note, chosen.held + len(asked.words) - len(others))


def _clauses(row: Row) -> list[str]:
    return _CLAUSE.split(of_now(row.cells[""]))


def _counted(asked: Operation, chosen: Chosen) -> Told | None:
    """How many rows there are, of these words and dates."""
    if not (_are_counted(asked, chosen) and _are_used(asked, chosen, "")):
        return None
    of = f" of {len(chosen.table.rows)}" if chosen.by or asked.dates else ""
    note = f"Rows of this table{_which(asked, chosen.by)}: {len(chosen.rows)}{of}."
    return Told(tuple(chosen.rows[:MAX_QUOTED]), note + _more(len(chosen.rows)), chosen.held, len(chosen.rows))


def _are_counted(asked: Operation, chosen: Chosen) -> bool:
    """Whether each row is one of what is counted: the table or a column that tells all rows apart is called so, a cell
    of each says that and no more (`Event: Burial`), or they are days on which something was, persons, or just rows."""
    names = chosen.table.names
    if asked.over is not Over.COUNT or asked.counted in _ROWS:
        return True
    if is_empty(asked.counted):  # "how many have paid?", as a column tells of each row
        return any(word.partition(": ")[2] in ("yes", "no", "none") for word in chosen.by)
    if asked.counted == "times":
        return any(is_of_dates(chosen.table, name) for name in names)
    if asked.counted in _PEOPLE:
        if not _PEOPLE.isdisjoint(map(singular, words_of(" ".join(names)))):
            return False  # each row tells how many they are
        return bool(bag(" ".join(names)) & _OF_PEOPLE)
    own = [are_distinct(chosen.table.rows, name) for name in names if stem(asked.counted) in bag(name)]
    is_called = stem(asked.counted) in chosen.called and not is_time(asked.counted)  # prices per night are no nights
    return all(own) if own else is_called or _are_each(asked.counted, chosen)


def _are_each(counted: str, chosen: Chosen) -> bool:
    """Whether a column says of each row that it is one of what is counted, and no column tells how many there are."""
    names = chosen.table.names
    is_one = (all(row.cells.get(name, "").lower() == singular(counted) for row in chosen.rows) for name in names)
    return bool(chosen.rows) and any(is_one) and not any(bag(name) & _PIECES for name in names)


def _listed(asked: Operation, chosen: Chosen) -> Told | None:
    """The rows of these words and dates, where they are not all; of what is asked for alone those that are it, or all
    of a table that is called so, as is the column that tells what each is: the risks of a register of risks."""
    names_each = [name for name in chosen.table.names if bag(name) == {stem(asked.head)}]
    if names_each and stem(asked.head) in chosen.called and not (chosen.by or asked.dates or asked.denies):
        is_of_each = are_distinct(chosen.table.rows, names_each[0]) and chosen.columns <= {stem(asked.head)}
        return _counted(asked, chosen) if is_of_each and len(chosen.rows) == len(chosen.table.rows) else None
    is_part = 0 < len(chosen.rows) < len(chosen.table.rows) or bool(asked.bounds)
    # "What are the risks?" asks for no rows that are "at risk".
    are_named = chosen.by != [asked.head] or _are_each(asked.head, chosen)
    return _counted(asked, chosen) if is_part and are_named and (chosen.by or asked.dates) else None


def _summed(asked: Operation, chosen: Chosen) -> Told | None:
    """The sum or average of a column in these rows."""
    name = _measured(asked, chosen)
    amounts = amounts_in(chosen.rows, name)
    is_sum = asked.over is Over.SUM
    signs = {each.value < 0 for each in amounts.values()}
    is_of_one = bag(name) & _OF_ONE_PIECE and any(bag(each) & _PIECES for each in chosen.table.names)
    if is_sum and (is_of_one or _PER_PIECE.search(name.lower())):
        return None  # of each piece, not of all
    if bag(name) & _AVERAGES:
        return None
    if (
        asked.spends
        and signs == {False}
        and any(each.value < 0 for each in amounts_in(chosen.table.rows, name).values())
    ):
        return None  # what came in, beside what went out
    if is_sum and not asked.kind and name_one_another(chosen.rows):
        return None
    if asked.per and not _are_one_each(chosen, asked.per):
        return None
    if (
        not may_be_added(chosen.rows)
        or len(amounts) < 2
        or len(signs) > 1
        or (is_sum and any(each.unit == "%" for each in amounts.values()))
    ):
        return None
    if not _are_used(asked, chosen, name):
        return None
    rows = [row for row in chosen.rows if row.start in amounts]
    each = chosen.table.of
    of = (
        f"{len(rows)} {each}s"
        if len(rows) == len(chosen.rows)
        else f"the {len(rows)} of {len(chosen.rows)} {each}s with one"
    )
    result = (written_sum if is_sum else written_mean)(list(amounts.values()))
    note = f"{asked.over.value.capitalize()} of “{name}” in {of}{_which(asked, chosen.by)}: {result}."
    return Told(
        tuple(rows[:MAX_QUOTED]), note + _more(len(rows)), chosen.held, len(rows), column=name, compared=tuple(rows)
    )


def _are_one_each(chosen: Chosen, per: str) -> bool:
    """Whether each row is of a month or year of its own, and none is missing between them."""
    for name in (name for name in chosen.table.names if is_of_dates(chosen.table, name)):
        found = days_in(chosen.rows, name).values()
        steps = {
            "year": [year for year, _, _ in found],
            "month": [12 * year + month for year, month, _ in found if month],
        }
        own = steps.get(per, [])
        if len(own) == len(chosen.rows) == len(set(own)) == max(own) - min(own) + 1:
            return True
    return False


def _compared(asked: Operation, chosen: Chosen) -> Told | None:
    """The row of the highest or lowest amount, or of the first or last day, of a column; of two rows both. Of several
    columns that may be meant, as a list price and a net one, all have to say the same."""
    names = _may_be_measured(asked, chosen)
    if asked.kind in ("age", "date") and len(names) > 1:
        return None
    found = [_compared_by(asked, chosen, name) for name in names]
    told = found[0] if found else None
    return told if told and all(each and each.rows == told.rows for each in found) else None


def _compared_by(asked: Operation, chosen: Chosen, name: str) -> Told | None:
    rows = chosen.rows
    if asked.pair:
        rows = [row for words in asked.pair if (row := row_of(chosen.rows, words))]
        if len(rows) < len(asked.pair) or rows[0] == rows[1]:
            return None
    elif not _are_of_one_row(asked, chosen) or (is_time(asked.head) and bag(asked.head) & bag(name)):
        return None  # "which month was the most expensive" is told by no row of a "Monthly cost"
    if asked.kind in ("age", "date") and asked.head and any(stem(word) == stem(asked.head) for word in chosen.by):
        return None  # "which book is the newest" of rows that only say "books"
    over = asked.over
    dated = asked.kind in ("age", "date") and not bag(name) & _AGE
    if dated and asked.kind == "age":  # who is oldest was born first
        over = Over.LOWEST if over is Over.HIGHEST else Over.HIGHEST
    values: dict[int, Any] = days_in(rows, name) if dated else {k: v.value for k, v in amounts_in(rows, name).items()}
    if not dated and asked.said & _OF_SPENDING and any(value < 0 for value in values.values()):
        # What went out beside what came in: which of them is meant only the sign tells.
        values = {k: -value for k, value in values.items()} if all(value < 0 for value in values.values()) else {}
    if not dated and in_several_currencies(rows):
        return None
    told = [row for row in rows if row.start in values]
    if len(told) < 2 or (asked.pair and len(told) < len(rows)):
        return None
    ranked = sorted({values[row.start] for row in told}, reverse=over is Over.HIGHEST)
    best = [row for row in told if values[row.start] == ranked[asked.rank - 1]] if asked.rank <= len(ranked) else []
    if asked.many > 1:  # those that are as high as the last of them too
        order = sorted(told, key=lambda row: values[row.start], reverse=over is Over.HIGHEST)
        last = values[order[asked.many - 1].start] if asked.many < len(order) else None
        best = (
            [*order[: asked.many], *(row for row in order[asked.many :] if values[row.start] == last)] if last else []
        )
    if not best or len(best) > _MOST_TIED + asked.many - 1 or (asked.pair and len(best) > 1):
        return None
    what = {Over.HIGHEST: "latest", Over.LOWEST: "earliest"}[over] if dated else over.value
    of = f"Of {len(told)} {chosen.table.of}s{_which(asked, chosen.by)}"
    what = f"{RANKS[asked.rank - 1]} {what}" if asked.rank > 1 else what
    is_told = ", ".join(row.cells[name] for row in best) if asked.many > 1 else best[0].cells[name]
    what = f"{asked.many} {what} are" if asked.many > 1 else f"{what} is"
    note = f"{of}, compared by “{name}”, the {what} {is_told}."
    if left := len(rows) - len(told):
        note += f" {count(left, chosen.table.of)} {'has none and is' if left == 1 else 'have none and are'} left out."
    others = [row for row in told if row not in best] if asked.pair else []
    born = asked.kind == "age" and bool(bag(name) & (_BORN | _AGE))  # so the table holds "oldest"
    done = asked.said - set(map(stem, asked.words))
    bought = dated and bool(done & bag(name) or (done & _BUYS and named(chosen.table.names, PREFERRED)))
    return Told(
        (*best, *others), note, chosen.held + len(asked.pair) + (born or bought), column=name, compared=tuple(told)
    )


def _measured(asked: Operation, chosen: Chosen) -> str:
    """The column that is compared or added; "" where that is not certain."""
    found = _may_be_measured(asked, chosen)
    return found[0] if len(found) == 1 else ""


def _may_be_measured(asked: Operation, chosen: Chosen) -> list[str]:
    """The columns that may be meant to be compared or added: those that are named, or else those of the kind."""
    names = chosen.table.names
    if asked.kind in ("age", "date"):
        dated = [name for name in names if len(days_in(chosen.rows, name)) > 1]
        born = named(dated, _BORN) if asked.kind == "age" else []
        aged = [name for name in named(names, _AGE) if amounts_in(chosen.rows, name)] if asked.kind == "age" else []
        found = born or aged or named(dated, chosen.columns | (asked.said & bag(" ".join(dated))))
        if not (found or asked.who):
            found = named(dated, MADE)
        if asked.kind == "age":  # who came first need not be the oldest
            dated = [name for name in dated if not bag(name) & _CAME]
        return found or ([] if asked.who and asked.kind == "age" else dated)
    numeric = [name for name in names if amounts_in(chosen.rows, name) and not is_of_dates(chosen.table, name)]
    if numeric[:1] == [names[0]] and not _first(chosen.rows, names[0]).unit and are_distinct(chosen.rows, names[0]):
        del numeric[0]  # which numbers the rows
    found = named(numeric, chosen.columns - bag(asked.head)) or named(numeric, chosen.columns)
    numeric = [name for name in numeric if not bag(name) & _NAMES_BY_NUMBER]
    if own := named(numeric, bag(asked.of)):
        found = own
    elif not (found or asked.kind) and len(numeric) == 1 and _is_only(asked, chosen):
        found = numeric
    elif not (found or asked.kind) and chosen.called.intersection(map(stem, asked.words)):
        found = [name for name in numeric if bag(name) == _TOTALS]  # "when was the harvest largest"
    elif asked.kind == "money" or (asked.kind == "size" and bag(asked.of) & MONEY_NAMES):  # "the biggest bill"
        moneyed = [name for name in found or numeric if is_money(chosen.rows, name)]
        if asked.said & (_SPENDS | _EXPENSES):
            moneyed = [name for name in moneyed if not _came_in(name)]
        if len(moneyed) > 1 and not found:
            moneyed = [name for name in moneyed if bag(name) & PREFERRED]
            spent = [name for name in moneyed if bag(name) & _OUT and asked.said & (_SPENDS | _EXPENSES)]
            moneyed = spent or moneyed
        found = moneyed or found
        if not (found or asked.said & _SPENDS):  # what was ordered need not be what was paid
            found = named(numeric, _TOTALS)
    elif asked.kind in KINDS:
        units, called = KINDS[asked.kind]
        found = [name for name in numeric if bag(name) & called or _first(chosen.rows, name).unit in units] or found
    return found


def _came_in(name: str) -> bool:
    """Whether a column is called as what came in: `Income`, `Paid in`."""
    return bool(bag(name) & _IN) or name.lower().endswith(" in")


def _is_only(asked: Operation, chosen: Chosen) -> bool:
    """Whether the only column of numbers is what the table is of: "the average harvest", "the least honey"."""
    return asked.over is Over.MEAN or stem(asked.of) in chosen.called


def _first(rows: Sequence[Row], name: str) -> Amount:
    return next(iter(amounts_in(rows, name).values()))


def _are_used(asked: Operation, chosen: Chosen, measure: str) -> bool:
    """Whether each word that names a column names that of the measure, of the dates, of cells that rows were chosen by,
    one that tells all rows apart, or what is to be told of rows that are not counted: "how many boats" is told by no
    table that only has a column of them."""
    used = [measure]
    used += [name for name in chosen.table.names if asked.dates and is_of_dates(chosen.table, name)]
    used += [name for name in chosen.table.names if are_distinct(chosen.table.rows, name)]
    used += named(chosen.table.names, bag(asked.head)) if asked.over is Over.ROWS else []
    used += [name for name in chosen.table.names if any(word.startswith(f"{name}: ") for word in chosen.by)]
    held = (
        name
        for row in chosen.rows
        for name, cell in row.cells.items()
        if any(singular(word) in forms(cell) for word in chosen.by)
    )
    return chosen.columns <= bag(" ".join([*used, *held]))


def _are_of_one_row(asked: Operation, chosen: Chosen) -> bool:
    """Whether each row has another of what is asked for: "which shop was the most expensive" is told by no single row
    of a shop that has several. Sizes and days are not added up."""
    if asked.kind in KINDS or asked.kind in ("age", "date"):
        return True
    heads = named(chosen.table.names, bag(asked.head)) if asked.head else []
    if asked.who and not heads:
        names = chosen.table.names
        heads = [name for name in names if not days_in(chosen.rows, name) and not amounts_in(chosen.rows, name)]
    return not heads or any(are_distinct(chosen.rows, name) for name in heads)


def _which(asked: Operation, by: Sequence[str]) -> str:
    """By what rows were chosen: ` with “groceries” since July`."""
    held = " with " + ", ".join(f"“{word}”" for word in by) if by else ""
    return held + (f" {'since' if asked.since else 'of'} {asked.when}" if asked.dates else "")


def _more(rows: int) -> str:
    return f" The first {MAX_QUOTED} are quoted." if rows > MAX_QUOTED else ""
