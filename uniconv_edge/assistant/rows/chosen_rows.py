"""Which rows and columns of one table a question means. Pure.

Only where it is certain: each word of the question is held by cells of one column, names a column, or is what the table
is called.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_rows import GENERAL, Operation, Over
from uniconv_edge.assistant.words.amounts import Amount, amount, is_blank, same_unit
from uniconv_edge.assistant.words.columns import called_otherwise
from uniconv_edge.assistant.words.dates import YEAR, days, said, said_of_cells
from uniconv_edge.assistant.words.terms import (
    are_forms,
    are_mostly_alike,
    bag,
    forms,
    is_empty,
    is_time,
    singular,
    stem,
)
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import words_of

TOTAL = expression(
    r"(?i)\b(?:sub|grand ?)?tota(?:l|ls|le|li|les|is|al)\b|\bsum\b|\bsumme\b|\bgesamt|\bbalance\b|\bcarried\b"
    r"|\b(?:somme|somma|suma|soma)\b|^(?:solde|saldo)\W*$|\bnet à payer\b|\b(?:neto )?a pagar\b|\bte betalen\b"
)
# Cells that tell what became of a row, or in which direction money went; of the first kind nothing is added up.
_UNDONE_LIST = (
    "cancelled canceled refunded refund returned void voided unpaid open overdue pending planned draft due owed "
    "outstanding storniert erstattet offen ausstehend geplant annulé annulée annulés annulées remboursé remboursée "
    "impayé impayée impayés impayées anulado anulada cancelado cancelada reembolsado reembolsada devuelto pendiente "
    "annullato annullata rimborsato rimborsata sospeso sospesa pendente pendentes devolvido geannuleerd terugbetaald "
    "openstaand"
)
_DONE_LIST = (
    "in out debit credit income incoming outgoing expense expenses deposit withdrawal paid settled received sent "
    "bezahlt eingang ausgang einnahme einnahmen ausgabe ausgaben soll haben pagado pagada ingreso ingresos gasto "
    "gastos payé payée recette recettes dépense dépenses débit crédit pagato pagata entrata entrate uscita uscite pago "
    "paga receita receitas despesa despesas betaald inkomsten uitgaven af bij"
)
_UNDONE = frozenset(_UNDONE_LIST.split())
_STATES = _UNDONE | frozenset(_DONE_LIST.split())
# A last row that says only "All" is the sum of those above it in so many columns; small numbers may be so by chance.
_FEWEST_SUMS, _LEAST_SUM = 2, 100
_WORDS_OF_TOTAL = 6
_GLUES = 2  # letters
_FEWEST_DIFFERENT = 4  # rows of which each is another
_YES, _NO = frozenset(("yes", "y", "true", "✓", "✔")), frozenset(("no", "n", "false", "✗", "✘"))
_MARKS, _NONE = frozenset(("x", "✓", "✔")), frozenset(("", "-", "–"))  # where something is so, and where not
_SMALL = expression(r"\d\d?")  # how many of something a cell tells
_CURRENCY = bag("currency währung moneda devise valuta moeda")
# Names beside which what a table is called says nothing more.
_GENERAL = bag(" ".join(GENERAL))
_OF_ANY_TABLE = _GENERAL | bag(
    "sheet table list overview spending budget rows lines file tables my our bills invoices records log history "
    "register"
)
# What columns of bare years are called, and those that tell when the thing itself came to be.
MADE = bag("built made year founded established published released planted manufactured model vintage")
_OF_YEARS = MADE | bag("since joined bought born opened started began member ended left")
_BARE_YEAR = expression(YEAR)
_OF_MEAN = expression(
    r"(?i)(?:(?:class|overall|group|team|the) )?"
    r"(?:average|mean|median|minimum|maximum|min|max|avg|durchschnitt|mittelwert)s?\W*"
)


_SELDOM = 4  # times as many rows hold no such word


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows of a table that a question means, the stems of its words that name columns, the words that rows were
    chosen by and those (stems) that the table is called by, and how many words of the question the table holds."""

    table: Table
    rows: list[Row]
    columns: frozenset[str]
    by: list[str]
    called: frozenset[str]
    held: int


def chosen_rows(asked: Operation, table: Table, names: Sequence[str], *, known: bool) -> Chosen | None:
    """What a question means of a table; None where a word of it says neither which rows nor which column, nor is what
    the table is called (`names`: by title, headings, file). `known`: the last answer was quoted from there, so that
    "which of the offers" need not say more."""
    asked = _as_denied(asked, table)
    called = _called(asked, names)
    rows, columns, by, held = list(table.rows), set[str](), list[str](), 0
    before, numbered = "", set[str]()
    state = _column_of_state(asked.denied, table)
    in_names = forms(" ".join(table.names))
    for word, behind in zip(asked.words, (*asked.words[1:], ""), strict=False):
        holding = [row for row in table.rows if holds(row, word, before)]
        if not holding and word.isdigit() and (column := column_of(behind, table.names)):  # "5 stars"
            holding = [row for row in table.rows if holds(row, word, behind)]
            numbered.add(column)
        if stem(word) in called and _is_by_chance(asked, table, holding, word):
            holding = []  # "South Africa" of a table that is called "Africa"
        is_cell = bool(holding) and (word.isdigit() or singular(word) not in in_names)
        if state and word == asked.denied:
            pass
        elif (column := column_of(word, table.names)) and not is_cell:
            columns.add(column)
        elif holding:
            is_called = stem(word) in called
            if (is_called and len(holding) < len(table.rows)) or not _is_of_one_column(holding, word):
                return None
            places = {row.start for row in holding}
            rows = [row for row in rows if row.start in places]
            by += [] if is_called else [word]
        elif stem(word) not in called and not (known and word == asked.head) and not _is_unit(asked, word, table):
            return None
        held += 1
        before = word
    rows = _of_whole_cells(table, rows, by)
    answers = [name for name in _answers(asked, table) if numbered.isdisjoint(bag(name))]
    if asked.who and not asked.denies and any(not bound.dated for bound in asked.bounds):
        answers = []  # "who pays less than 50" asks for no row that is paid
    open_ = _open_columns(asked, table) if asked.denies and not answers else []
    if asked.denies and len(answers) + len(open_) + bool(state) != 1:
        return None
    if state:
        rows = [row for row in rows if _cell(row, state) != asked.denied]
        by.append(f"{state}: not {asked.denied}")
        held += asked.denied not in asked.words
    for name in open_:
        rows = [row for row in rows if is_blank(row.cells.get(name, ""))]
        by.append(f"{name}: none")
        held += 1
    for name in answers:
        rows = [row for row in rows if _is_so(row, name) is not asked.denies]
        by.append(f"{name}: {'no' if asked.denies else 'yes'}")
        held += 1
    for said_so in _states_said(asked, table):
        if said_so == asked.denied:
            continue
        rows = [row for row in rows if said_so in _whole_cells(row)]
        by.append(said_so)
        held += 1
    dated = _of_dates(asked, table, rows, columns, called, names)
    if not dated:
        return None
    done = asked.said - set(map(stem, asked.words))
    held += bool(asked.dates) + len(done & bag(" ".join(names)))
    return Chosen(table, dated, frozenset(columns), by, called, held)


def _as_denied(asked: Operation, table: Table) -> Operation:
    """A question for what is "unpaid" as one for what is not paid, where no cell says the word and a column the other;
    the same of "unread" and all words that begin so."""
    for word in asked.words:
        own = word.removeprefix("un")
        is_named = own != word and not asked.denies and bag(own) & bag(" ".join(table.names))
        if is_named and not any(holds(row, word) for row in table.rows):
            words = tuple(each for each in asked.words if each != word)
            return replace(asked, words=words, said=asked.said | bag(own), denies=True, denied=own)
    return asked


def _is_unit(asked: Operation, word: str, table: Table) -> bool:
    """Whether a word only says in which time the column counts that another word names: "the most days left"."""
    others = [each for each in asked.words if each != word]
    is_extreme = asked.over in (Over.HIGHEST, Over.LOWEST)
    return is_extreme and is_time(word) and any(column_of(each, table.names) for each in others)


def _is_by_chance(asked: Operation, table: Table, holding: Sequence[Row], word: str) -> bool:
    """Whether a few rows hold a word that their table is called by within cells that say more: where the highest or
    lowest is asked for, all rows are meant."""
    is_extreme = asked.over in (Over.HIGHEST, Over.LOWEST)
    is_rare = _SELDOM * len(holding) <= len(table.rows)
    return is_extreme and is_rare and not any(singular(word) == cell for row in holding for cell in _whole_cells(row))


def _of_whole_cells(table: Table, rows: Sequence[Row], words: Sequence[str]) -> list[Row]:
    """Of rows chosen by words those with a cell that is these words and nothing else, where the cells of its column
    return, as kinds and names do: "car" is not "car insurance", nor "Greens" the "Green Grocer"."""
    for name in table.names:
        cells = [row.cells.get(name, "") for row in table.rows]
        if 2 * len(set(cells)) > len(cells):
            continue
        held = [forms(row.cells.get(name, "")) for row in rows]
        own = {word for word in map(singular, words) if held and all(word in each for each in held)}
        rows = [row for row, each in zip(rows, held, strict=True) if own and each == own] or rows
    return list(rows)


def column_of(word: str, names: Collection[str]) -> str:
    """The stem by which names of columns hold a word, in whichever form, also who does it: `Owner` of "own"; "" where
    they do not, or only begin like it: `interest` is no `International`."""
    known, own = stem(word), words_of(" ".join(names))
    found = next((stem(each) for each in own if _is_one(known, word, each) or are_forms(word, each)), "")
    return found or called_otherwise(word, names)


def _is_one(known: str, word: str, other: str) -> bool:
    does = other.removesuffix("er").removesuffix("or") == singular(word) != other
    return does or (stem(other) == known and (are_mostly_alike(word, other) or not other.startswith(known)))


def _answers(asked: Operation, table: Table) -> list[str]:
    """The columns that a question says and that only tell whether something is so: by yes and no, by a mark and none,
    or, where it is asked which rows, by how many and none."""
    named_so = _columns_said(asked, table)
    if asked.over not in (Over.COUNT, Over.ROWS):  # where a column is measured, a word may be of its name alone
        named_so = [name for name in named_so if bag(name) <= asked.said]
    return [name for name in named_so if _tells_whether(asked, {_cell(row, name) for row in table.rows})]


def _columns_said(asked: Operation, table: Table) -> list[str]:
    """The columns of whose names a question says all words, but for those that say nothing: `Would you recommend us?`
    of "who would recommend us"."""
    told = {name: set(filter(_tells, bag(name))) for name in table.names}
    return [name for name, words in told.items() if words and words <= asked.said]


def is_yes_or_no(cells: Set[str]) -> bool:
    """Whether cells only tell whether something is so."""
    return cells <= _YES | _NO


def _tells_whether(asked: Operation, cells: Set[str]) -> bool:
    if is_yes_or_no(cells):
        return True
    if asked.denies and cells & _YES and cells & _NO and not cells & _NONE:  # `monthly` beside them is no "no"
        return True
    if cells <= _MARKS | _NONE:
        return len(cells & _MARKS) == 1 and bool(cells & _NONE)
    is_number = asked.over is Over.ROWS and all(_SMALL.fullmatch(cell) for cell in cells - _NONE)
    return is_number and bool(cells & (_NONE | {"0"}))


def _is_so(row: Row, name: str) -> bool:
    return _cell(row, name) not in _NO | _NONE | {"0"}


def _cell(row: Row, name: str) -> str:
    return row.cells.get(name, "").strip().lower()


def _open_columns(asked: Operation, table: Table) -> list[str]:
    """The columns that a question says and that tell of some rows when it was, and of others nothing."""
    cells = {name: [row.cells.get(name, "") for row in table.rows] for name in _columns_said(asked, table)}
    return [
        name
        for name, held in cells.items()
        if any(map(is_blank, held)) and any(map(said, held)) and all(is_blank(cell) or said(cell) for cell in held)
    ]


def _column_of_state(denied: str, table: Table) -> str:
    """The one column that says of some rows this word and of each other another: `paid`, `open`, `overdue`; "" for
    none, and where a cell says the word with others, as `partly paid`."""
    found = [name for name in table.names if denied and any(_cell(row, name) == denied for row in table.rows)]
    cells = {_cell(row, found[0]) for row in table.rows} - {denied} if len(found) == 1 else set[str]()
    is_told = bool(cells) and all(cell.strip(" -–") and denied not in words_of(cell) for cell in cells)
    return found[0] if is_told else ""


def _tells(word: str) -> bool:
    """Whether a word of a column's name says something: not the `on` of "Paid on", nor the `le` of "Payée le"."""
    return len(word) > _GLUES and not is_empty(word)


def _states_said(asked: Operation, table: Table) -> list[str]:
    """The words that a question says and that only say what is done, where a cell is no other word: `paid`."""
    done = (asked.said - set(map(stem, asked.words))) & _GENERAL
    return sorted({cell for row in table.rows for cell in _whole_cells(row) if cell.isalpha() and stem(cell) in done})


def _whole_cells(row: Row) -> set[str]:
    return {cell.strip().lower() for cell in row.cells.values()}


def may_be_added(rows: Sequence[Row]) -> bool:
    """Whether no column tells the rows apart by what became of them ("cancelled"), by which way money went ("in") or by
    their currency, and none tells that they came to nothing. A column of which each cell is another tells what each
    row is: "Deposit" beside "Taxi" is what was paid."""
    if in_several_currencies(rows):
        return False
    for name in rows[0].cells if rows else ():
        cells = {row.cells.get(name, "").strip().lower() for row in rows}
        if cells & _UNDONE or (cells & _STATES and 1 < len(cells) < max(len(rows), _FEWEST_DIFFERENT)):
            return False
    return True


def in_several_currencies(rows: Sequence[Row]) -> bool:
    """Whether a column tells that the amounts of rows are of different currencies."""
    names = (name for name in (rows[0].cells if rows else ()) if bag(name) & _CURRENCY)
    return any(len({row.cells.get(name, "").strip().lower() for row in rows}) > 1 for name in names)


def is_state(table: Table, name: str) -> bool:
    """Whether a column only tells of rows whether something is so, or what became of them."""
    cells = {_cell(row, name) for row in table.rows}
    return is_yes_or_no(cells) or cells <= _MARKS | _NONE or bool(cells & _STATES)


def row_of(rows: Sequence[Row], words: Sequence[str]) -> Row | None:
    """The one row that words name: one of its cells is these words, or it holds them all beside names of columns."""
    whole = [row for row in rows if any(forms(cell) == set(map(singular, words)) for cell in row.cells.values())]
    found = whole or [row for row in rows if words and _holds_all(row, words)]
    return found[0] if len(found) == 1 else None


def _holds_all(row: Row, words: Sequence[str]) -> bool:
    pairs = zip(("", *words), words, strict=False)
    own = bag(" ".join(row.cells))
    return all(stem(word) in own or holds(row, word, before) for before, word in pairs)


def named(names: Sequence[str], words: Set[str]) -> list[str]:
    """The columns whose names hold one of these stems, of several those that hold most of them."""
    held = {name: len(bag(name) & words) for name in names}
    most = max(held.values(), default=0)
    return [name for name in names if most and held[name] == most]


def filled(rows: Sequence[Row], name: str) -> list[Row]:
    """The rows that tell something in a column."""
    return [row for row in rows if not is_blank(row.cells.get(name, ""))]


def name_one_another(rows: Sequence[Row]) -> bool:
    """Whether a row names another by its first cell, as those of a couple do: both may tell of the same."""
    cells = [[cell.strip().lower() for cell in row.cells.values() if not amount(cell)] for row in rows]
    called = {each[0] for each in cells if each}
    return any(cell in called and cell != each[0] for each in cells for cell in each[1:])


def amounts_in(rows: Sequence[Row], name: str) -> dict[int, Amount]:
    """The amounts of a column by the places of their rows; none where a cell that tells something is no amount, or of
    another unit."""
    found = {row.start: amount(row.cells[name]) for row in filled(rows, name)}
    known = {place: each for place, each in found.items() if each is not None}
    return known if len(known) == len(found) and same_unit(list(known.values())) else {}


def days_in(rows: Sequence[Row], name: str) -> dict[int, tuple[int, int, int]]:
    """The days of a column by the places of their rows, also bare years; none where a cell that tells something is no
    day, or only some have a year."""
    held = filled(rows, name)
    if _are_years(name, [row.cells[name] for row in held]):
        return {row.start: (int(row.cells[name]), 0, 0) for row in held}
    found = {row.start: day for row, day in zip(held, days([row.cells[name] for row in held]), strict=True) if day}
    return found if len(found) == len(held) and len({day[0] > 0 for day in found.values()}) == 1 else {}


def are_distinct(rows: Sequence[Row], name: str) -> bool:
    """Whether each row has another value in a column."""
    cells = [row.cells.get(name, "") for row in rows]
    return "" not in cells and len(set(cells)) == len(cells)


def is_of_dates(table: Table, name: str) -> bool:
    """Whether a column holds dates, months or years and nothing else; amounts may look like years."""
    cells = [row.cells[name] for row in table.rows if name in row.cells]
    are_amounts = any(map(amount, cells)) and not _are_years(name, cells)
    return 2 * len(cells) > len(table.rows) and all(map(said, cells)) and not are_amounts


def _are_years(name: str, cells: Sequence[str]) -> bool:
    """Whether the cells of a column are bare years, and it is called as columns of years are."""
    return bool(cells) and bool(bag(name) & _OF_YEARS) and all(map(_BARE_YEAR.fullmatch, cells))


def without_totals(table: Table) -> tuple[list[Row], Row | None]:
    """The rows but those that are the totals or averages of the ones above, and the total of all where one ends the
    table; no rows where one says that it is such and is not."""
    columns = [amounts_in(table.rows, name) for name in table.names]
    of_all, of_part = [_Sum() for _ in columns], [_Sum() for _ in columns]
    body: list[Row] = []
    total = None
    for row in table.rows:
        own = [column.get(row.start) for column in columns]
        if _OF_MEAN.fullmatch(next(iter(row.cells.values()), "")):
            if not all(added.is_around(each) for added, each in zip(of_all, own, strict=True)):
                return [], None
            continue
        is_last = any(added.is_(each) for added, each in zip(of_all, own, strict=True))
        is_sum = is_last or any(added.is_(each) for added, each in zip(of_part, own, strict=True))
        says = any(map(_says_total, row.cells.values()))
        if says and not is_sum:
            return [], None
        sums = [added.is_(each) and each.value >= _LEAST_SUM for added, each in zip(of_all, own, strict=True) if each]
        is_of_all = row is table.rows[-1] and len(sums) >= _FEWEST_SUMS and all(sums)
        if says or is_of_all or (is_sum and table.names[0] not in row.cells):
            of_part = [_Sum() for _ in columns]
            total = row if is_last else total
        else:
            for added, each in zip(of_all + of_part, own + own, strict=True):
                added.add(each)
            body.append(row)
            total = None
    return body, total


def _says_total(cell: str) -> bool:
    """Whether a cell says that its row is a total, and is no remark on it: "5 days carried over as an exception"."""
    return len(cell.split()) <= _WORDS_OF_TOTAL and TOTAL.search(cell) is not None and amount(cell) is None


@dataclass(slots=True)
class _Sum:
    """Of the amounts of a column above a row, how many there are, and between which they lie."""

    value: Decimal = Decimal(0)
    count: int = 0
    least: Decimal = Decimal("Infinity")
    most: Decimal = Decimal("-Infinity")

    def add(self, amount: Amount | None) -> None:
        if amount is not None:
            self.value += amount.value
            self.count += 1
            self.least, self.most = min(self.least, amount.value), max(self.most, amount.value)

    def is_around(self, amount: Amount | None) -> bool:
        """Whether an amount, if there is one, may be the average of those above it."""
        return amount is None or self.least <= amount.value <= self.most

    def is_(self, amount: Amount | None) -> bool:
        """Whether an amount is that of two or more above it."""
        return amount is not None and self.count > 1 and amount.value == self.value


def _called(asked: Operation, names: Sequence[str]) -> frozenset[str]:
    """The stems that a table is called by; to add or count its rows, or to ask for the newest, only of names that say
    no more than the question: of "House and garden" not all rows are of the garden."""
    bags = map(bag, names)
    if asked.over in (Over.HIGHEST, Over.LOWEST) and asked.kind != "date":
        return frozenset[str]().union(*bags)
    told = asked.said | asked.dates | _OF_ANY_TABLE
    return frozenset[str]().union(*(each for each in bags if {w for w in each if not any(map(str.isdigit, w))} <= told))


def holds(row: Row, word: str, before: str = "") -> bool:
    """Whether a cell of a row holds a word; a number only as a whole cell, in the column that the word before names."""
    if word.isdigit():
        return any(
            cell == word and (not before or stem(before) in bag(name) or stem(before) in bag(cell))
            for name, cell in row.cells.items()
        )
    return any(singular(word) in forms(cell) for cell in row.cells.values())


def _is_of_one_column(rows: Sequence[Row], word: str) -> bool:
    """Whether one column holds a word in all of these rows: else different things may be called so."""
    return word.isdigit() or any(
        all(singular(word) in forms(row.cells.get(name, "")) for row in rows) for name in rows[0].cells
    )


def _of_dates(
    asked: Operation, table: Table, rows: Sequence[Row], columns: Set[str], called: frozenset[str], names: Sequence[str]
) -> list[Row] | None:
    """The rows of the dates that are asked, all of a table that is called by them; None where no column tells that, or
    several tell it differently."""
    if not asked.dates:
        return list(rows)
    dated = [name for name in table.names if is_of_dates(table, name)]
    dated = named(dated, columns) or dated
    if not dated:
        told = frozenset[str]().union(called, *(said(name.replace("_", " ")) for name in names))
        return list(rows) if asked.dates <= told else None
    # Of a day of payment and one of value beside it.
    found = [_of_column(asked, table, rows, name) for name in dated]
    return found[0] if all(each == found[0] for each in found) else None


def _of_column(asked: Operation, table: Table, rows: Sequence[Row], name: str) -> list[Row] | None:
    """The rows of the dates that are asked by the cells of one column; None where these do not tell it."""
    # Of `05/06/2026` all cells of the column tell which is the month.
    cells = [row.cells.get(name, "") for row in table.rows]
    if asked.since is None:
        told_of = {row.start: told for row, told in zip(table.rows, said_of_cells(cells), strict=True)}
        held = [row for row in rows if asked.dates <= told_of[row.start]]
        years = {word for row in held for word in told_of[row.start] if _BARE_YEAR.fullmatch(word)}
        is_added = asked.over in (Over.SUM, Over.MEAN) and not any(map(_BARE_YEAR.fullmatch, asked.dates))
        return None if is_added and len(years) > 1 else held  # of two Augusts one is meant; not so of birthdays
    day_of = dict(zip((row.start for row in table.rows), days(cells), strict=True))
    told = [day_of[row.start] for row in rows]
    of_years = {day[0] for day in told if day}
    if (
        None in told
        or (0 in of_years and (len(of_years) > 1 or asked.since[0]))
        or (len(of_years) > 1 and not asked.since[0])
    ):
        return None
    since = asked.since if asked.since[0] else (max(of_years, default=0), *asked.since[1:])
    return [row for row, day in zip(rows, told, strict=True) if day and day >= since]
