"""Which of some documents is the newest, by the dates in their names or at their heads, by what they are called
(version 2, final) or else by when their files were changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uniconv_edge.assistant.facts.imprint import dated
from uniconv_edge.assistant.facts.naming import known_as, names_of
from uniconv_edge.assistant.words.dates import named
from uniconv_edge.expressions import expression
from uniconv_edge.library.store import Store
from uniconv_edge.library.times import day_of

_HEAD = 1_500  # characters
_YEAR = expression(r"(?<![\d.,])(?:19|20)\d\d(?!\d|[.,]\d)")
_IN_FORCE = expression(r"(?i)\b(?:valid|effective|in force|applies|as (?:of|from|at))\b[^\n]*")
_QUARTER = expression(r"(?i)(?<![^\W_])q([1-4])(?![^\W_])")
_VERSION = expression(r"(?i)(?:\b|_)(?:version|edition|revision|rev|v)[ ._-]?(\d+(?:\.\d+)*)(?![\d.])")
_EARLY = expression(r"(?i)(?:\b|_)(?:draft|preliminary|provisional|old)(?:\b|_)")
_LATE = expression(r"(?i)(?:\b|_)(?:final|revised|amended|updated|corrected|new)(?:\b|_)")

TOLD_DAY = expression(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
"""A year, month or day as `Ages.told` has it."""

Age = tuple[int, ...]  # the higher, the newer


@dataclass(frozen=True, slots=True)
class Paper:
    """What tells the age of one document: how it is called, its first and last page, the day its file was changed."""

    names: str
    first: str
    last: str
    changed: str


@dataclass(frozen=True, slots=True)
class Ages:
    """Documents, the newest first, and what tells the age of each."""

    newest_first: list[int]
    told: Mapping[int, str]


def ages(store: Store, documents: Sequence[int]) -> Ages | None:
    """How old documents are beside one another; None where nothing tells it of all of them, or two are as old."""
    return told_ages(_papers(store, documents))


def told_ages(papers: Mapping[int, Paper]) -> Ages | None:
    """The same of what tells it, by the ids of the documents."""
    for tells in (_in_names, _at_head, _in_name_or_at_head, _by_version, _by_state, _by_file):
        found = {key: told for key, paper in papers.items() if (told := tells(paper))}
        if len(found) == len(papers) and len({age for age, _ in found.values()}) == len(found):
            order = sorted(found, key=lambda key: found[key][0], reverse=True)
            return Ages(order, {key: told for key, (_, told) in found.items()})
    return None


def _papers(store: Store, documents: Sequence[int]) -> dict[int, Paper]:
    known = known_as(store, documents)
    found: dict[int, Paper] = {}
    for key in documents:
        pages = store.pages(key)
        [(changed,)] = store.rows("SELECT mtime_ns FROM documents WHERE id = ?", key)
        found[key] = Paper(known[key], pages[0].text, pages[-1].text, day_of(int(changed)))
    return found


_Told = tuple[Age, str]  # and the words that tell it


def _in_names(paper: Paper) -> _Told | None:
    title, _, file = paper.names.partition("\n")
    own, by_title = _of_text(file), _of_text(title)
    if own and by_title and own[0][0] != by_title[0][0]:
        return own  # an "Amendment to the contract of 18 August 2023" is called by the date of another
    return _of_text(paper.names)


def _at_head(paper: Paper) -> _Told | None:
    """The date that a document bears, else that from which it is in force."""
    if found := dated(paper.first, paper.last):
        at_end, (start, end) = found
        if told := _of_text((paper.last if at_end else paper.first)[start:end]):
            return told
    in_force = _IN_FORCE.search(paper.first[:_HEAD])
    return _of_text(in_force[0], bare_years=False) if in_force else None


def _in_name_or_at_head(paper: Paper) -> _Told | None:
    return _in_names(paper) or _at_head(paper)


def _of_text(text: str, *, bare_years: bool = True) -> _Told | None:
    for date in named(text):
        if date.year:
            parts = [part for part in (date.month, date.day) if part]
            return (date.year, date.month, date.day), "-".join([str(date.year), *(f"{part:02}" for part in parts)])
    years, quarter = _YEAR.findall(text) if bare_years else [], _QUARTER.search(text)
    if len(set(years)) != 1:
        return None
    return (
        int(years[0]),
        3 * int(quarter[1]) if quarter else 0,
        0,
    ), f"{years[0]}{f' Q{quarter[1]}' if quarter else ''}"


def _by_version(paper: Paper) -> _Told | None:
    found = _VERSION.search(paper.names) or _VERSION.search(paper.first[:_HEAD])
    return (tuple(map(int, found[1].split("."))), f"version {found[1]}") if found else None


def _by_state(paper: Paper) -> _Told | None:
    """A draft is older than what is none, what was revised newer than what was not."""
    early, late = _EARLY.search(paper.names), _LATE.search(paper.names)
    found = late or early
    return (bool(late) - bool(early),), found[0].strip("_ ").lower() if found else ""


def _by_file(paper: Paper) -> _Told | None:
    return tuple(map(int, paper.changed.split("-"))), f"file of {paper.changed}"


def told_of_ages(store: Store, documents: Sequence[int]) -> str:
    """Which of some documents is the newest, in words."""
    names = {key: f"`{name}`" for key, name in names_of(store, documents).items()}
    found = ages(store, documents)
    if found is None:
        return f"Which of {', '.join(names.values())} is the newest is not known: no dates of theirs tell it."
    newest, *others = (f"{names[key]} ({found.told[key]})" for key in found.newest_first)
    return f"{newest} is the newest, before {', '.join(others)}."
