"""Which papers a question means by what they state: those with an amount or a day within bounds, or that are not paid.
Pure.

Only where it is certain: one column is meant, and each word of the question is held by a paper's name, names that
column, or is what the papers are called.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from uniconv_edge.assistant.question.party import RECEIVER
from uniconv_edge.assistant.quoting.tables import Table
from uniconv_edge.assistant.rows.asked_of_documents import Asked
from uniconv_edge.assistant.rows.bounds import Bound
from uniconv_edge.assistant.rows.chosen_rows import chosen_rows
from uniconv_edge.assistant.rows.money import PREFERRED
from uniconv_edge.assistant.rows.paper_amounts import MONEYS
from uniconv_edge.assistant.rows.paper_columns import (
    DATE,
    DOCUMENT,
    FEWEST,
    Columns,
    Place,
    are_read,
    days_of,
    per_column,
    per_of_all,
    rows_of,
)
from uniconv_edge.assistant.rows.papers import TOTAL, Fact, Paper, range_in, telling
from uniconv_edge.assistant.words.amounts import amount
from uniconv_edge.assistant.words.terms import bag, stem
from uniconv_edge.expressions import expression
from uniconv_edge.wording import count

_BORN = stem("birth")
_LINE = expression(r"[^\n]+")
# Words for what was done, which say no more where it is asked for amounts.
_DONE = bag("spend pay buy visit take go live work earn")
_STATE_WORDS = 2


@dataclass(frozen=True, slots=True)
class ChosenPapers:
    """The places of the papers that are meant, what each states of that, and what is told of them."""

    papers: tuple[int, ...]
    facts: tuple[Place, ...]
    note: str


@dataclass(frozen=True, slots=True)
class _Within:
    """The column of one bound, the papers that state something within it, and those that state something else that
    cannot be compared with it."""

    name: str
    bound: str
    held: dict[int, Place]
    apart: int


def chosen_papers(
    asked: Asked, papers: Sequence[Paper], columns: Columns, called: Sequence[str]
) -> ChosenPapers | None:
    """The papers within all bounds of a question, and as it says else; None where that is not certain, or none is."""
    known = frozenset(map(stem, called))
    operation = asked.operation
    states = {name: held for name, held in columns.items() if _is_state(held)}
    said_so = frozenset[str]().union(*(bag(value) for held in states.values() for value in _values(held)))
    words = {stem(word) for word in operation.words} - known - said_so
    words |= operation.said & _DONE if asked.chooses else frozenset()
    within: list[_Within] = []
    for bound in asked.bounds:
        found = _within(bound, asked, papers, columns, known, words)
        if found is None:
            return None
        within.append(found)
    used = {each.name: columns.get(each.name, each.held) for each in within}
    if asked.chooses:
        table = Table(0, (DOCUMENT, *used, *states), rows_of(papers, range(len(papers)), {**used, **states}, known))
        about = _about(asked, papers, columns, used)
        if not any(stem(word) in known | about for word in (*operation.words, operation.head)):
            return None  # of cars nothing is told by their policies
        names = [*called, *(word for word in operation.words if stem(word) in about)]
        chosen = chosen_rows(operation, table, names, known=False)
        if chosen is None:
            return None
        places = [row.start for row in chosen.rows]
        by = chosen.by
    else:
        places, by = list(range(len(papers))), []
    kept = tuple(at for at in places if all(at in each.held for each in within))
    told_by = [
        name
        for name, held in states.items()
        if any(word in _values(held) or word.startswith(f"{name}: ") for word in by)
    ]
    if not kept:
        return None
    if not (within or told_by):
        return _of_party(kept, by, papers, columns) if asked.chooses and not operation.denies else None
    facts = [each.held[at] for at in kept for each in within]
    facts += [states[name][at] for at in kept for name in told_by if at in states[name]]
    told_of = [f"“{each.name}” {each.bound}" for each in within] + [f"“{word}”" for word in by]
    if asked.chooses and operation.dates:  # held by the names of the papers
        told_of.append(f"{'since' if operation.since else 'of'} {operation.when}")
    return ChosenPapers(kept, tuple(dict.fromkeys(facts)), _note(len(kept), len(papers), within, told_of, used))


def _of_party(kept: Sequence[int], by: Sequence[str], papers: Sequence[Paper], columns: Columns) -> ChosenPapers | None:
    """The papers with a name at their heads, of those that state what most do: a mail about an invoice is none."""
    most = max(map(len, columns.values()), default=0)
    usual = [held for held in columns.values() if 2 * len(held) >= most]
    totals = columns.get(TOTAL, {})  # what the forms of several firms have in common
    on_form = [
        at
        for at, paper in enumerate(papers)
        if 2 * sum(at in held for held in usual) >= len(usual) > 0 or (paper.is_named and at in totals)
    ]
    found = tuple(at for at in kept if at in on_form)
    if not by or not found or len(found) == len(on_form):
        return None
    words, facts = {stem(word) for word in by}, list[Place]()
    for at in found:
        head = papers[at].pages[0]
        lines = [line for line in _LINE.finditer(head) if line[0].strip()]
        if line := next((each for each in lines if words & bag(each[0])), next(iter(lines), None)):
            facts.append((at, 0, Fact(DOCUMENT, line[0], *line.span())))
    said = " ".join(by)
    note = f"{len(found)} of {count(len(on_form), 'document')}: “{said}”."
    received = sum(RECEIVER.match(fact.value) is not None for _, _, fact in facts)
    if 0 < received < len(found):  # whoever sent them is asked for, or whoever got them
        note += f" {received:,} of these {'is' if received == 1 else 'are'} to “{said}”."
    if others := len(kept) - len(found):
        note += f" {others:,} more with that name {'does' if others == 1 else 'do'} not state what these do."
    return ChosenPapers(found, tuple(facts), note)


def _note(
    kept: int, papers: int, within: Sequence[_Within], told_of: Sequence[str], used: Mapping[str, Mapping[int, Place]]
) -> str:
    note = f"{kept} of {count(papers, 'document')}: {', '.join(dict.fromkeys(told_of))}."
    lacking = max((papers - len(held) for held in used.values()), default=0)
    if lacking:
        note += f" {count(lacking, 'document')} {'does' if lacking == 1 else 'do'} not say it."
    if apart := max((each.apart for each in within), default=0):
        note += f" {count(apart, 'document')} in another currency {'is' if apart == 1 else 'are'} left out."
    return note


def _about(asked: Asked, papers: Sequence[Paper], columns: Columns, used: Mapping[str, object]) -> frozenset[str]:
    """The stems of words that say no more than the bounds do, and what is asked for, where the papers say of whom or
    what they are: "which tenants pay more than 900 euros?"."""
    dated = any(bound.dated for bound in asked.bounds)
    own = frozenset[str]().union(*map(telling, used))
    head = stem(asked.operation.head)
    is_stated = any(head in telling(name) for name in columns) or all(paper.says(head) for paper in papers)
    return own | (DATE if dated else frozenset()) | ({head} if head and is_stated else frozenset())


def _within(
    bound: Bound, asked: Asked, papers: Sequence[Paper], columns: Columns, called: Set[str], words: Set[str]
) -> _Within | None:
    found = _dated(columns, called, words) if bound.dated else _amounts(bound, asked, papers, columns, called, words)
    results = [each for name, held in found.items() if (each := _compared(bound, name, held)) is not None]
    if not results or len(results) < len(found) or not are_read(found[results[0].name], papers):
        return None
    return results[0] if all(each.held.keys() == results[0].held.keys() for each in results) else None


def _dated(columns: Columns, called: Set[str], words: Set[str]) -> Columns:
    """The columns of days that a bound may be of: those that the question names, or else the papers' own date."""
    dated = {name: held for name, held in columns.items() if days_of(held)}
    named = {name: held for name, held in dated.items() if telling(name) & words}
    own = {name: held for name, held in dated.items() if telling(name) <= DATE | called}
    only = {name: held for name, held in dated.items() if telling(name) & DATE and _BORN not in telling(name)}
    if named or words & _DONE:  # what was paid in May need not be dated so
        return named
    return own or (only if len(only) == 1 else {})


def _amounts(
    bound: Bound, asked: Asked, papers: Sequence[Paper], columns: Columns, called: Set[str], words: Set[str]
) -> Columns:
    """The columns of amounts that a bound may be of: those that the question names, or else, of money, the total, what
    is to be paid a month or year, or the price."""
    numbers = {name: held for name, held in columns.items() if all(_ends(fact.value) for _, _, fact in held.values())}
    named = {name: held for name, held in numbers.items() if telling(name) & words}
    if named and asked.per:
        named = {name: held for name, held in named.items() if per_of(held) == asked.per}
    others = {
        word for word in words - _DONE - {stem(asked.operation.head)} if not any(word in bag(p.name) for p in papers)
    }
    if named or others or bound.unit not in MONEYS | {""}:
        return named
    name, held = per_column(papers, asked.per) if asked.per else ("", {})
    if asked.per:
        return {name: held} if name else {}
    if TOTAL in numbers:
        return {TOTAL: numbers[TOTAL]}
    name, held = per_of_all(papers)
    prices = {
        name: own for name, own in numbers.items() if telling(name) & PREFERRED and telling(name) <= PREFERRED | called
    }
    return {name: held} if name else prices


def per_of(held: Mapping[int, Place]) -> str:
    """For what time the amounts of a column are told ("month"), "" for none."""
    return next(iter(held.values()))[2].per


def _compared(bound: Bound, name: str, held: Mapping[int, Place]) -> _Within | None:
    """What of a column lies within a bound; None where a range lies only in part within it, or a unit is not said."""
    kept: dict[int, Place] = {}
    apart = 0
    if bound.dated:
        when = days_of(held)
        bound = bound.in_past(list(when.values()))
        kept = {at: held[at] for at, day in when.items() if bound.holds(day)}
        return _Within(name, bound.told(), kept, 0)
    for at, (page, number, fact) in held.items():
        ends = _ends(fact.value)
        if bound.unit and {unit for unit, _ in ends} != {bound.unit}:
            if not all(unit in MONEYS for unit, _ in ends):
                return None
            apart += 1
            continue
        inside = {bound.holds(value) for _, value in ends}
        if len(inside) > 1:
            return None
        if inside == {True}:
            kept[at] = (page, number, fact)
    if not bound.unit and len({unit for _, _, fact in held.values() for unit, _ in _ends(fact.value)}) > 1:
        return None
    return _Within(name, bound.said, kept, apart)


def _ends(value: str) -> list[tuple[str, Decimal]]:
    """Unit and value of an amount, of a range those of both its ends; [] for another value."""
    held = range_in(value)
    found = [amount(each) for each in ((held.low, held.high) if held else (value,))]
    return [(each.unit, each.value) for each in found if each] if all(found) else []


def _is_state(held: Mapping[int, Place]) -> bool:
    """Whether a column tells in a word or two how it is with each paper: `Status: paid`."""
    values = _values(held)
    return (
        len(held) >= FEWEST
        and len(values) < len(held)
        and all(value.replace(" ", "").isalpha() and len(value.split()) <= _STATE_WORDS for value in values)
    )


def _values(held: Mapping[int, Place]) -> set[str]:
    return {fact.value.lower() for _, _, fact in held.values()}
