"""What documents on one form each state, as rows of one table: lines with a label (`Rent: 950 euros`), amounts and days
behind the same words ("The rent is 950 euros"), from when to when. Pure; English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from uniconv_edge.assistant.quoting.tables import Row, Table
from uniconv_edge.assistant.rows.asked_of_rows import Operation, Over
from uniconv_edge.assistant.rows.chosen_rows import days_in
from uniconv_edge.assistant.rows.money import PREFERRED
from uniconv_edge.assistant.rows.over_rows import told_of_columns
from uniconv_edge.assistant.words.dates import MONTH_NAMES, YEAR, said
from uniconv_edge.assistant.words.labels import is_total
from uniconv_edge.assistant.words.terms import bag, is_empty, singular, stem
from uniconv_edge.library.sentences import cells_of
from uniconv_edge.library.words import words_of
from uniconv_edge.wording import count

FEWEST = 3  # documents that state a thing
_DOCUMENT, _TOTAL, _BEGINS, _ENDS = "Document", "Total", "begins", "ends"
_DATE, _BORN = frozenset((stem("date"), stem("day"))), stem("birth")
_TIME = frozenset(map(stem, ("time", "duration", "cooking", "running", "playing")))
_FORMS = {"began": "begin", "begun": "begin", "born": "birth"}  # by which columns are called
_WORDS_BEFORE, _CHARACTERS_BEFORE = 4, 60
_LABELLED = re.compile(
    r"(?m)^[ \t>*_-]{0,4}(?P<label>[^\W\d_][^\W_]*(?:[ /'’.()-]{1,2}[^\W_]+){0,4}[.)]?)[*_]{0,2}"
    r"(?: ?\||:)[*_]{0,2}[ \t]+(?P<value>\S[^\n]{0,160})$"
)
_MONTH = "|".join(sorted((name for name in MONTH_NAMES if len(name) > 2), key=len, reverse=True))
_DAY = (
    rf"\d{{1,2}}(?:st|nd|rd|th)?\.? (?i:{_MONTH})\b,?(?: {YEAR})?|{YEAR}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]{YEAR}"
    rf"|(?i:{_MONTH}) (?:\d{{1,2}}, )?{YEAR}"
)
_AMOUNT = r"[$€£¥]\s?\d[\d.,]*(?<=\d)|\d[\d.,]*(?<=\d)(?:\s?[€%]| per cent\b| ?[^\W\d_]{1,12}\b)?"
_VALUE = re.compile(rf"(?<!\d)(?=[$€£¥\dJFMASOND])(?:{_DAY}|{_AMOUNT})(?![\d/-])")
_SPAN = re.compile(
    rf"(?=[\dJFMASOND])(?P<first>{_DAY}) ?(?:to|until|till|[-–])(?: and including)? (?P<last>{_DAY})(?<={YEAR})"
)
_BEFORE = re.compile(rf"(?:[^\W\d_][\w’'-]* ){{1,{_WORDS_BEFORE}}}$")
_PER = re.compile(
    r"(?i)\s?(?:/|\b(?:per|an?|each|every)\b)\s?(?:calendar )?([^\W\d_]+)"
    r"|\s(hour|dai|week|month|quarter|year|annual)ly\b"
)
_OF = re.compile(r" of(?: (?!(?:an?|the|this|that|in|on|at|to|for|by|is|are|per)\b)[^\W\d_]+){1,2}")
_BREAKS = re.compile(r"$|[.,;(]|\s+(?:[a-z(]|$)")
_JOINS = re.compile(r"(?i)^(?:and|or|but|which|that|is|are) ")
_NUMBER = re.compile(r"(?i)\b(?:no|nr)\b\.?")
_NAME = re.compile(r"(?=\S+ \S)[^\W\d_a-z][^\d|]{3,80}")


@dataclass(frozen=True, slots=True)
class Fact:
    """What a page states: what it is called, its value, the place of the line or of the value, and per what ("month")
    an amount is, "" for nothing."""

    name: str
    value: str
    start: int
    end: int
    per: str = ""

    @property
    def key(self) -> frozenset[str]:
        """The stems of the words of its name that say something."""
        return _telling(self.name)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: what it is called, the texts of its pages, whether these are all that it has, and the facts of each
    page."""

    name: str
    pages: tuple[str, ...]
    is_whole: bool = True

    @property
    def facts(self) -> Iterator[tuple[int, Fact]]:
        """The facts, each with the number of its page."""
        return ((number, fact) for number, page in enumerate(self.pages) for fact in facts_of(page))

    @property
    def all_stated(self) -> frozenset[tuple[frozenset[str], str]]:
        """All that it states: of what, and which value."""
        return frozenset((fact.key, fact.value) for _, fact in self.facts)

    def says(self, known: str) -> bool:
        """Whether a page has a word that begins with a stem."""
        return any(re.search(rf"(?i)\b{re.escape(known)}", page) for page in self.pages)


_Place: TypeAlias = tuple[int, int, Fact]
_Columns: TypeAlias = dict[str, dict[int, _Place]]


@dataclass(frozen=True, slots=True)
class Stated:
    """What papers state of what is asked: for each fact the place of its paper among them and the number of its page;
    what is noted of it; and of an extreme the places of the papers that state it, and its value."""

    facts: tuple[_Place, ...]
    note: str
    best: tuple[int, ...] = ()
    value: str = ""


@lru_cache(maxsize=512)  # the pages of a form return with the next questions
def facts_of(page: str) -> tuple[Fact, ...]:
    """The facts that a page states, the last total also as that."""
    labelled = list(_labelled(page))
    prose = [fact for fact in _behind_words(page) if not any(line.start <= fact.start < line.end for line in labelled)]
    known = {fact.key for fact in (*labelled, *prose)}
    spans = (each for found in _SPAN.finditer(page) for each in _of_span(found) if each.key not in known)
    totals = [fact for fact in labelled if is_total(page[fact.start : fact.end]) and _VALUE.search(fact.value)]
    return (*labelled, *prose, *spans, *(replace(fact, name=_TOTAL) for fact in totals[-1:]))


def _labelled(page: str) -> Iterator[Fact]:
    for found in _LABELLED.finditer(page):
        value = found["value"].strip(" |*_")
        if not value or len(cells_of(value)) > 1:
            continue
        name = _NUMBER.sub("number", found["label"])
        amount = _VALUE.match(value)
        rest = value[amount.end() :] if amount else ""
        if amount and _BREAKS.match(rest) and not any(map(str.isdigit, rest)):
            yield Fact(name, amount[0], found.start("label"), found.end(), _per(rest))
        else:
            yield Fact(name, value, found.start("label"), found.end())


def _behind_words(page: str) -> Iterator[Fact]:
    for found in _VALUE.finditer(page):
        before = _BEFORE.search(page[max(0, found.start() - _CHARACTERS_BEFORE) : found.start()])
        if before:
            rest = page[found.end() : found.end() + _CHARACTERS_BEFORE]
            name = _JOINS.sub("", before[0].strip())
            if of := _OF.match(rest):  # "24 days of paid leave"
                name = f"{name} …{of[0]}"
            yield Fact(name, found[0], found.start(), found.end(), _per(rest[of.end() :] if of else rest))


def _of_span(found: re.Match[str]) -> Iterator[Fact]:
    """The day on which something begins and that on which it ends: `Term | from 1 May 2024 to 30 April 2025`."""
    yield Fact(_BEGINS, found["first"], found.start("first"), found.end("first"))
    yield Fact(_ENDS, found["last"], found.start("last"), found.end("last"))


def _per(rest: str) -> str:
    """Per what an amount is that is followed by this: "month" of " a month", " monthly"."""
    found = _PER.match(rest)
    return singular((found[1] or found[2]).lower()) if found else ""


@lru_cache(maxsize=4096)  # the names of a form return with each of its documents
def _telling(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words_of(name) if not is_empty(word))


def stated(asked: Operation, papers: Sequence[Paper], called: Sequence[str]) -> Stated | None:
    """What the papers, three at least, each state of what is asked of all of them: the highest, the sum, or each; None
    where that is not certain. `called`: words that they are called by, besides those that stand in each name."""
    columns = _columns(papers)
    called = [*called, *(word for word in asked.words if all(stem(word) in bag(paper.name) for paper in papers))]
    asked = replace(asked, words=tuple(_FORMS.get(word, word) for word in asked.words))
    if not asked.words:
        return None
    if asked.over is Over.ROWS:
        return _each(asked, columns, papers, bag(" ".join(called)))
    return _over(asked, columns, papers, called)


def _columns(papers: Sequence[Paper]) -> _Columns:
    """What at least three papers state, and not all alike, by its name in the first: the place of each. Nothing that
    one of them states in two ways, or one a month and another a week."""
    held: dict[frozenset[str], dict[int, _Place]] = {}
    several: set[frozenset[str]] = set()
    for at, paper in enumerate(papers):
        for page, fact in paper.facts:
            known = held.setdefault(fact.key, {}).setdefault(at, (at, page, fact))
            several |= {fact.key} if known[2].value != fact.value else set()
    found: _Columns = {}
    for key, places in held.items():
        facts = [fact for _, _, fact in places.values()]
        if not key or key in several or len(facts) < FEWEST:
            continue
        if len({fact.value for fact in facts}) > 1 and len({fact.per for fact in facts}) == 1:
            found.setdefault(facts[0].name, places)
    return found


def _over(asked: Operation, columns: _Columns, papers: Sequence[Paper], called: Sequence[str]) -> Stated | None:
    """What the papers tell as rows of a table: their sum or average, the highest or lowest, the first or last."""
    known = bag(" ".join(called))
    rows: list[Row] = []
    for at, paper in enumerate(papers):
        own = " ".join(word for word in words_of(paper.name) if stem(word) not in known)
        rows.append(
            Row(at, at, {_DOCUMENT: own} | {name: held[at][2].value for name, held in columns.items() if at in held})
        )
    names = _measurable(asked, columns, rows, known)
    # "Which tenant pays most?" where each names its tenant, "which bird ...?" where all say that they are of one.
    others = frozenset[str]().union(*(_telling(name) for name in columns if name not in names))
    besides = [
        word for word in asked.words if stem(word) in others or (word == asked.head and _all_say(papers, stem(word)))
    ]
    table = Table(0, (_DOCUMENT, *names), rows, of="document")
    told = told_of_columns(asked, table, None, [*called, *besides], known=False)
    if told is None or told.column not in names or not _are_read(columns[told.column], papers):
        return None
    held, first = columns[told.column], [row.start for row in told.rows]
    if asked.over in (Over.SUM, Over.MEAN):
        if len({papers[at].all_stated for at in first}) < len(first):  # one may be a copy, and counts once
            return None
        return Stated(tuple(held[at] for at in first), told.note)
    naming = columns.get(_naming(asked, columns), {})
    quoted = [place[at] for at in first for place in (held, naming) if at in place]
    quoted += [held[row.start] for row in told.compared if row.start not in first]
    return Stated(tuple(dict.fromkeys(quoted)), told.note, tuple(first), held[first[0]][2].value)


def _are_read(places: dict[int, _Place], papers: Sequence[Paper]) -> bool:
    """Whether the papers that do not state a thing were read whole, so that they do not."""
    return all(at in places or paper.is_whole for at, paper in enumerate(papers))


def _all_say(papers: Sequence[Paper], known: str) -> bool:
    return all(paper.says(known) for paper in papers)


def _measurable(asked: Operation, columns: _Columns, rows: Sequence[Row], called: Set[str]) -> list[str]:
    """The columns that may be compared or added: those that the question names by more than what the papers are called;
    where it asks of the papers themselves ("which invoice is the highest?", "the latest?") their totals or dates."""
    words = {stem(word) for word in asked.words}
    of_papers = not asked.who and bool(called & (words | {stem(asked.head)}))
    if asked.kind in ("age", "date"):
        dated = [name for name in columns if len(days_in(rows, name)) >= FEWEST]
        own = [name for name in dated if of_papers and _telling(name) <= _DATE | called]
        born = [name for name in dated if _BORN in _telling(name)]
        if asked.kind == "age":
            return own if of_papers else born
        return [name for name in dated if _telling(name) & words - called] or own
    named = [name for name in columns if _telling(name) & words - called]
    if not named and asked.kind in ("", "money") and asked.of != "time":
        named = [name for name in columns if name == _TOTAL]
    if not named and of_papers:
        by_kind = {"money": PREFERRED, "length": _TIME}.get("length" if asked.of == "time" else asked.kind, frozenset())
        named = [name for name in columns if _telling(name) & by_kind and _telling(name) <= by_kind | called]
    return _different(named, columns)


def _different(names: Sequence[str], columns: _Columns) -> list[str]:
    """Of columns that say the same, as a form and a clause may say the rent, the first."""
    values = {name: {at: fact.value for at, (_, _, fact) in columns[name].items()} for name in names}
    kept: list[str] = []
    for name in names:
        if not any(values[name].items() <= values[other].items() for other in kept):
            kept.append(name)
    return kept


def _each(asked: Operation, columns: _Columns, papers: Sequence[Paper], called: Set[str]) -> Stated | None:
    """The one column whose name is asked for, of all papers: "who are the tenants?", "list the end dates"."""
    if asked.dates or asked.denies:
        return None
    every = {stem(word) for word in asked.words if not is_empty(singular(word))}
    words = every - called or every
    own = {name: _telling(name) | (_DATE if _is_of_days(columns[name]) else frozenset()) for name in columns}
    held = {name: len(words & own[name]) for name in columns if _telling(name) <= every | called}
    most = max(held.values(), default=0)
    best = [name for name, number in held.items() if most and number == most]
    if len(best) != 1 or not _are_read(columns[best[0]], papers):
        return None
    [name] = best
    # "The scientific names of the birds", where each says that it is of one; "the birth dates of the patients".
    left = words - own[name] - frozenset[str]().union(*own.values())
    if not (left <= {stem(asked.words[-1])} and all(_all_say(papers, word) for word in left)):
        return None
    note = f"“{name}” in {count(len(columns[name]), 'document')}."
    if lacking := len(papers) - len(columns[name]):
        note += f" {count(lacking, 'document')} {'does' if lacking == 1 else 'do'} not say it."
    return Stated(tuple(columns[name].values()), note)


def _is_of_days(places: dict[int, _Place]) -> bool:
    return all(said(fact.value) for _, _, fact in places.values())


def _naming(asked: Operation, columns: _Columns) -> str:
    """The column that tells of whom or what a paper is: the one that is asked for, of "who" the first of names that all
    differ; "" for none."""
    for name in columns:
        if asked.head and stem(asked.head) in _telling(name):
            return name
    for name, places in columns.items() if asked.who else ():
        values = {fact.value for _, _, fact in places.values()}
        if len(values) == len(places) and all(map(_NAME.fullmatch, values)):
            return name
    return ""
