"""What documents that belong together each state, as columns of one table: by its name in each, without the words that
they are called by; what each states per month or year; how long each runs. Pure; English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from uniconv_edge.assistant.quoting.tables import Row
from uniconv_edge.assistant.rows.papers import BEGINNING, ENDING, Fact, Paper, range_in
from uniconv_edge.assistant.words.amounts import amount
from uniconv_edge.assistant.words.dates import days
from uniconv_edge.assistant.words.terms import stem
from uniconv_edge.library.words import words_of

FEWEST = 3  # documents that state a thing
DATE = frozenset(map(stem, ("date", "day", "datum", "fecha", "data")))
DOCUMENT = "Document"
LENGTH = "Length"
_BEGIN, _END = (frozenset(map(stem, said)) for said in (BEGINNING, ENDING))
_PER = ("day", "week", "month", "quarter", "year")

Place: TypeAlias = tuple[int, int, Fact]
"""The place of a paper among others, the number of a page, and what that states."""
Columns: TypeAlias = dict[str, dict[int, Place]]
"""By the name of what is stated, and the place of each paper that states it."""


def columns_of(papers: Sequence[Paper], called: Set[str]) -> Columns:
    """What at least three papers state, and not all alike, by its name in the first: the place of each. Nothing that
    one of them states in two ways, or one a month and another a week. What is called so beside words that the papers
    are `called` by (stems) is one: `Date` and `Invoice date`, of which the latter counts where a paper has both."""
    plain, in_two_ways = _by(papers, frozenset())
    joined, differing = _by(papers, called)
    found: Columns = {}
    for key, places in plain.items():
        short = key - called or key
        if short in differing:
            if key not in in_two_ways:
                _add(found, places)
        elif joined.get(short):
            _add(found, joined.pop(short))
    return found


def _by(
    papers: Sequence[Paper], called: Set[str]
) -> tuple[dict[frozenset[str], dict[int, Place]], set[frozenset[str]]]:
    """The places of facts by their names without some words, and the names of those that a paper states in two ways."""
    held: dict[frozenset[str], dict[int, Place]] = {}
    several: set[tuple[frozenset[str], int]] = set()
    for at, paper in enumerate(papers):
        for page, fact in paper.facts:
            if not (key := fact.key - called or fact.key):
                continue
            places = held.setdefault(key, {})
            known = places.setdefault(at, (at, page, fact))[2]
            if len(fact.key) > len(known.key):
                places[at] = (at, page, fact)
                several.discard((key, at))
            elif len(fact.key) == len(known.key) and not _is_same(known.value, fact.value):
                several.add((key, at))
    return held, {key for key, _ in several}


def _is_same(one: str, other: str) -> bool:
    """Whether two values are one, also where a day is written in two ways, as at the head of a mail."""
    if one == other or (range_in(one) is not None and range_in(one) == range_in(other)):
        return True
    first, second = days([one, other])
    return first is not None and first == second


def _add(found: Columns, places: dict[int, Place]) -> None:
    facts = [fact for _, _, fact in places.values()]
    if len(facts) < FEWEST:
        return
    if len({fact.value for fact in facts}) > 1 and len({fact.per for fact in facts}) == 1:
        found.setdefault(facts[0].name, places)


def rows_of(papers: Sequence[Paper], chosen: Iterable[int], columns: Columns, called: Set[str]) -> list[Row]:
    """Papers as rows, each with its place: what it is called besides what all of them are, and what it states."""
    rows: list[Row] = []
    for at in chosen:
        own = " ".join(word for word in words_of(papers[at].name) if stem(word) not in called)
        cells = {name: held[at][2].value for name, held in columns.items() if at in held}
        rows.append(Row(at, at, {DOCUMENT: own, **cells}))
    return rows


def are_read(places: Mapping[int, Place], papers: Sequence[Paper]) -> bool:
    """Whether the papers that do not state a thing were read whole, so that they do not."""
    return all(at in places or paper.is_whole for at, paper in enumerate(papers))


def per_column(papers: Sequence[Paper], per: str) -> tuple[str, dict[int, Place]]:
    """What each paper says is to be paid per day, month or year, where all say that once: its name, and the places."""
    places: dict[int, Place] = {}
    for at, paper in enumerate(papers):
        own = [(at, page, fact) for page, fact in paper.facts if fact.per == per and amount(fact.value)]
        if len({fact.value for _, _, fact in own}) != 1:
            return "", {}
        places[at] = own[0]
    names = {fact.name for _, _, fact in places.values()}
    return (names.pop() if len(names) == 1 else f"Amount a {per}"), places


def per_of_all(papers: Sequence[Paper]) -> tuple[str, dict[int, Place]]:
    """The same of the one of these of which all papers say it."""
    found = [(name, places) for per in _PER for name, places in (per_column(papers, per),) if places]
    return found[0] if len(found) == 1 else ("", {})


def length_column(papers: Sequence[Paper]) -> dict[int, Place]:
    """How many days each paper runs, of those that name one day on which it begins and one on which it ends."""
    return {at: found for at, paper in enumerate(papers) if (found := _length(at, paper))}


def _length(at: int, paper: Paper) -> Place | None:
    begins, ends = (
        {
            fact.value: (at, page, fact)
            for page, fact in paper.facts
            if known & fact.key and any(map(str.isdigit, fact.value))
        }
        for known in (_BEGIN, _END)
    )
    if len(begins) != 1 or len(ends) != 1:
        return None
    [first], [last] = begins.values(), ends.values()
    run = days_of({0: first, 1: last})
    if len(run) != 2 or run[0] >= run[1]:
        return None
    return (at, last[1], replace(last[2], value=f"{(run[1] - run[0]).days + 1} days"))


def days_of(places: Mapping[int, Place]) -> dict[int, date]:
    """The days that a column states, by the places of their papers; none where a value is no whole date."""
    found = dict(zip(places, days([fact.value for _, _, fact in places.values()]), strict=True))
    return (
        {at: date(*day) for at, day in found.items() if day} if all(day and all(day) for day in found.values()) else {}
    )
