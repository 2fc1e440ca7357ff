"""What documents that belong together tell of what each states: the sum, the highest, those within bounds, or each.
Pure; English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_documents import Asked
from uniconv_edge.assistant.rows.asked_of_rows import Operation, Over
from uniconv_edge.assistant.rows.chosen_papers import chosen_papers, per_of
from uniconv_edge.assistant.rows.chosen_rows import days_in, is_yes_or_no
from uniconv_edge.assistant.rows.money import PREFERRED
from uniconv_edge.assistant.rows.over_rows import KINDS, told_of_columns
from uniconv_edge.assistant.rows.paper_amounts import as_read, is_certain, sum_of_each
from uniconv_edge.assistant.rows.paper_columns import (
    DATE,
    DOCUMENT,
    FEWEST,
    LENGTH,
    Columns,
    Place,
    are_read,
    columns_of,
    length_column,
    per_column,
    per_of_all,
    rows_of,
)
from uniconv_edge.assistant.rows.papers import BEGINNING, ENDING, ENDS, TOTAL, Paper, telling
from uniconv_edge.assistant.rows.told_rows import Told
from uniconv_edge.assistant.words.dates import YEAR, said
from uniconv_edge.assistant.words.terms import bag, is_empty, singular, stem
from uniconv_edge.expressions import expression
from uniconv_edge.library.words import folded
from uniconv_edge.wording import count

_BORN = stem("birth")
_TIME = frozenset(map(stem, ("time", "duration", "cooking", "running", "playing")))
_FORMS = {"began": "begin", "begun": "begin", "born": "birth", "dated": "date"}  # by which columns are called
_DUE_LIST = (
    "due payable zahlbar fällig échéance régler vencimiento scadenza vervaldatum vencimento"  # in seven languages
)
_TWINS = (tuple(folded(_DUE_LIST).split()), ENDING, BEGINNING)
_RUNS = frozenset(map(stem, ("run", "last", "go")))
_SUMS = frozenset(("", "total", "totals", "sum", "sums", "amount", "amounts"))
_MONTHS = frozenset(("month", "months"))
_MONTH = expression(rf"(?i)(?:the )?[^\W\d_]{{3,9}},? {YEAR}|{YEAR}-(?:0\d|1[0-2])|(?:0?\d|1[0-2])/{YEAR}")
_NAME = expression(r"(?=\S+ \S)[^\W\d_a-z][^\d|]{3,80}")


@dataclass(frozen=True, slots=True)
class Stated:
    """What papers state of what is asked: for each fact the place of its paper among them and the number of its page;
    what is noted of it; and of an extreme the places of the papers that state it, and its value."""

    facts: tuple[Place, ...]
    note: str
    best: tuple[int, ...] = ()
    value: str = ""


def stated(asked: Asked, papers: Sequence[Paper], called: Sequence[str]) -> Stated | None:
    """What the papers, three at least, each state of what is asked of all of them: the highest, the sum, those within
    bounds, or each; None where that is not certain. `called`: words that they are called by, besides those that stand
    in each name."""
    operation = asked.operation
    # At the heads of all may stand what each states too: "VAT".
    own = {key for name in columns_of(papers, bag(" ".join(called))) if len(key := telling(name)) == 1}
    in_names = [word for word in operation.words if all(stem(word) in bag(paper.name) for paper in papers)]
    called = [*called, *(word for word in in_names if {stem(word)} not in own)]
    operation = replace(operation, words=tuple(_FORMS.get(word, word) for word in operation.words))
    if not operation.words:
        return None
    known = bag(" ".join(called))
    columns = columns_of(papers, known)
    operation = replace(operation, words=_as_stated(operation.words, columns))
    asked = replace(asked, operation=operation)
    each = operation.over is Over.ROWS and not (asked.bounds or operation.dates or operation.denies)
    if each and (found := _each(operation, columns, papers, known)):
        return found
    chosen = chosen_papers(asked, papers, columns, called) if asked.bounds or asked.chooses else None
    if asked.chooses:
        return Stated(chosen.facts, chosen.note) if chosen else None
    if asked.bounds and chosen is None:
        return None
    found = _over(asked, columns, papers, called, chosen.papers if chosen else None)
    return replace(found, note=f"{found.note} Only {chosen.note}") if found and chosen else found


def _as_stated(words: Sequence[str], columns: Columns) -> tuple[str, ...]:
    """Words of a question, those that no column is called by as one that says the same: "expires" of `Ends`."""
    held = frozenset[str]().union(*map(telling, columns))
    as_held = {
        word: next((other for other in twins if stem(other) in held), word)
        for word in words
        for twins in _TWINS
        if stem(word) not in held and stem(word) in map(stem, twins)
    }
    return tuple(as_held.get(word, word) for word in words)


def _over(
    asked: Asked, columns: Columns, papers: Sequence[Paper], called: Sequence[str], among: Sequence[int] | None
) -> Stated | None:
    """What the papers, or those `among` them, tell as rows of a table: their sum or average, the highest or lowest, the
    first or last."""
    known = bag(" ".join(called))
    operation, columns = _by_length(asked.operation, columns, papers, known)
    names, columns = _measures(replace(asked, operation=operation), columns, papers, known)
    # "Which tenant pays most?" where each names its tenant, "which bird ...?" where all say that they are of one.
    others = frozenset[str]().union(*(telling(name) for name in columns if name not in names))
    besides = [
        word
        for word in operation.words
        if stem(word) in others
        or (word == operation.head and all(paper.says(stem(word)) for paper in papers))
        or (word in _MONTHS and _of_months(columns, papers))
    ]
    among = range(len(papers)) if among is None else among
    read = as_read(rows_of(papers, among, {name: columns[name] for name in names}, known), names, operation.over)
    table = Table(0, (DOCUMENT, *names), read.rows, of="document")
    told = told_of_columns(operation, table, None, [*called, *besides], known=False)
    if told is None or told.column not in names or not are_read(columns[told.column], papers):
        return None
    held, first = columns[told.column], [row.start for row in told.rows]
    values = {row.start: held[row.start][2].value for row in told.compared}
    if operation.over in (Over.SUM, Over.MEAN):
        return _added(told, held, values, papers, mixed=told.column in read.mixed)
    note = told.note.replace(f" is {told.rows[0].cells[told.column]}.", f" is {values[first[0]]}.", 1)
    if told.column in read.ranged:
        if operation.rank > 1 or not is_certain(first[0], values, operation.over):
            return None
        ends = "upper" if operation.over is Over.HIGHEST else "lower"
        note = note.replace("compared by “", f"compared by the {ends} ends of “", 1)
    naming = columns.get(_naming(operation, columns, _of_months(columns, papers)), {})
    quoted = [place[at] for at in first for place in (held, naming) if at in place]
    quoted += [held[row.start] for row in told.compared if row.start not in first]
    return Stated(tuple(dict.fromkeys(quoted)), note, tuple(first), values[first[0]])


def _added(
    told: Told, held: Mapping[int, Place], values: Mapping[int, str], papers: Sequence[Paper], *, mixed: bool
) -> Stated | None:
    """A sum or average; of amounts in several currencies one of each."""
    if len({papers[at].all_stated for at in values}) < len(values):  # one may be a copy, and counts once
        return None
    facts, note = tuple(held[row.start] for row in told.rows), told.note
    if mixed:
        sums = sum_of_each(list(values.values()))
        if not sums:
            return None
        note = f"{note.rpartition(': ')[0]}: {sums}."
    return Stated(facts, note)


def _by_length(
    asked: Operation, columns: Columns, papers: Sequence[Paper], called: Set[str]
) -> tuple[Operation, Columns]:
    """Of "which lease is the longest?", "which contract runs longest?": how long each runs as a column, or, where they
    do not say when they begin, that their ends are compared."""
    rest = tuple(word for word in asked.words if stem(word) not in _RUNS)
    if asked.kind != "length" or asked.over not in (Over.HIGHEST, Over.LOWEST) or not set(map(stem, rest)) <= called:
        return asked, columns
    if not any(telling(name) & _TIME and telling(name) <= _TIME | called for name in columns):
        runs = length_column(papers)
        if len(runs) >= FEWEST:
            return replace(asked, words=rest), columns | {LENGTH: runs}
        if len(rest) < len(asked.words):
            return replace(asked, kind="date", words=(*rest, ENDS)), columns
    return asked, columns


def _measures(asked: Asked, columns: Columns, papers: Sequence[Paper], called: Set[str]) -> tuple[list[str], Columns]:
    """The columns that may be compared or added, with what all papers say is to be paid per month or year, where that
    is asked for, or what each costs is not said in another way."""
    operation = asked.operation
    if LENGTH in columns and operation.kind == "length":
        return [LENGTH], columns
    names = _measurable(operation, columns, rows_of(papers, range(len(papers)), columns, called), called)
    named = [name for name in names if telling(name) & {stem(word) for word in operation.words} - called]
    if asked.per and named:
        return [name for name in named if per_of(columns[name]) == asked.per], columns
    is_whole = any(len(columns[name]) == len(papers) for name in names)
    if named or operation.kind != "money" or (is_whole and not asked.per):
        return names, columns
    name, places = per_column(papers, asked.per) if asked.per else per_of_all(papers)
    if name:
        return [name], {**columns, name: places}
    return ([] if asked.per else names), columns


def _measurable(asked: Operation, columns: Columns, rows: Sequence[Row], called: Set[str]) -> list[str]:
    """The columns that may be compared or added: those that the question names by more than what the papers are called;
    where it asks of the papers themselves ("which invoice is the highest?", "the latest?") their totals or dates."""
    words = {stem(word) for word in asked.words}
    of_papers = not asked.who and bool(called & (words | {stem(asked.head)}))
    if asked.kind in ("age", "date"):
        dated = [name for name in columns if len(days_in(rows, name)) >= FEWEST]
        own = [name for name in dated if of_papers and telling(name) <= DATE | called]
        born = [name for name in dated if _BORN in telling(name)]
        if asked.kind == "age":
            return own if of_papers else born
        return [name for name in dated if telling(name) & words - called] or own
    # `Bill for March 2026` is no amount of "which bill is the highest?".
    named = [name for name in columns if telling(name) & words - called and not _is_of_days(columns[name])]
    # "The most electricity" is no amount of money.
    is_used = asked.kind == "" and asked.adds and asked.of not in _SUMS
    if not named and asked.kind in ("", "money") and asked.of != "time" and not is_used:
        named = [name for name in columns if name == TOTAL]
    if not named and of_papers:
        kinds = {"money": PREFERRED, "length": _TIME, **{kind: KINDS[kind][1] for kind in ("size", "weight")}}
        by_kind = kinds.get("length" if asked.of == "time" else asked.kind, frozenset())
        named = [name for name in columns if telling(name) & by_kind and telling(name) <= by_kind | called]
    return _different(named, columns)


def _different(names: Sequence[str], columns: Columns) -> list[str]:
    """Of columns that say the same, as a form and a clause may say the rent, the first."""
    values = {name: {at: fact.value for at, (_, _, fact) in columns[name].items()} for name in names}
    kept: list[str] = []
    for name in names:
        if not any(values[name].items() <= values[other].items() for other in kept):
            kept.append(name)
    return kept


def _each(asked: Operation, columns: Columns, papers: Sequence[Paper], called: Set[str]) -> Stated | None:
    """The one column whose name is asked for, of all papers: "who are the tenants?", "list the end dates"."""
    every = {stem(word) for word in asked.words if not is_empty(singular(word))}
    words = every - called or every
    own = {name: telling(name) | (DATE if _is_of_days(columns[name]) else frozenset()) for name in columns}
    held = {name: len(words & own[name]) for name in columns if telling(name) <= every | called}
    most = max(held.values(), default=0)
    best = [name for name, number in held.items() if most and number == most]
    if len(best) != 1 or not are_read(columns[best[0]], papers):
        return None
    [name] = best
    if asked.head and is_yes_or_no({fact.value.lower() for _, _, fact in columns[name].values()}):
        return None  # "which plants are evergreen?" asks for those that say yes
    # "The scientific names of the birds", where each says that it is of one; "the birth dates of the patients".
    left = words - own[name] - frozenset[str]().union(*own.values())
    if not (left <= {stem(asked.words[-1])} and all(paper.says(word) for paper in papers for word in left)):
        return None
    note = f"“{name}” in {count(len(columns[name]), 'document')}."
    if lacking := len(papers) - len(columns[name]):
        note += f" {count(lacking, 'document')} {'does' if lacking == 1 else 'do'} not say it."
    return Stated(tuple(columns[name].values()), note)


def _is_of_days(places: Mapping[int, Place]) -> bool:
    return all(said(fact.value) for _, _, fact in places.values())


def _of_months(columns: Columns, papers: Sequence[Paper]) -> str:
    """The column that tells of which month each paper is, all of others: `Bill for: March 2026`; "" for none."""
    for name, places in columns.items():
        values = {fact.value for _, _, fact in places.values()}
        if len(values) == len(papers) and all(_MONTH.fullmatch(value) for value in values):
            return name
    return ""


def _naming(asked: Operation, columns: Columns, months: str) -> str:
    """The column that tells of whom or what a paper is: the one that is asked for, of which month each is (`months`),
    where that is, of "who" the first of names that all differ; "" for none."""
    for name in columns:
        if asked.head and stem(asked.head) in telling(name):
            return name
    if months and not _MONTHS.isdisjoint(asked.words):
        return months
    for name, places in columns.items() if asked.who else ():
        values = {fact.value for _, _, fact in places.values()}
        if len(values) == len(places) and all(map(_NAME.fullmatch, values)):
            return name
    return ""
